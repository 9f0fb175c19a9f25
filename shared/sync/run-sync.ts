import { createHash } from "node:crypto";
import type { RunId } from "../domain/ids.ts";
import { planDigest } from "../domain/plan.ts";
import { planUndo, type UndoPlan } from "../domain/plan-undo.ts";
import type { ScopeFault } from "../domain/reading.ts";
import type { RosterUser } from "../domain/roster-user.ts";
import { isAnswer, type Progress, type RunRecord, type SyncEvent } from "../domain/run.ts";
import { jwtWarningDays } from "../domain/run-alerts.ts";
import { countChanges } from "../domain/run-status.ts";
import { guard } from "../domain/safeguards.ts";
import type { Settings } from "../domain/settings.ts";
import { SyncError } from "../domain/sync-error.ts";
import { logMessage } from "../names.ts";
import type { Deadline } from "../ports/clock.ts";
import type { Directory } from "../ports/directory.ts";
import { approvedLists } from "./approved-lists.ts";
import { closeIntents } from "./close-intents.ts";
import { faultFacts } from "./fault-facts.ts";
import { LeaseKeeper } from "./lease-keeper.ts";
import { observe } from "./observe.ts";
import { checkedCredentials, checkedSettings } from "./prepare.ts";
import { type Applied, recordAndApply } from "./record-and-apply.ts";
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
      await closeIntentsOfKilledRuns(taken.lease.unclosed, context);
      await run(context);
    }
  } catch (error) {
    if (!(error instanceof SyncError))
      ports.telemetry.note("error", logMessage.syncFault, { run_id: runId, ...faultFacts(error) });
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
async function closeIntentsOfKilledRuns(runIds: readonly RunId[], { event, runId, ports }: Run): Promise<void> {
  if (runIds.length === 0) return;
  await closeIntents({ tenantId: event.tenantId, runIds, at: ports.clock.now().toISOString() }, ports);
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
  readonly scopeFaults: readonly ScopeFault[];
}

async function viewOfDirectory({ deadline, report, keeper, ports }: Run, settings: Settings): Promise<View> {
  const credentials = await checkedCredentials(settings.tenantId, ports);
  report.jwt(credentials.jwtDaysLeft, { warnBelowDays: jwtWarningDays });
  const directory = ports.connectDirectory({ settings, credentials, deadline });
  report.counts(directory);
  keeper.follow(() => progressOfReading(directory));
  const observed = await observe({ directory, roster: ports.roster, settings });
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
  return { plan: planUndo({ records, roster, settings }), roster, scopeFaults: [] };
}

async function decideAndAct(
  { plan, roster, scopeFaults }: View,
  context: Run & { readonly settings: Settings },
): Promise<void> {
  const { event, runId, deadline, report, keeper, ports, settings } = context;
  const guarded = guard({ plan, roster, settings, approved: await approvedLists(event.tenantId, ports) });
  report.decided({ plan, rosterUsers: roster.length, digest: planDigest(plan), scopeFaults, guarded });

  const { mode } = report;
  // Before the first write: else the next scheduled run would do again what the undo takes back.
  if (event.trigger === "undo" && mode === "apply" && guarded.apply.length > 0)
    await ports.settings.setPlanMode(event.tenantId);
  if (mode === "apply") report.intents("open");
  const applied = await recordAndApply(
    {
      run: { tenantId: event.tenantId, runId },
      mode,
      actor: settings.impersonatedUserId,
      apply: guarded.apply,
      held: guarded.held,
      conflicts: plan.conflicts,
      keeper,
      deadline,
    },
    ports,
  );
  report.applied(applied, { changes: countChanges(applied.records, plan), held: guarded.held });
  if (guarded.sourceEmpty) throw new SyncError("SOURCE_EMPTY", guarded.reasons.map(({ message }) => message).join());
  await afterApplying(applied, { ...context, approvalsUsed: guarded.approvalsUsed });
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
