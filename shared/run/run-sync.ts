import { createHash } from "node:crypto";
import type { RunId } from "#shared/domain/ids.ts";
import type { Learn, RunFacts } from "#shared/domain/outcome/run-facts.ts";
import { failedWith } from "#shared/domain/outcome/run-reasons.ts";
import { applyLimits, type LimitedPlan } from "#shared/domain/plan/limits.ts";
import { planDigest } from "#shared/domain/plan/plan.ts";
import type { Change } from "#shared/domain/roster/change.ts";
import { isAnswer, modeOf, type RunRecord, type RunStart, type SyncEvent, startOf } from "#shared/domain/run/run.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import { logMessage } from "#shared/names.ts";
import type { Deadline } from "#shared/ports/clock.ts";
import { approvedLists } from "#shared/tenant/approved-lists.ts";
import { checkedSettings } from "#shared/tenant/checked-settings.ts";
import { errorFacts } from "#shared/tenant/error-facts.ts";
import { conclude } from "./conclude.ts";
import { keepUp } from "./keep-up.ts";
import { LeaseKeeper } from "./lease-keeper.ts";
import { type Applied, recordAndApply } from "./record-and-apply.ts";
import { recoverIntents } from "./recover-intents.ts";
import type { SyncPorts } from "./sync-ports.ts";
import { type View, viewOf } from "./view.ts";

export interface SyncRequest {
  readonly event: SyncEvent;
  readonly deadline: Deadline;
}

/**
 * One run, from the lease to the record (design 4). Always returns a record: what went wrong is in its status and
 * reasons. Only a store that does not answer at all leaves no record; then the returned one is all there is.
 */
export async function runSync({ event, deadline }: SyncRequest, ports: SyncPorts): Promise<RunRecord> {
  const start = startOf(event, { runId: ports.newRunId(), startedAt: ports.clock.now().toISOString() });
  const { tenantId, runId } = start;
  let facts: RunFacts = { start };
  let keeper: LeaseKeeper | undefined;
  const learn: Learn = (news) => {
    facts = { ...facts, ...news };
  };
  try {
    const taken = await LeaseKeeper.take({ tenantId, runId }, ports);
    if (taken === undefined) {
      learn({ skipped: { code: "RUN_IN_PROGRESS", message: "another run of this tenant is going on" } });
    } else {
      keeper = taken.keeper;
      const context = { event, start, deadline, learn, keeper, ports };
      await recoverIntentsOfAbortedRuns(taken.lease.unclosed, context);
      await run(context);
    }
  } catch (error) {
    if (!(error instanceof SyncError))
      ports.telemetry.note("error", logMessage.syncFault, { run_id: runId, ...errorFacts(error) });
    facts = failedWith(error, facts);
  }
  return conclude({ facts, keeper }, ports);
}

interface Run extends SyncRequest {
  readonly start: RunStart;
  readonly learn: Learn;
  readonly keeper: LeaseKeeper;
  readonly ports: SyncPorts;
}

interface PreparedRun extends Run {
  readonly settings: Settings;
  readonly mode: RunStart["mode"];
}

/** If this fails the lease keeps the list of them, even when it is given back. */
async function recoverIntentsOfAbortedRuns(runIds: readonly RunId[], { start, ports }: Run): Promise<void> {
  if (runIds.length === 0) return;
  await recoverIntents({ tenantId: start.tenantId, runIds, at: ports.clock.now().toISOString() }, ports);
  await ports.leases.clearUnclosed(start.tenantId, start.runId);
}

async function run(context: Run): Promise<void> {
  const { event, start, learn, ports } = context;
  if (await hasEnded(event, ports))
    return learn({ skipped: { code: "ALREADY_DONE", message: `the run for ${event.scheduledFor} has ended already` } });

  await ports.history.startRun(start);
  const { settings, shadowed } = await checkedSettings(event, ports);
  const mode = modeOf(event, settings);
  const fingerprint = createHash("sha256").update(JSON.stringify(settings)).digest("hex");
  learn({ settings: { mode, actor: settings.impersonatedUserId, fingerprint, shadowed } });
  if (event.trigger === "schedule" && !settings.serviceEnabled)
    return learn({ skipped: { code: "SERVICE_DISABLED", message: "serviceEnabled is false" } });

  const prepared = { ...context, settings, mode };
  const view = await viewOf(prepared);
  const limited = await decide(view, prepared);
  const applied = await act({ plan: view.plan, limited }, prepared);
  if (mode === "apply" && isWhole(applied) && !limited.sourceEmpty)
    await upkeepOf([...(view.plan.upkeep ?? []), ...limited.upkeep], prepared);
  await followUp({ limited, applied }, context);
}

