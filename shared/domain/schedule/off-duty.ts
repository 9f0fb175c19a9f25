import type { OffDuty, ScheduleState } from "./schedule-state.ts";

const weekMs = 7 * 24 * 60 * 60_000;

/** Whether a service was ever enabled; the state of an older version says so by the runs that were due. */
export function wasEnabled({ firstEnabledAt, enabledSince, lastScheduledFor }: ScheduleState): boolean {
  return (firstEnabledAt ?? enabledSince ?? lastScheduledFor) !== undefined;
}

/**
 * Notes that a tenant whose service was enabled once is off duty, or is not any more. `news`: what somebody has to be
 * told, which is when it is new and then weekly.
 */
export function withOffDuty(
  state: ScheduleState,
  kind: OffDuty["kind"] | undefined,
  now: Date,
): { readonly state: ScheduleState; readonly news?: OffDuty } {
  const { offDuty: before, ...rest } = state;
  if (kind === undefined) return { state: rest };
  if (before?.kind === kind && now.getTime() - Date.parse(before.alertedAt) < weekMs) return { state };
  const alertedAt = now.toISOString();
  const since = before?.kind === kind ? before.since : alertedAt;
  const news = { kind, since, alertedAt };
  return { state: { ...rest, offDuty: news }, news };
}
