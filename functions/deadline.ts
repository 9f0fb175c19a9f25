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

/**
 * Until when the tables are tried again in the invocation that is going on; a process has one at a time. To the end of
 * the work, and then always for a third of what is left: whatever the record of a run needs comes after it.
 */
export class StoreDeadline implements Deadline {
  #context: InvocationContext | undefined;
  #work: Deadline | undefined;

  begin(context: InvocationContext): void {
    this.#context = context;
    this.#work = deadlineOf(context);
  }

  remainingMs(): number {
    if (this.#context === undefined || this.#work === undefined) return Number.POSITIVE_INFINITY;
    return Math.max(this.#work.remainingMs(), this.#context.getRemainingTimeInMillis() / 3);
  }
}

/** A deadline so many milliseconds from now. */
export function deadlineAfter(ms: number): Deadline {
  const end = Date.now() + ms;
  return { remainingMs: () => end - Date.now() };
}
