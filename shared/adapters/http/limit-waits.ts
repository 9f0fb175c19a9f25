import type { Clock } from "#shared/ports/clock.ts";
import type { LimitGroup } from "./limits.ts";

/** A wait that begins now, for a limit or a penalty; `limit` follows "waiting for". */
export interface LimitWait {
  readonly limit: string;
  readonly waitMs: number;
}

const names = {
  auth: "RingCentral's sign-in limit",
  light: "RingCentral's limit",
  medium: "RingCentral's limit",
  heavy: "RingCentral's limit",
  ringcx: "RingCX's limit",
  "ringcx-exchange": "RingCX's sign-in limit",
} as const satisfies Record<LimitGroup, string>;

/** Whoever sits in front of it does not notice a shorter wait. */
const shortMs = 5_000;

interface LimitWaitsDependencies {
  readonly clock: Clock;
  /** Told of a wait of more than 5 s when it begins, once however many calls wait, and when it becomes longer. */
  readonly onWait?: (wait: LimitWait) => void;
}

/** Wall-clock time in which at least one call of a run waits for a limit or a penalty. */
export class LimitWaits {
  readonly #deps: LimitWaitsDependencies;
  readonly #toldUntilMs = new Map<string, number>();
  #waiting = 0;
  #sinceMs = 0;
  #endedMs = 0;

  constructor(deps: LimitWaitsDependencies) {
    this.#deps = deps;
  }

  totalMs(): number {
    return this.#endedMs + (this.#waiting === 0 ? 0 : this.#nowMs() - this.#sinceMs);
  }

  /** A call waits; returns how it ends. */
  begin(group: LimitGroup, waitMs: number): () => void {
    if (this.#waiting === 0) this.#sinceMs = this.#nowMs();
    this.#waiting += 1;
    this.tell(group, waitMs);
    return () => {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#endedMs += this.#nowMs() - this.#sinceMs;
    };
  }

  tell(group: LimitGroup, waitMs: number): void {
    const now = this.#nowMs();
    const limit = names[group];
    const toldUntilMs = Math.max(now, this.#toldUntilMs.get(limit) ?? 0);
    if (now + waitMs - toldUntilMs <= shortMs) return;
    this.#toldUntilMs.set(limit, now + waitMs);
    this.#deps.onWait?.({ limit, waitMs });
  }

  #nowMs(): number {
    return this.#deps.clock.now().getTime();
  }
}
