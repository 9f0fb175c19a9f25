import { ulid } from "ulid";
import type { ClientOptions } from "#shared/adapters/aws-clients.ts";
import { systemClock } from "#shared/adapters/system-clock.ts";
import type { Clock } from "#shared/ports/clock.ts";

/** Everything outside of a function's own memory that its result depends on: whoever plays it decides all. */
export interface Runtime {
  readonly clock: Clock;
  /** 0 (included) to 1 (excluded); spreads retries. */
  readonly random: () => number;
  /** A new ULID for a time in milliseconds since the epoch. */
  readonly newUlid: (atMs: number) => string;
  readonly fetch: typeof globalThis.fetch;
  readonly aws: ClientOptions;
}

/** The machine and the network as they are. */
export const realRuntime: Runtime = {
  clock: systemClock,
  random: Math.random,
  newUlid: ulid,
  fetch: (input, init) => globalThis.fetch(input, init),
  aws: {},
};
