import type { Item } from "#test/chaos/world/roster-journal.ts";

const minuteMs = 60_000;

/** After so long, what is pending is a run that takes long, or that was lost. */
const patienceMs = 5 * minuteMs;

/**
 * When a tick may next do something for a tenant, by its item `schedule`; `undefined` while it is at rest. The
 * Scheduler ticks every minute: the ticks in between, which find nothing to do, are left out.
 */
export function nextTick(state: Item | undefined, nowMs: number): number | undefined {
  if (state === undefined) return undefined;
  const nextMinute = Math.floor(nowMs / minuteMs) * minuteMs + minuteMs;
  const { pending, retryAt, startAgain, resumeRequest, nextRunAt } = state;
  if (pending !== undefined) {
    const { invokedAt } = pending as { readonly invokedAt: string };
    return nowMs - Date.parse(invokedAt) < patienceMs ? nextMinute : nextMinute + patienceMs;
  }
  if (startAgain !== undefined || resumeRequest !== undefined) return nextMinute;
  if (typeof retryAt === "string") return Math.max(nextMinute, Math.ceil(Date.parse(retryAt) / minuteMs) * minuteMs);
  return typeof nextRunAt === "string" && Date.parse(nextRunAt) <= nowMs ? nextMinute : undefined;
}
