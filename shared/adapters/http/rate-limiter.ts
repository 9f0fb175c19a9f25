import { type BackOff, backOffMs } from "#shared/domain/back-off.ts";
import type { Clock } from "#shared/ports/clock.ts";
import type { RateFacts } from "./rate-facts.ts";

/** What one limiter admits. */
export interface Limit {
  readonly requests: number;
  readonly windowMs: number;
  /** Requests that may be under way at once. */
  readonly inFlight: number;
  /** The penalty of a 429 without `Retry-After`; absent: jitter at first, then a whole window. */
  readonly silentPenaltyMs?: number;
}

/** A time in which the server wants no request. */
interface Penalty {
  /** What it asked for, where it said so. */
  readonly askedMs?: number;
}

/** Thrown to a waiter whose turn comes too late. */
export class WaitTooLong extends Error {
  readonly waitMs: number;
  /** What it would wait for; absent: its place in the limit. */
  readonly penalty: Penalty | undefined;

  constructor(waitMs: number, penalty?: Penalty) {
    super(`The next request is admitted in ${waitMs} ms, which is more than the time left.`);
    this.name = "WaitTooLong";
    this.waitMs = waitMs;
    this.penalty = penalty;
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

interface WaitBudget {
  readonly remainingMs: () => number;
  readonly signal: AbortSignal;
  /** Told how long the limit or a penalty keeps everybody waiting, as often as that changes. */
  readonly waits?: (waitMs: number) => void;
}

interface Waiter extends Omit<WaitBudget, "signal"> {
  readonly resolve: (slot: Permit) => void;
  readonly reject: (reason: unknown) => void;
}

/** Between tries of one call, and after a penalty whose length nobody names; with full jitter. */
export const apiBackOff: BackOff = { firstMs: 500, maxMs: 10_000 };

const penaltiesWithJitter = 3;

/** No penalty is kept longer, whatever is asked for: then a request shows whether it was meant. */
const maxPenaltyMs = 10 * 60_000;

/** Documents do not say whether the edge of a window or a penalty still counts, so it does. */
const edgeMs = 1;

/**
 * Admits requests to one host and rate group, in the order in which they ask. A slot is busy from the request
 * until one window after its answer, so that in no window of the server more requests arrive than the limit,
 * wherever its windows begin. While a penalty runs nobody is admitted: a request would start it again. After it one
 * request goes ahead, and the others when that one is answered without another penalty.
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
  #penalty: Penalty | undefined;
  #probe: "none" | "due" | "under way" = "none";
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
        ...(budget.waits === undefined ? {} : { waits: budget.waits }),
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
        for (const waiter of this.#waiters) waiter.waits?.(waitMs);
        return;
      }
      this.#waiters.shift();
      if (waitMs > 0) head.reject(new WaitTooLong(waitMs, this.inPenalty() ? this.#penalty : undefined));
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
    if (this.#probe === "under way" || this.#inFlight >= this.#limit.inFlight) return "for an answer";
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
    const isProbe = this.#probe === "due";
    if (isProbe) this.#probe = "under way";
    const free = (): void => {
      this.#inFlight -= 1;
      if (isProbe) this.#probe = "due";
    };
    const used = (facts: RateFacts | undefined): void => {
      free();
      this.#answeredAt.push(this.#nowMs());
      if (facts !== undefined) this.#learn(facts, sentAt);
      this.#admit();
    };
    return {
      answered: used,
      unanswered: () => used(undefined),
      giveBack: () => {
        free();
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
    const { throttled, retryAfterMs: askedMs } = facts;
    if (throttled || askedMs !== undefined) {
      // Requests already under way when the penalty began say nothing new about how long to stay away.
      if (sentAt > this.#penaltyFrom) this.#penaltiesInARow += 1;
      this.#penalty = askedMs === undefined ? {} : { askedMs };
      this.#penalise(Math.min(maxPenaltyMs, askedMs ?? this.#silentPenaltyMs()), now);
      return;
    }
    if (sentAt >= this.#penaltyUntil) {
      this.#penaltiesInARow = 0;
      this.#penalty = undefined;
      this.#probe = "none";
    }
    this.#forgetBefore(now);
    const busy = this.#inFlight + this.#answeredAt.length;
    // Somebody else uses up the same limit: only the window's end brings it back.
    if (facts.remaining === 0 && busy < this.#limit.requests) this.#penalise(this.#limit.windowMs, now);
  }

  #penalise(ms: number, now: number): void {
    this.#penaltyFrom = now;
    this.#penaltyUntil = Math.max(this.#penaltyUntil, now + ms + edgeMs);
    if (this.#probe === "none") this.#probe = "due";
  }

  /**
   * Where the limit says nothing, full jitter for as long as that may help. Then a whole window, after which there is room again even if
   * somebody else had used up the limit.
   */
  #silentPenaltyMs(): number {
    if (this.#limit.silentPenaltyMs !== undefined) return this.#limit.silentPenaltyMs;
    if (this.#penaltiesInARow >= penaltiesWithJitter) return this.#limit.windowMs;
    return backOffMs(apiBackOff, { tried: this.#penaltiesInARow, share: this.#random() });
  }
}
