/** The two hosts of RingCentral: the platform (RingEX and login) and RingCX. */
export type HostKind = "platform" | "ringcx";

/**
 * How strictly the answers keep to the documents: `documented` is what they promise, `field` what people have met
 * beside it (a 429 that names no wait, 204 for an empty group, other words for a token that has run out).
 */
export type Strictness = "documented" | "field";

/** What counts together in a rate limit. */
export type LimitGroup = "auth" | "light" | "medium" | "heavy" | "ringcx" | "ringcx-exchange";

/** A request as it arrives, free of sockets. */
export interface SimulatedRequest {
  readonly host: HostKind;
  /** Scheme, host and port as the client wrote them; the links in an answer begin with it. */
  readonly origin: string;
  readonly method: string;
  /** Path with its query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** A whole answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What happens to a request: an answer after a while, silence for ever, or a broken connection. */
export type Outcome =
  | { readonly kind: "answer"; readonly answer: Answer; readonly delayMs: number }
  | { readonly kind: "silence" }
  | { readonly kind: "broken" };

/** What the simulator keeps of a request: never a header, a body or a token. */
export interface RequestLogEntry {
  /** Milliseconds since the epoch, by the simulator's clock. */
  readonly at: number;
  readonly host: HostKind;
  readonly method: string;
  /** Path with its query; values that could be credentials are blanked. */
  readonly path: string;
  readonly group: LimitGroup;
  /** Absent when no answer was given. */
  readonly status: number | undefined;
  /** Whether it came while a penalty was running, which it must not. */
  readonly insidePenalty: boolean;
  /** Who sent it, where the caller says so in the header `x-simulated-caller`. */
  readonly caller: string | undefined;
  /** The kind of the scripted fault that hit it. */
  readonly fault: string | undefined;
}
