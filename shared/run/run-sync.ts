import { createHash } from "node:crypto";
import type { ScopeId } from "#shared/domain/directory/reading.ts";
import type { RunId } from "#shared/domain/ids.ts";
import type { Learn, RunFacts } from "#shared/domain/outcome/run-facts.ts";
import { failedWith } from "#shared/domain/outcome/run-reasons.ts";
import { restraintsOf } from "#shared/domain/outcome/waiting.ts";
import { planDigest } from "#shared/domain/plan/plan.ts";
import type { Change } from "#shared/domain/roster/change.ts";
import { isHandMade } from "#shared/domain/roster/roster-user.ts";
import { isAnswer, modeOf, type RunRecord, type RunStart, type SyncEvent, startOf } from "#shared/domain/run/run.ts";
import { heldDigest } from "#shared/domain/safeguards/held-decision.ts";
import { applyLimits, countRisky, type LimitedPlan } from "#shared/domain/safeguards/limits.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { isOutOfTime, SyncError } from "#shared/domain/sync-error.ts";
import { logMessage } from "#shared/names.ts";
import type { Deadline } from "#shared/ports/clock.ts";
import { checkedSettings } from "#shared/tenant/checked-settings.ts";
import { errorFacts } from "#shared/tenant/error-facts.ts";
import { type KnownPast, safeguardsPast } from "#shared/tenant/safeguards-past.ts";
import { conclude } from "./conclude.ts";
import { keepUp } from "./keep-up.ts";
import { LeaseKeeper } from "./lease-keeper.ts";
import { type Applied, recordAndApply } from "./record-and-apply.ts";
import { recoverIntents } from "./recover-intents.ts";
import { StopWatch } from "./stop-watch.ts";
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
  readonly watch: StopWatch;
}

/** If this fails the lease keeps the list of them, even when it is given back. */
async function recoverIntentsOfAbortedRuns(runIds: readonly RunId[], { start, learn, ports }: Run): Promise<void> {
  if (runIds.length === 0) return;
  const at = ports.clock.now().toISOString();
  learn({ recovered: await recoverIntents({ tenantId: start.tenantId, runIds, at }, ports) });
  await ports.leases.clearUnclosed(start.tenantId, start.runId);
}

