import type { LimitGroup } from "./simulated-exchange.ts";

/** Requests that a group admits in any 60 seconds, as published. */
export const publishedLimits: Readonly<Record<LimitGroup, number>> = {
  auth: 5,
  light: 50,
  medium: 40,
  heavy: 10,
  ringcx: 120,
  "ringcx-exchange": 5,
};

const windowMs = 60_000;
const unlimited = 1_000_000;

interface GroupState {
  /** Instants of the requests that count, oldest first. */
  counted: number[];
  penaltyMs: number;
  penaltyUntil: number;
  /** RingCX states no penalty interval: there it lasts until the window has room again. */
  refusing: boolean;
}

/** Whether a request may pass, and whether it came while a penalty was running. */
export interface Admission {
  readonly admitted: boolean;
  readonly insidePenalty: boolean;
}

/**
 * Rate limits of one user, by group, over a sliding minute: the strictest reading of "n a minute". RingEX answers
 * a request too many with a penalty of 60 s, and one inside the penalty starts it anew. RingCX publishes only
 * the limit; refused requests count there too, so that hammering never gets through.
 */
export class RateLimits {
  readonly #mode: "on" | "off";
  readonly #now: () => number;
  readonly #groups = new Map<LimitGroup, GroupState>();

  constructor(mode: "on" | "off", now: () => number) {
    this.#mode = mode;
    this.#now = now;
  }

  admit(group: LimitGroup): Admission {
    const state = this.#state(group);
    const at = this.#now();
    if (at < state.penaltyUntil) {
      state.penaltyUntil = at + state.penaltyMs;
      return { admitted: false, insidePenalty: true };
    }
    if (this.#mode === "off") return { admitted: true, insidePenalty: false };
    while (state.counted[0] !== undefined && state.counted[0] <= at - windowMs) state.counted.shift();
    if (state.counted.length < publishedLimits[group]) {
      state.counted.push(at);
      state.refusing = false;
      return { admitted: true, insidePenalty: false };
    }
    const insidePenalty = state.refusing;
    if (isRingCx(group)) {
      state.counted.shift();
      state.counted.push(at);
      state.refusing = true;
    } else {
      this.penalise(group, windowMs);
    }
    return { admitted: false, insidePenalty };
  }

  /** Starts a penalty, also with the limits off: what a scripted 429 does. */
  penalise(group: LimitGroup, penaltyMs: number): void {
    const state = this.#state(group);
    state.penaltyMs = penaltyMs;
    state.penaltyUntil = this.#now() + penaltyMs;
  }

  /** The headers a group shows right now, `Retry-After` included while a penalty runs. */
  headers(group: LimitGroup): Readonly<Record<string, string>> {
    const state = this.#state(group);
    const waitMs = state.penaltyUntil - this.#now();
    const retryAfter: Record<string, string> = waitMs > 0 ? { "retry-after": String(Math.ceil(waitMs / 1000)) } : {};
    // RingCX documents no such headers; without limits they tell a limiter, on either host, that it need not wait.
    if (isRingCx(group) && this.#mode === "on") return retryAfter;
    const limit = this.#mode === "on" ? publishedLimits[group] : unlimited;
    return {
      ...retryAfter,
      "x-rate-limit-group": group.charAt(0).toUpperCase() + group.slice(1),
      "x-rate-limit-limit": String(limit),
      "x-rate-limit-remaining": String(waitMs > 0 ? 0 : limit - state.counted.length),
      "x-rate-limit-window": String(windowMs / 1000),
    };
  }

  #state(group: LimitGroup): GroupState {
    const known = this.#groups.get(group);
    if (known !== undefined) return known;
    const state: GroupState = { counted: [], penaltyMs: 0, penaltyUntil: 0, refusing: false };
    this.#groups.set(group, state);
    return state;
  }
}

function isRingCx(group: LimitGroup): boolean {
  return group === "ringcx" || group === "ringcx-exchange";
}
