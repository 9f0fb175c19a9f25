import type { Deadline } from "#shared/ports/clock.ts";

/** A deadline so many milliseconds from now. */
export function deadlineAfter(ms: number): Deadline {
  const end = Date.now() + ms;
  return { remainingMs: () => end - Date.now() };
}