async function run(context: Run): Promise<void> {
  const { event, start, learn, ports } = context;
  if (await hasEnded(event, ports))
    return learn({ skipped: { code: "ALREADY_DONE", message: `the run for ${event.scheduledFor} has ended already` } });

  await ports.history.startRun(start);
  const { settings, stored, shadowed, bounded } = await checkedSettings(event, ports);
  const mode = modeOf(event, settings);
  const fingerprint = createHash("sha256").update(JSON.stringify(settings)).digest("hex");
  const restraints = restraintsOf(settings);
  learn({ settings: { mode, actor: settings.impersonatedUserId, fingerprint, shadowed, bounded, restraints } });
  if (event.trigger === "schedule" && !settings.serviceEnabled)
    return learn({ skipped: { code: "SERVICE_DISABLED", message: "serviceEnabled is false" } });

  const watch = new StopWatch({ start, stored }, ports);
  const prepared = { ...context, settings, mode, watch };
  const view = await watch.whileReading(context.deadline, (deadline) => viewOf({ ...prepared, deadline }));
  if (view === undefined) return learn({ stop: watch.stop });
  const past = await safeguardsPast(start.tenantId, ports);
  const limited = decide(view, { ...prepared, past });
  const applied = await act({ plan: view.plan, limited }, { ...prepared, past });
  if (mode === "apply" && isWhole(applied) && !limited.sourceEmpty)
    await upkeepOf([...(view.plan.upkeep ?? []), ...limited.upkeep], prepared);
  await followUp(applied, context);
  if (mode === "apply" && event.trigger !== "undo" && isWhole(applied) && !limited.sourceEmpty)
    await noteRead(view.plan, { ...prepared, past });
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

interface DecidingRun extends PreparedRun {
  readonly past: KnownPast;
}

function decide(
  { plan, roster, scopeErrors }: View,
  { event, learn, ports, settings, past }: DecidingRun,
): LimitedPlan {
  const isUndo = event.trigger === "undo";
  const limited = applyLimits({ plan, isUndo, roster, settings, past, now: ports.clock.now() });
  const { isSettlingIn } = past;
  const handMade = new Set(roster.filter(isHandMade).map(({ userId }) => userId));
  const digest = planDigest(plan);
  learn({ decided: { plan, rosterUsers: roster.length, digest, scopeErrors, limited, isSettlingIn, handMade } });
  return limited;
}

interface Decision {
  readonly plan: Pick<View["plan"], "conflicts">;
  readonly limited: LimitedPlan;
}

async function act({ plan, limited }: Decision, context: DecidingRun): Promise<Applied> {
  const { event, start, deadline, learn, keeper, ports, settings, mode, watch } = context;
  const { tenantId, runId } = start;
  // Before the first write: else the next scheduled run would do again what the undo takes back.
  if (event.trigger === "undo" && mode === "apply" && limited.apply.length > 0) {
    await ports.settings.setPlanMode(tenantId);
    watch.expectMode("plan");
  }
  if (mode === "apply") learn({ intents: "open" });
  const applied = await recordAndApply(
    {
      run: { tenantId, runId },
      mode,
      actor: settings.impersonatedUserId,
      apply: limited.apply,
      held: limited.held,
      refused: limited.refused,
      conflicts: plan.conflicts,
      beforeFirstChange: () => beforeFirstChange(limited, context),
      keeper,
      deadline,
      watch,
    },
    ports,
  );
  learn({ applied, intents: applied.intents, stop: watch.stop });
  return applied;
}

/**
 * What later runs have to know whatever becomes of this one: what it changes at most, and which approvals it uses. A
 * run that is killed leaves it so.
 */
async function beforeFirstChange(
  { held, counted, apply, approvalsUsed }: LimitedPlan,
  { start, mode, learn, ports, past }: DecidingRun,
): Promise<void> {
  const risky = countRisky(
    counted,
    apply.map(({ userId }) => userId),
  );
  // Without the digest of the plan, by which a run is known that came to its end.
  await ports.history.startRun({ ...start, mode, heldDigest: heldDigest(held), risky });
  for (const { decision } of past.decided) {
    if (decision.kind !== "approval" || !approvalsUsed.includes(decision.runId)) continue;
    const { usedBy: before, at } = decision;
    const use = { usedBy: start.runId, at, ...(before === undefined ? {} : { before }) };
    await ports.approvals.use(start.tenantId, decision.runId, use);
  }
  learn({ begun: risky });
}

function isWhole({ stopped, fault }: Applied): boolean {
  return stopped === undefined && fault === undefined;
}

async function upkeepOf(upkeep: readonly Change[], context: PreparedRun): Promise<void> {
  const { start, settings, deadline, learn, keeper, ports, watch } = context;
  const { tenantId, runId } = start;
  const stamp = () => ({ tenantId, runId, actor: settings.impersonatedUserId, at: ports.clock.now().toISOString() });
  const mayGoOn = () => keeper.isHeld() && deadline.remainingMs() > 0;
  const mayBegin = async () => mayGoOn() && (await watch.look()) === undefined;
  const written = await keepUp({ upkeep, stamp, mayGoOn, mayBegin }, ports);
  learn({ upkeep: written, stop: watch.stop });
}

/** Asks for another run where this one ran out of time. */
async function followUp({ fault, stopped }: Applied, { event, start, learn, ports }: Run): Promise<void> {
  if (fault !== undefined) throw fault;
  if (stopped !== "out-of-time") return;
  // Dispatch goes on by itself with what it started; an undo has set the mode to plan, so a person starts it again.
  const isOfDispatch = event.trigger === "schedule" && event.scheduledFor !== undefined;
  if (event.trigger === "undo" || isOfDispatch) return;
  try {
    await ports.schedules.requestResume(start.tenantId, { runId: start.runId, event });
  } catch (error) {
    // What was applied stands, and is on record; that nobody was asked to go on is all that went wrong.
    if (!isOutOfTime(error)) throw error;
    learn({ isLeft: true });
  }
}

/** Notes what was read for the first time, and the end of settling in: from a week later on creates are limited. */
async function noteRead(
  { scopes }: Pick<View["plan"], "scopes">,
  { start, settings, ports, past: { schedule, ofBefore } }: DecidingRun,
): Promise<void> {
  if (scopes === undefined) return;
  const isRead = (scope: ScopeId) => !scopes.unreadable.has(scope) && !scopes.nameless.has(scope);
  const { readSubAccounts: before = [] } = schedule;
  const now = [...new Set([...before, ...settings.subAccountIds.filter((id) => isRead(`sub:${id}`))])];
  const isFirst = ofBefore === undefined && settings.pilotPeople.length === 0 && [...scopes.configured].every(isRead);
  const settledAt = schedule.settledAt ?? ofBefore ?? (isFirst ? ports.clock.now().toISOString() : undefined);
  const isKnown = schedule.readSubAccounts !== undefined && now.length === before.length;
  if (isKnown && settledAt === schedule.settledAt) return;
  await ports.schedules.noteRead(start.tenantId, {
    readSubAccounts: now,
    ...(settledAt === undefined ? {} : { settledAt }),
  });
}
