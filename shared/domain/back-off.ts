/** How long to wait between tries: at most `firstMs` after the first one, twice that after the next, up to `maxMs`. */
export interface BackOff {
  readonly firstMs: number;
  readonly maxMs: number;
}

interface FailedTry {
  /** Tries made so far, from 1. */
  readonly tried: number;
  /** Of the longest wait, 0 to 1: a random number gives full jitter, 1 none. */
  readonly share: number;
}

/** Milliseconds to wait before the next try. */
export function backOffMs({ firstMs, maxMs }: BackOff, { tried, share }: FailedTry): number {
  return Math.ceil(share * Math.min(maxMs, firstMs * 2 ** (tried - 1)));
}
