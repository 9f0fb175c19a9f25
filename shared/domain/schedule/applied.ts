import type { StoredRun } from "#shared/domain/run/run.ts";
import type { ScheduleState } from "./schedule-state.ts";

const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;
/** A daily run that takes longer than the one before it ends a little more than a day after it. */
const dailyMs = 25 * hourMs;

/** From so many days on a tenant counts as not applied. */
export const notAppliedDays = 3;

/** Whether a run has written to the roster what RingCentral says, as far as it could: neither undone nor stopped by somebody. */
function hasApplied({ mode, trigger, status, reasons = [] }: StoredRun): boolean {
  if (mode !== "apply" || trigger === "undo") return false;
  if (status !== "succeeded" && status !== "held" && status !== "partial") return false;
  return !reasons.some(({ code }) => code === "STOPPED");
}

/** Notes the latest of these runs that has applied. */
export function withApplied(state: ScheduleState, runs: readonly StoredRun[]): ScheduleState {
  const ends = runs.filter(hasApplied).flatMap(({ finishedAt }) => finishedAt ?? []);
  const lastAppliedAt = [...ends, state.lastAppliedAt ?? ""].sort().at(-1);
  return lastAppliedAt === undefined || lastAppliedAt === "" ? state : { ...state, lastAppliedAt };
}

/** Whether to look for runs that dispatch did not start: hourly, where its own have not applied for more than a day. */
export function asksForApplied(state: ScheduleState, now: Date): boolean {
  const { enabledSince, lastAppliedAt = enabledSince, appliedLookedAt } = state;
  if (enabledSince === undefined || lastAppliedAt === undefined) return false;
  if (now.getTime() - Date.parse(lastAppliedAt) <= dailyMs) return false;
  return appliedLookedAt === undefined || now.getTime() - Date.parse(appliedLookedAt) >= hourMs;
}

/** Whole and broken days since a run of an enabled tenant has applied; `undefined` where none ever has. */
export function daysSinceApplied({ enabledSince, lastAppliedAt }: ScheduleState, now: Date): number | undefined {
  if (enabledSince === undefined || lastAppliedAt === undefined) return undefined;
  return Math.max(0, (now.getTime() - Date.parse(lastAppliedAt)) / dayMs);
}
