import type { RunId, TenantId } from "#shared/domain/ids.ts";
import { mergeSettings } from "#shared/domain/settings/merged-settings.ts";
import { checkAlerts } from "#shared/operator/check-alerts.ts";
import { heldListOf } from "#shared/operator/held-list.ts";
import type { ReadOnlyPorts } from "#shared/operator/operator-ports.ts";
import type { Standing } from "./layout.ts";
import type { PagePorts } from "./page-context.ts";
import type { RunState } from "./run-view.ts";
import type { RunsState } from "./runs-view.ts";
import { versionOf } from "./settings-state.ts";

const maxRuns = 30;

/** The last runs, and the settings that the next one would follow. */
export async function loadRuns(
  tenantId: TenantId,
  { history, settings }: Pick<PagePorts, "history" | "settings">,
): Promise<RunsState> {
  const [runs, stored] = await Promise.all([history.recentRuns(tenantId, maxRuns), settings.read(tenantId)]);
  const mode = mergeSettings(stored).values.get("mode")?.value ?? "apply";
  return {
    runs,
    version: versionOf(stored),
    ...(mode === "apply" || mode === "plan" ? { mode } : {}),
  };
}

/** One run with its changes; `undefined` where there is no such run. */
export async function loadRun(
  { tenantId, runId }: { readonly tenantId: TenantId; readonly runId: RunId },
  ports: Pick<PagePorts, "roster" | "history" | "approvals" | "schedules">,
): Promise<RunState | undefined> {
  const [list, roster, states] = await Promise.all([
    heldListOf({ tenantId, runId }, ports),
    ports.roster.list(tenantId),
    ports.schedules.readAll([tenantId]),
  ]);
  if (list === undefined) return undefined;
  const schedule = states.get(tenantId);
  const changes = await ports.history.readChanges(tenantId, runId);
  return { list, changes, roster, ...(schedule === undefined ? {} : { schedule }) };
}

/** The run that is going on and the next one, and whether alerts are heard. */
export async function readStanding(
  tenantId: TenantId,
  ports: Pick<ReadOnlyPorts, "leases" | "schedules" | "subscriptions">,
): Promise<Standing> {
  const { leases, schedules } = ports;
  const [lease, states] = await Promise.all([leases.read(tenantId), schedules.readAll([tenantId])]);
  const state = states.get(tenantId);
  const alertFaults: string[] = [];
  for await (const { outcome, found, next } of checkAlerts(state, ports)) {
    // What the function cannot find out is nothing for every view: the connection test says it.
    if (outcome === "failed" || outcome === "warning") alertFaults.push(`Alerts: ${found}. What to do: ${next}.`);
  }
  const { nextRunAt } = state ?? {};
  return {
    ...(lease === undefined ? {} : { lease }),
    ...(nextRunAt === undefined ? {} : { nextRunAt }),
    alertFaults,
  };
}
