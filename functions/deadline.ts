import type { Deadline } from "#shared/ports/clock.ts";

/** The part of Lambda's context that is used. */
export interface InvocationContext {
  getRemainingTimeInMillis(): number;
}

const maxReservedMs = 30_000;

/** Work ends 30 s before Lambda would end it, or a tenth of the whole time if that is shorter, to leave a clean record. */
export function deadlineOf(context: InvocationContext): Deadline {
  const reservedMs = Math.min(maxReservedMs, context.getRemainingTimeInMillis() / 10);
  return { remainingMs: () => context.getRemainingTimeInMillis() - reservedMs };
}

/** A deadline so many milliseconds from now. */
export function deadlineAfter(ms: number): Deadline {
  const end = Date.now() + ms;
  return { remainingMs: () => end - Date.now() };
}
