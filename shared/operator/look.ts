import type { DirectoryReading } from "#shared/domain/directory/reading.ts";
import type { TenantId } from "#shared/domain/ids.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { isHeld } from "#shared/domain/run/run.ts";
import { applyLimits } from "#shared/domain/safeguards/limits.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import type { Deadline } from "#shared/ports/clock.ts";
import { readAndPlan } from "#shared/run/read-and-plan.ts";
import { storedSettings } from "#shared/tenant/checked-settings.ts";
import { checkedCredentials } from "#shared/tenant/credentials.ts";
import { nothingWasRead, viewerTurnMinutes } from "#shared/tenant/reading-turns.ts";
import { safeguardsPast } from "#shared/tenant/safeguards-past.ts";
import type { ReadOnlyPorts } from "./operator-ports.ts";
import type { NotRead, Seen } from "./story.ts";

export type LookPorts = Pick<
  ReadOnlyPorts,
  | "clock"
  | "settings"
  | "secrets"
  | "roster"
  | "decisions"
  | "approvals"
  | "leases"
  | "schedules"
  | "connectDirectory"
  | "turns"
  | "config"
> & { readonly history: Pick<ReadOnlyPorts["history"], "run" | "readChanges" | "runsBackwards"> };

interface LookRequest {
  readonly tenantId: TenantId;
  readonly deadline: Deadline;
}

/** What one look at RingCentral and the roster came to; the roster is there in any case. */
export type Look =
  | (Seen & { readonly kind: "seen"; readonly roster: readonly RosterUser[] })
  | { readonly kind: "not-read"; readonly notRead: NotRead; readonly roster: readonly RosterUser[] };

/** Reads and plans as a run does, and changes nothing. Says why where RingCentral cannot be read now. */
export async function lookNow({ tenantId, deadline }: LookRequest, ports: LookPorts): Promise<Look> {
  const notRead = async (why: NotRead): Promise<Look> => ({
    kind: "not-read",
    notRead: why,
    roster: await ports.roster.list(tenantId),
  });
  const parsed = await storedSettings(tenantId, ports);
  if (parsed.kind === "faulty") {
    const names = parsed.faults.map(({ attribute }) => attribute).join(", ");
    return notRead({ cause: `the settings cannot be used: ${names}` });
  }
  const lease = await ports.leases.read(tenantId);
  if (isHeld(lease, ports.clock.now().toISOString())) {
    // Both would count against one limit, and a run must not be slowed down by a question.
    return notRead({ cause: `run ${lease.runId} is going on`, retryAt: lease.until });
  }
  const nextTurn = await ports.turns.take(tenantId);
  if (nextTurn !== undefined) {
    const cause = `it was read for this page less than ${viewerTurnMinutes} minutes ago`;
    return notRead({ cause, retryAt: nextTurn });
  }
  try {
    return { kind: "seen", ...(await look(parsed.settings, { deadline, ports })) };
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    if (nothingWasRead(error)) await ports.turns.giveBack(tenantId);
    const { retryAt } = error.details;
    return notRead({
      cause: `${error.code}: ${error.message}`,
      ...(typeof retryAt === "string" ? { retryAt } : {}),
    });
  }
}

/** The same reading, plan and limits as a run's. */
async function look(settings: Settings, { deadline, ports }: { deadline: Deadline; ports: LookPorts }) {
  const { tenantId } = settings;
  const credentials = await checkedCredentials(tenantId, ports);
  const connected = ports.connectDirectory({ settings, credentials, deadline });
  let reading: DirectoryReading | undefined;
  const { plan, roster } = await readAndPlan({
    directory: {
      read: async () => {
        reading = await connected.read();
        return reading;
      },
      readAgain: (request) => connected.readAgain(request),
      ringCxCallsOfFirstReading: () => connected.ringCxCallsOfFirstReading(),
    },
    roster: ports.roster,
    decisions: ports.decisions,
    settings,
  });
  if (reading === undefined) throw new Error("The directory was planned with and not read.");
  const past = await safeguardsPast(tenantId, ports);
  const limited = applyLimits({ plan, isUndo: false, roster, settings, past, now: ports.clock.now() });
  return { reading, plan, limited, roster };
}