/** A tick may be five minutes ahead of the clock, and the clocks of two machines differ. */
const earliestStartMs = 6 * 60_000;

/**
 * A second invocation for a due time that has been answered, since events may be delivered twice. A run by hand and a
 * dry run answer for nothing, whatever due time their event names.
 */
async function hasEnded({ tenantId, scheduledFor }: SyncEvent, { history }: SyncPorts): Promise<boolean> {
  if (scheduledFor === undefined) return false;
  const runs = await history.runsSince(tenantId, new Date(Date.parse(scheduledFor) - earliestStartMs));
  return runs.some(
    (run) => run.trigger === "schedule" && run.mode === "apply" && run.scheduledFor === scheduledFor && isAnswer(run),
  );
}

async function decide(
  { plan, roster, scopeErrors }: View,
  { start, learn, ports, settings }: PreparedRun,
): Promise<LimitedPlan> {
  const limited = applyLimits({ plan, roster, settings, approved: await approvedLists(start.tenantId, ports) });
  learn({ decided: { plan, rosterUsers: roster.length, digest: planDigest(plan), scopeErrors, limited } });
  return limited;
}

interface Decision {
  readonly plan: Pick<View["plan"], "conflicts">;
  readonly limited: LimitedPlan;
}

async function act(
  { plan, limited }: Decision,
  { event, start, deadline, learn, keeper, ports, settings, mode }: PreparedRun,
): Promise<Applied> {
  const { tenantId, runId } = start;
  // Before the first write: else the next scheduled run would do again what the undo takes back.
  if (event.trigger === "undo" && mode === "apply" && limited.apply.length > 0)
    await ports.settings.setPlanMode(tenantId);
  if (mode === "apply") learn({ intents: "open" });
  const applied = await recordAndApply(
    {
      run: { tenantId, runId },
      mode,
      actor: settings.impersonatedUserId,
      apply: limited.apply,
      held: limited.held,
      conflicts: plan.conflicts,
      keeper,
      deadline,
    },
    ports,
  );
  learn({ applied, intents: applied.intents });
  return applied;
}

function isWhole({ stopped, fault }: Applied): boolean {
  return stopped === undefined && fault === undefined;
}

async function upkeepOf(upkeep: readonly Change[], context: PreparedRun): Promise<void> {
  const { start, settings, deadline, learn, keeper, ports } = context;
  const { tenantId, runId } = start;
  const stamp = () => ({ tenantId, runId, actor: settings.impersonatedUserId, at: ports.clock.now().toISOString() });
  const mayGoOn = () => keeper.isHeld() && deadline.remainingMs() > 0;
  learn({ upkeep: await keepUp({ upkeep, stamp, mayGoOn }, ports) });
}

/** Asks for another run where this one ran out of time, or marks its approvals as used. A run that failed does neither. */
async function followUp(
  { limited, applied }: Pick<Decision, "limited"> & { readonly applied: Applied },
  { event, start, ports }: Run,
): Promise<void> {
  if (applied.fault !== undefined) throw applied.fault;
  if (limited.sourceEmpty || applied.stopped === "lease-lost") return;
  if (applied.stopped === "out-of-time") {
    // Dispatch goes on by itself with what it started; an undo has set the mode to plan, so a person starts it again.
    const isOfDispatch = event.trigger === "schedule" && event.scheduledFor !== undefined;
    if (event.trigger !== "undo" && !isOfDispatch)
      await ports.schedules.requestResume(start.tenantId, { runId: start.runId, event });
    return;
  }
  // What failed is tried again under the same approval, while it is valid; a dry run leaves everything planned.
  if (applied.records.some(({ outcome }) => outcome === "failed" || outcome === "planned")) return;
  for (const approved of limited.approvalsUsed) await ports.approvals.use(start.tenantId, approved, start.runId);
}
