import { type BackOff, backOffMs } from "#shared/domain/back-off.ts";
import type { Clock } from "#shared/ports/clock.ts";
import type { RateFacts } from "./rate-facts.ts";

/** What one limiter admits. */
export interface Limit {
  readonly requests: number;
  readonly windowMs: number;
  /** Requests that may be under way at once. */
  readonly inFlight: number;
}

/** Thrown to a waiter whose turn comes too late. */
export class WaitTooLong extends Error {
  readonly waitMs: number;

  constructor(waitMs: number) {
    super(`The next request is admitted in ${waitMs} ms, which is more than the time left.`);
    this.name = "WaitTooLong";
    this.waitMs = waitMs;
  }
}

/** The right to send one request now. Exactly one of its methods is called, once. */
export interface Permit {
  /** The answer is here: the slot is free again one window from now. */
  answered(facts: RateFacts): void;
  /** No answer will come; the server may have counted the request all the same. */
  unanswered(): void;
  /** Nothing was sent. */
  giveBack(): void;
}

interface Waiter {
  readonly resolve: (slot: Permit) => void;
  readonly reject: (reason: unknown) => void;
  readonly remainingMs: () => number;
}

interface WaitBudget {
  readonly remainingMs: () => number;
  readonly signal: AbortSignal;
}

/** Between tries of one call, and after a penalty whose length nobody names; with full jitter. */
export const apiBackOff: BackOff = { firstMs: 500, maxMs: 10_000 };

const penaltiesWithJitter = 3;

/** Documents do not say whether the edge of a window or a penalty still counts, so it does. */
const edgeMs = 1;

/**
 * Admits requests to one host and rate group, in the order in which they ask. A slot is busy from the request
 * until one window after its answer, so that in no window of the server more requests arrive than the limit,
 * wherever its windows begin. While a penalty runs nobody is admitted: a request would start it again.
 */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #waiters: Waiter[] = [];
  readonly #answeredAt: number[] = [];
  #limit: Limit;
  #inFlight = 0;
  #penaltyFrom = Number.NEGATIVE_INFINITY;
  #penaltyUntil = Number.NEGATIVE_INFINITY;
  #penaltiesInARow = 0;
  #timer: AbortController | undefined;

  constructor(deps: { readonly clock: Clock; readonly random: () => number; readonly limit: Limit }) {
    this.#clock = deps.clock;
    this.#random = deps.random;
    this.#limit = deps.limit;
  }

  /** @throws WaitTooLong, or the signal's reason */
  acquire(budget: WaitBudget): Promise<Permit> {
    const { signal } = budget;
    if (signal.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
        reject(signal.reason);
        this.#admit();
      };
      const done = (): void => signal.removeEventListener("abort", abort);
      const waiter: Waiter = {
        resolve: (slot) => {
          done();
          resolve(slot);
        },
        reject: (reason) => {
          done();
          reject(reason);
        },
        remainingMs: budget.remainingMs,
      };
      signal.addEventListener("abort", abort);
      this.#waiters.push(waiter);
      this.#admit();
    });
  }

  inPenalty(): boolean {
    return this.#nowMs() < this.#penaltyUntil;
  }

  #nowMs(): number {
    return this.#clock.now().getTime();
  }

  #admit(): void {
    this.#timer?.abort();
    this.#timer = undefined;
    for (let head = this.#waiters[0]; head !== undefined; head = this.#waiters[0]) {
      const waitMs = this.#waitMs();
      if (waitMs === "for an answer") return;
      if (waitMs > 0 && waitMs <= head.remainingMs()) {
        this.#admitIn(waitMs);
        return;
      }
      this.#waiters.shift();
      if (waitMs > 0) head.reject(new WaitTooLong(waitMs));
      else head.resolve(this.#slot());
    }
  }

  #admitIn(waitMs: number): void {
    const timer = new AbortController();
    this.#timer = timer;
    this.#clock.sleep(waitMs, timer.signal).then(
      () => this.#admit(),
      () => undefined,
    );
  }

  /** 0 or less: now. */
  #waitMs(): number | "for an answer" {
    const now = this.#nowMs();
    if (now < this.#penaltyUntil) return this.#penaltyUntil - now;
    if (this.#inFlight >= this.#limit.inFlight) return "for an answer";
    const surplus = this.#inFlight + this.#answeredAt.length - this.#limit.requests;
    if (surplus < 0) return 0;
    const frees = this.#answeredAt[surplus];
    return frees === undefined ? "for an answer" : frees + this.#limit.windowMs + edgeMs - now;
  }

  /** The newest answer keeps its slot busy, so there is always one to stop at. */
  #forgetBefore(now: number): void {
    const busy = this.#answeredAt.findIndex((at) => at + this.#limit.windowMs + edgeMs > now);
    this.#answeredAt.splice(0, busy);
  }

  #slot(): Permit {
    this.#inFlight += 1;
    const sentAt = this.#nowMs();
    const used = (facts: RateFacts | undefined): void => {
      this.#inFlight -= 1;
      this.#answeredAt.push(this.#nowMs());
      if (facts !== undefined) this.#learn(facts, sentAt);
      this.#admit();
    };
    return {
      answered: used,
      unanswered: () => used(undefined),
      giveBack: () => {
        this.#inFlight -= 1;
        this.#admit();
      },
    };
  }

  #learn(facts: RateFacts, sentAt: number): void {
    const now = this.#nowMs();
    this.#limit = {
      ...this.#limit,
      requests: facts.limit ?? this.#limit.requests,
      windowMs: facts.windowMs ?? this.#limit.windowMs,
    };
    if (facts.throttled) {
      // Requests already under way when the penalty began say nothing new about how long to stay away.
      if (sentAt > this.#penaltyFrom) this.#penaltiesInARow += 1;
      this.#penalise(facts.retryAfterMs ?? this.#backOffMs(), now);
      return;
    }
    if (sentAt >= this.#penaltyUntil) this.#penaltiesInARow = 0;
    this.#forgetBefore(now);
    const busy = this.#inFlight + this.#answeredAt.length;
    // Somebody else uses up the same limit: only the window's end brings it back.
    if (facts.remaining === 0 && busy < this.#limit.requests) this.#penalise(this.#limit.windowMs, now);
  }

  #penalise(ms: number, now: number): void {
    this.#penaltyFrom = now;
    this.#penaltyUntil = Math.max(this.#penaltyUntil, now + ms + edgeMs);
  }

  /**
   * Full jitter for as long as that may help. Then a whole window, after which there is room again even if
   * somebody else had used up the limit.
   */
  #backOffMs(): number {
    if (this.#penaltiesInARow >= penaltiesWithJitter) return this.#limit.windowMs;
    return backOffMs(apiBackOff, { tried: this.#penaltiesInARow, share: this.#random() });
  }
}
