import type { Clock } from "#shared/ports/clock.ts";
import type { Limit } from "./rate-limiter.ts";
import { RateLimiter } from "./rate-limiter.ts";

const perMinute = (requests: number, inFlight = 8): Limit => ({ requests, windowMs: 60_000, inFlight });

/** RingEX: "retry after 30 seconds or later", and a request before that starts the penalty again. */
const ringEx = (requests: number): Limit => ({ ...perMinute(requests), silentPenaltyMs: 30_000 });

/** The published limits, a minute and user, until an answer says otherwise. */
const published = {
  ringcx: perMinute(120, 16),
  "ringcx-exchange": perMinute(5),
  light: ringEx(50),
  medium: ringEx(40),
  heavy: ringEx(10),
  auth: ringEx(5),
} as const satisfies Record<string, Limit>;

/** RingCX as a whole, its token exchange, and the four groups of RingEX. */
export type LimitGroup = keyof typeof published;

const ringExGroups: readonly string[] = ["light", "medium", "heavy", "auth"] satisfies readonly LimitGroup[];

/** The RingEX group that an answer names, where it is a known one. */
export function ringExGroupOf(name: string | undefined): LimitGroup | undefined {
  return ringExGroups.find((group): group is LimitGroup => group === name);
}

/** One limiter for each host and group of one RingCentral user. */
export class Limiters {
  readonly #limiters = new Map<string, RateLimiter>();
  readonly #deps: { readonly clock: Clock; readonly random: () => number };

  constructor(deps: { readonly clock: Clock; readonly random: () => number }) {
    this.#deps = deps;
  }

  /** `origin`: scheme, host and port. */
  of(origin: string, group: LimitGroup): RateLimiter {
    const key = `${origin} ${group}`;
    const known = this.#limiters.get(key);
    if (known !== undefined) return known;
    const made = new RateLimiter({ ...this.#deps, limit: published[group] });
    this.#limiters.set(key, made);
    return made;
  }
}
