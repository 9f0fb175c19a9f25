import { appliesToEverybody } from "#shared/config/settings.ts";
import type { TenantId } from "#shared/domain/ids.ts";
import type { Alert } from "#shared/domain/outcome/alert.ts";
import { offDutyAlert, watchedChangeAlert } from "#shared/domain/outcome/watch-alerts.ts";
import { asksForApplied, withApplied } from "#shared/domain/schedule/applied.ts";
import { wasEnabled, withOffDuty } from "#shared/domain/schedule/off-duty.ts";
import type { OffDuty, ScheduleState } from "#shared/domain/schedule/schedule-state.ts";
import { gatheredChange } from "#shared/domain/schedule/watched-change.ts";
import type { DispatchPorts } from "./dispatch-ports.ts";
import type { TenantAtTick } from "./evaluate-tenant.ts";

/** Enough to find one that applied, even where a run every quarter of an hour fails. */
const runsLookedAt = 50;

interface Watched {
  readonly state: ScheduleState;
  readonly alerts: readonly Alert[];
}

type WatchPorts = Pick<DispatchPorts, "history">;

/** Watches what no run can tell of: changed safeguards, a service that is off, runs that have not applied for long. */
export async function watchTenant(tenant: TenantAtTick, ports: WatchPorts): Promise<Watched> {
  const { tenantId, stored, now } = tenant;
  const gathered = gatheredChange(tenant.state, now);
  const changed = gathered.change === undefined ? [] : [watchedChangeAlert(gathered.change, tenantId)];
  const off = await watchDuty({ ...tenant, state: gathered.state }, ports);
  const alerts = [...changed, ...off.alerts];
  if (!appliesToEverybody(stored) || !asksForApplied(off.state, now)) return { state: off.state, alerts };
  const runs = await ports.history.recentRuns(tenantId, runsLookedAt);
  return { state: { ...withApplied(off.state, runs), appliedLookedAt: now.toISOString() }, alerts };
}

async function watchDuty({ tenantId, stored, state, now }: TenantAtTick, ports: WatchPorts): Promise<Watched> {
  const kind = offDutyKind(state, stored.item === undefined ? "no item" : "an item");
  const watched = withOffDuty(state, kind, now);
  if (watched.news === undefined) return { state: watched.state, alerts: [] };
  const people = await lastPeople(tenantId, ports);
  // A roster that nobody was found for has no managed users who would miss anything.
  if (kind === "settings-gone" && (people ?? 0) === 0) return { state: watched.state, alerts: [] };
  return { state: watched.state, alerts: [offDutyAlert(watched.news, { tenantId, people })] };
}

function offDutyKind(state: ScheduleState, stored: "an item" | "no item"): OffDuty["kind"] | undefined {
  if (stored === "no item") return "settings-gone";
  return state.enabledSince === undefined && wasEnabled(state) ? "disabled" : undefined;
}

/** People in scope of the last run that got as far as a plan. */
async function lastPeople(tenantId: TenantId, { history }: WatchPorts): Promise<number | undefined> {
  const runs = await history.recentRuns(tenantId, runsLookedAt);
  return runs.find(({ status }) => status === "succeeded" || status === "held" || status === "partial")?.people;
}
