import type { LimitGroup } from "./limits.ts";

/** A token that may run out while a call waits for its turn. */
export interface Bearer {
  /** `undefined` once it is too old to be sent. */
  token(): string | undefined;
  renew(): Promise<unknown>;
  /** The server refuses this token. "renew": it is not sent again, and another one is worth a try. */
  discard(token: string): "renew" | "give up";
}

/** One request, and how often it may be tried. */
export interface ApiRequest {
  readonly host: "ringCentral" | "ringCx";
  /** Every limiter that counts it; the answer's `X-Rate-Limit-*` belong to the first. */
  readonly groups: readonly [LimitGroup, ...LimitGroup[]];
  readonly method: "GET" | "POST";
  readonly url: URL;
  /** The path with placeholders instead of ids: what a cause may show. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The body that an answer 204 stands for; without it such an answer is unusable. */
  readonly noContent?: unknown;
  readonly bearer?: Bearer;
  /** 1 for what is not idempotent. */
  readonly tries: number;
}

/** Tries of whatever may be repeated, the first one included. */
export const allTries = 4;
