import type { ScheduleState, WatchedChange } from "./schedule-state.ts";

/** For so long changes are gathered: whoever edits settings saves more than once. */
const gatheringMs = 15 * 60_000;

/** Adds changed settings, by name, to those that are gathered. */
export function withWatchedChange(state: ScheduleState, attributes: readonly string[], now: Date): ScheduleState {
  if (attributes.length === 0) return state;
  const { since, attributes: before } = state.watchedChange ?? { since: now.toISOString(), attributes: [] };
  return { ...state, watchedChange: { since, attributes: [...new Set([...before, ...attributes])].sort() } };
}

/** The changes that have been gathered for long enough, and the state without them. */
export function gatheredChange(
  state: ScheduleState,
  now: Date,
): { readonly state: ScheduleState; readonly change?: WatchedChange } {
  const { watchedChange: change, ...rest } = state;
  if (change === undefined || now.getTime() - Date.parse(change.since) < gatheringMs) return { state };
  return { state: rest, change };
}
