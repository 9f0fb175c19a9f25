import type { TenantId } from "#shared/domain/ids.ts";
import type { Alert } from "#shared/domain/outcome/alert.ts";
import { oneMessage } from "#shared/domain/outcome/one-message.ts";
import type { ScheduleState } from "#shared/domain/schedule/schedule-state.ts";
import { untoldAlert, withUntoldLeft } from "#shared/domain/schedule/untold.ts";
import type { Alerts } from "#shared/ports/alerts.ts";

/** What came of telling the alerts of a tick. */
interface Told {
  /** States of the tenants of whom something was told, to be written. */
  readonly states: readonly { readonly tenantId: TenantId; readonly state: ScheduleState }[];
  readonly notSent: number;
}

/** Tells what stands untold in the states, in one message where it is about several tenants. What SNS does not take stays in them. */
export async function tellAlerts(
  states: ReadonlyMap<TenantId, ScheduleState>,
  { alerts }: { readonly alerts: Alerts },
): Promise<Told> {
  const untold = Array.from(states, ([tenantId, state]) => ({
    tenantId,
    state,
    own: (state.untold ?? []).map((alert): Alert => ({ ...alert, tenantId })),
  })).filter(({ own }) => own.length > 0);
  const all = untold.flatMap(({ own }) => own);
  const told = new Set<Alert>();
  for (const [first, ...others] of untold.length === 1 ? all.map((alert) => [alert]) : [all]) {
    if (first === undefined || (await alerts.send(oneMessage(first, others))) === "not sent") continue;
    for (const alert of [first, ...others]) told.add(alert);
  }
  const after = untold
    .filter(({ own }) => own.some((alert) => told.has(alert)))
    .map(({ tenantId, state, own }) => {
      const left = own.filter((alert) => !told.has(alert)).map(untoldAlert);
      return { tenantId, state: withUntoldLeft(state, left) };
    });
  return { states: after, notSent: all.length - told.size };
}
