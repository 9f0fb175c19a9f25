import { createHash } from "node:crypto";
import type { ScopeError } from "#shared/domain/directory/reading.ts";
import type { RunId } from "#shared/domain/ids.ts";
import { jwtWarningDays } from "#shared/domain/outcome/run-alerts.ts";
import { guard } from "#shared/domain/plan/limits.ts";
import { planDigest } from "#shared/domain/plan/plan.ts";
import { planUndo, type UndoPlan } from "#shared/domain/plan/undo.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { isAnswer, type Progress, type RunRecord, type SyncEvent } from "#shared/domain/run/run.ts";
import { countChanges } from "#shared/domain/run/run-status.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import { logMessage } from "#shared/names.ts";
import type { Deadline } from "#shared/ports/clock.ts";
import type { Directory } from "#shared/ports/directory.ts";
import { approvedLists } from "#shared/tenant/approved-lists.ts";
import { checkedSettings } from "#shared/tenant/checked-settings.ts";
import { checkedCredentials } from "#shared/tenant/credentials.ts";
import { errorFacts } from "#shared/tenant/error-facts.ts";
import { LeaseKeeper } from "./lease-keeper.ts";
import { readAndPlan } from "./read-and-plan.ts";
import { type Applied, recordAndApply } from "./record-and-apply.ts";
import { recoverIntents } from "./recover-intents.ts";
import { RunReport } from "./run-report.ts";
import type { SyncPorts } from "./sync-ports.ts";

export interface SyncRequest {
  readonly event: SyncEvent;
  readonly deadline: Deadline;
}

/**
 * One run, from the lease to the record (design 4). Always returns a record: what went wrong is in its status and
 * reasons. Only a store that does not answer at all leaves no record; then the returned one is all there is.
 */
export async function runSync({ event, deadline }: SyncRequest, ports: SyncPorts): Promise<RunRecord> {
  const runId = ports.newRunId();
  const report = new RunReport({ event, runId, startedAt: ports.clock.now() });
  let keeper: LeaseKeeper | undefined;
  try {
    const taken = await LeaseKeeper.take({ tenantId: event.tenantId, runId }, ports);
    if (taken === undefined) {
      report.skip("RUN_IN_PROGRESS", "another run of this tenant is going on");
    } else {
      keeper = taken.keeper;
      const context = { event, runId, deadline, report, keeper, ports };
      await recoverIntentsOfAbortedRuns(taken.lease.unclosed, context);
      await run(context);
    }
  } catch (error) {
    if (!(error instanceof SyncError))
      ports.telemetry.note("error", logMessage.syncFault, { run_id: runId, ...errorFacts(error) });
    report.fail(error);
  }
  return report.conclude({ ports, keeper });
}

interface Run extends SyncRequest {
  readonly runId: RunId;
  readonly report: RunReport;
  readonly keeper: LeaseKeeper;
  readonly ports: SyncPorts;
}

/** If this fails the lease keeps the list of them, even when it is given back. */
async function recoverIntentsOfAbortedRuns(runIds: readonly RunId[], { event, runId, ports }: Run): Promise<void> {
  if (runIds.length === 0) return;
  await recoverIntents({ tenantId: event.tenantId, runIds, at: ports.clock.now().toISOString() }, ports);
  await ports.leases.clearUnclosed(event.tenantId, runId);
}

async function run(context: Run): Promise<void> {
  const { event, report, ports } = context;
  if (await hasEnded(event, ports))
    return report.skip("ALREADY_DONE", `the run for ${event.scheduledFor} has ended already`);

  await ports.history.startRun(report.start());
  const { settings, shadowed } = await checkedSettings(event, ports);
  report.settings(settings, {
    fingerprint: createHash("sha256").update(JSON.stringify(settings)).digest("hex"),
    shadowed,
  });
  if (event.trigger === "schedule" && !settings.serviceEnabled)
    return report.skip("SERVICE_DISABLED", "serviceEnabled is false");

  const view =
    event.trigger === "undo" ? await viewOfUndo(context, settings) : await viewOfDirectory(context, settings);
  await decideAndAct(view, { ...context, settings });
}

