import type { ScheduleState, UntoldAlert } from "./schedule-state.ts";

/** The state is one item; what nobody could be told for so long is in the history as well. */
const maxUntold = 20;

/** Adds alerts to those that SNS has not taken yet. Of too many, the oldest goes. */
export function withUntold(state: ScheduleState, alerts: readonly UntoldAlert[]): ScheduleState {
  const { untold = [] } = state;
  const known = new Set(untold.map(({ message }) => message));
  const fresh = alerts.filter(({ message }) => !known.has(message));
  return fresh.length === 0 ? state : { ...state, untold: [...untold, ...fresh].slice(-maxUntold) };
}

/** The state with only these alerts left to tell. */
export function withUntoldLeft({ untold: _, ...state }: ScheduleState, left: readonly UntoldAlert[]): ScheduleState {
  return left.length === 0 ? state : { ...state, untold: left };
}

/** The alert as a tenant's state keeps it. */
export function untoldAlert({ code, runId, subject, message }: UntoldAlert): UntoldAlert {
  return { code, ...(runId === undefined ? {} : { runId }), subject, message };
}
