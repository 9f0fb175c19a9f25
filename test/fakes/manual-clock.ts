import type { Clock } from "#shared/ports/clock.ts";

interface Sleeper {
  readonly wakeAt: number;
  readonly wake: () => void;
}

/** Turns of the event loop without news after which an automatic clock takes the program for idle. */
const idleTurns = 3;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * A clock that stands still until it is told to move. `manual` moves by `advance` only; `auto` jumps to the next
 * sleeper by itself whenever nothing else is going on, so that minutes of waiting take no time. Work on real
 * sockets has to be announced (`track`, `trackFetch`): while some is going on, an automatic clock stands still.
 */
export class ManualClock implements Clock {
  readonly #mode: "manual" | "auto";
  readonly #sleepers = new Set<Sleeper>();
  #nowMs: number;
  #tracked = 0;
  #news = 0;
  #watching = false;

  constructor(options: { readonly startAt?: string; readonly mode?: "manual" | "auto" } = {}) {
    this.#nowMs = Date.parse(options.startAt ?? "2026-03-02T02:00:00.000Z");
    this.#mode = options.mode ?? "manual";
  }

  now(): Date {
    return new Date(this.#nowMs);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const forget = (): void => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener("abort", abort);
        this.#news += 1;
      };
      const abort = (): void => {
        forget();
        reject(signal?.reason);
      };
      const sleeper: Sleeper = {
        wakeAt: this.#nowMs + Math.max(0, ms),
        wake: () => {
          forget();
          resolve();
        },
      };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", abort, { once: true });
      this.#changed();
    });
  }

  /** Moves time by `ms`, waking sleepers in the order of their time and letting the program run after each. */
  async advance(ms: number): Promise<void> {
    const until = this.#nowMs + ms;
    await this.settle();
    for (let next = this.#next(); next !== undefined && next.wakeAt <= until; next = this.#next()) {
      this.#nowMs = Math.max(this.#nowMs, next.wakeAt);
      next.wake();
      await this.settle();
    }
    this.#nowMs = until;
    await this.settle();
  }

  /** Resolves once everything that can run without time or input has run. */
  async settle(): Promise<void> {
    for (let left = idleTurns; left > 0; left -= 1) await turn();
  }

  /** How many sleepers there are. */
  sleeping(): number {
    return this.#sleepers.size;
  }

  /** Runs work during which an automatic clock stands still. */
  async track<T>(work: () => Promise<T>): Promise<T> {
    this.#tracked += 1;
    try {
      return await work();
    } finally {
      this.#tracked -= 1;
      this.#changed();
    }
  }

  /** A `fetch` during which, body included, an automatic clock stands still. */
  trackFetch(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
    return (input, init) =>
      this.track(async () => {
        const answer = await fetch(input, init);
        const bodiless = answer.status === 204 || answer.status === 304;
        const body = bodiless ? null : await answer.arrayBuffer();
        return new Response(body, { status: answer.status, statusText: answer.statusText, headers: answer.headers });
      });
  }

  #next(): Sleeper | undefined {
    let first: Sleeper | undefined;
    for (const sleeper of this.#sleepers) if (first === undefined || sleeper.wakeAt < first.wakeAt) first = sleeper;
    return first;
  }

  #changed(): void {
    this.#news += 1;
    if (this.#mode === "auto" && !this.#watching) {
      this.#watching = true;
      void this.#jumpWhenIdle();
    }
  }

  async #jumpWhenIdle(): Promise<void> {
    while (this.#sleepers.size > 0 && this.#tracked === 0) {
      const seen = this.#news;
      await this.settle();
      const next = this.#next();
      if (seen !== this.#news || this.#tracked > 0 || next === undefined) continue;
      this.#nowMs = Math.max(this.#nowMs, next.wakeAt);
      next.wake();
    }
    this.#watching = false;
  }
}