/** A second invocation for a due time that has been answered, since events may be delivered twice. */
async function hasEnded({ tenantId, scheduledFor }: SyncEvent, { history }: SyncPorts): Promise<boolean> {
  if (scheduledFor === undefined) return false;
  const clockSkewMs = 60_000;
  const runs = await history.runsSince(tenantId, new Date(Date.parse(scheduledFor) - clockSkewMs));
  return runs.some((run) => run.scheduledFor === scheduledFor && isAnswer(run));
}

/** What a run decides on, wherever it comes from. */
interface View {
  readonly plan: UndoPlan &
    Parameters<typeof guard>[0]["plan"] & { readonly protectedAbsent?: readonly RosterUser["userId"][] };
  readonly roster: readonly RosterUser[];
  readonly scopeErrors: readonly ScopeError[];
}

async function viewOfDirectory({ deadline, report, keeper, ports }: Run, settings: Settings): Promise<View> {
  const credentials = await checkedCredentials(settings.tenantId, ports);
  report.jwt(credentials.jwtDaysLeft, { warnBelowDays: jwtWarningDays });
  const directory = ports.connectDirectory({ settings, credentials, deadline });
  report.counts(directory);
  keeper.follow(() => progressOfReading(directory));
  const observed = await readAndPlan({ directory, roster: ports.roster, settings });
  await keeper.report({ phase: "planning", done: 0, total: observed.plan.people });
  return observed;
}

/** Calls made, of those that are known to be needed by now. */
function progressOfReading(directory: Directory): Progress {
  const { ringCentral, ringCx } = directory.calls();
  const done = ringCentral + ringCx;
  return { phase: "reading", done, total: done + directory.callsLeft() };
}

async function viewOfUndo({ event, ports }: Run, settings: Settings): Promise<View> {
  const undone = event.undoOf === undefined ? undefined : await ports.history.run(event.tenantId, event.undoOf);
  if (undone === undefined || undone.mode !== "apply") {
    throw new SyncError("SETTINGS_INVALID", `undoOf: ${event.undoOf} is not the id of an apply run of this tenant`);
  }
  const records = (await ports.history.readChanges(event.tenantId, undone.runId)).map(({ record }) => record);
  const roster = await ports.roster.list(event.tenantId);
  return { plan: planUndo({ records, roster, settings }), roster, scopeErrors: [] };
}

async function decideAndAct(
  { plan, roster, scopeErrors }: View,
  context: Run & { readonly settings: Settings },
): Promise<void> {
  const { event, runId, deadline, report, keeper, ports, settings } = context;
  const limited = guard({ plan, roster, settings, approved: await approvedLists(event.tenantId, ports) });
  report.decided({ plan, rosterUsers: roster.length, digest: planDigest(plan), scopeErrors, limited });

  const { mode } = report;
  // Before the first write: else the next scheduled run would do again what the undo takes back.
  if (event.trigger === "undo" && mode === "apply" && limited.apply.length > 0)
    await ports.settings.setPlanMode(event.tenantId);
  if (mode === "apply") report.intents("open");
  const applied = await recordAndApply(
    {
      run: { tenantId: event.tenantId, runId },
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
  report.applied(applied, { changes: countChanges(applied.records, plan), held: limited.held });
  if (limited.sourceEmpty) throw new SyncError("SOURCE_EMPTY", limited.reasons.map(({ message }) => message).join());
  await afterApplying(applied, { ...context, approvalsUsed: limited.approvalsUsed });
}

async function afterApplying(
  applied: Applied,
  { event, runId, ports, approvalsUsed }: Run & { readonly approvalsUsed: readonly RunId[] },
): Promise<void> {
  if (applied.fault !== undefined) throw applied.fault;
  if (applied.stopped === "lease-lost") throw new SyncError("INTERNAL", "the run lost its lease and stopped writing");
  if (applied.stopped === "out-of-time") {
    // Dispatch goes on by itself with what it started; an undo has set the mode to plan, so a person starts it again.
    const isOfDispatch = event.trigger === "schedule" && event.scheduledFor !== undefined;
    if (event.trigger !== "undo" && !isOfDispatch)
      await ports.schedules.requestResume(event.tenantId, { runId, event });
    return;
  }
  // What failed is tried again under the same approval, while it is valid; a dry run leaves everything planned.
  if (applied.records.some(({ outcome }) => outcome === "failed" || outcome === "planned")) return;
  for (const approved of approvalsUsed) await ports.history.useApproval(event.tenantId, approved, runId);
}
