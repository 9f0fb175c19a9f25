/** Time as the program sees it, so that tests and simulations can own it. */
export interface Clock {
  now(): Date;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason as soon as it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** When the program must have stopped by itself. */
export interface Deadline {
  /** Milliseconds of work left before the safety reserve begins; 0 or less: stop now. */
  remainingMs(): number;
}
