import type { TenantId } from "#shared/domain/ids.ts";
import type { ChangeRecord } from "#shared/domain/roster/change.ts";
import { addRisky, type RiskyCounts, riskyKinds } from "#shared/domain/roster/risky-kinds.ts";
import type { StoredRun } from "#shared/domain/run/run.ts";
import { type HeldDecision, heldDigest } from "#shared/domain/safeguards/held-decision.ts";
import type { DecidedList, HeldRecord, Past } from "#shared/domain/safeguards/past.ts";
import { isSettlingIn } from "#shared/domain/safeguards/settling-in.ts";
import { type ScheduleState, unseen } from "#shared/domain/schedule/schedule-state.ts";
import type { Approvals } from "#shared/ports/approvals.ts";
import type { Clock } from "#shared/ports/clock.ts";
import type { History } from "#shared/ports/history.ts";
import type { ScheduleStore } from "#shared/ports/schedules.ts";

export interface PastPorts {
  readonly clock: Clock;
  readonly approvals: Pick<Approvals, "inForce">;
  readonly history: Pick<History, "runsBackwards" | "run" | "readChanges">;
  readonly schedules: Pick<ScheduleStore, "readAll">;
}

/** What the limits of a run have to know, and what the run adds to it at its end. */
export interface KnownPast extends Past {
  /** As they were read. */
  readonly schedule: ScheduleState;
  /** Where a run applied changes before kinds were counted: an instant by which the tenant had settled in. */
  readonly ofBefore: string | undefined;
}

const windowMs = 7 * 24 * 3_600_000;

/** Reads what earlier runs of a tenant and people's decisions mean for the limits of a run that decides now. */
export async function safeguardsPast(tenantId: TenantId, ports: PastPorts): Promise<KnownPast> {
  const now = ports.clock.now();
  const [schedule, { counts, lastList, ofBefore }, decisions] = await Promise.all([
    ports.schedules.readAll([tenantId]).then((states) => states.get(tenantId) ?? unseen),
    pastRuns(tenantId, ports),
    ports.approvals.inForce(tenantId, now),
  ]);
  // What was refused is asked again once the refusal is over or taken back.
  const keptBack = lastList === undefined ? [] : await keptBackBy(lastList, { outcomes: ["held", "refused"], ports });
  const { readSubAccounts, settledAt } = schedule;
  const read = new Set(readSubAccounts);
  // Both are written together: a list that is gone or cannot be read makes no sub-account new.
  const knowsRead = readSubAccounts !== undefined || settledAt === undefined;
  return {
    decided: await decidedLists(tenantId, decisions, ports),
    held: keptBack.flatMap(withRisk),
    recent: addRisky(counts),
    isSettlingIn: ofBefore === undefined && isSettlingIn(schedule, now),
    newScopes: (scope) =>
      ofBefore === undefined && knowsRead && scope.startsWith("sub:") && !read.has(scope.slice("sub:".length)),
    schedule,
    ofBefore,
  };
}

/** The window, the last list, and whether there are runs from before kinds were counted. */
async function pastRuns(tenantId: TenantId, { history, clock }: PastPorts) {
  const since = new Date(clock.now().getTime() - windowMs).toISOString();
  const counts: RiskyCounts[] = [];
  let lastList: StoredRun | undefined;
  let ofBefore: string | undefined;
  for await (const run of history.runsBackwards(tenantId)) {
    if (run.mode !== "apply") continue;
    if (run.planDigest !== undefined && run.risky === undefined)
      ofBefore ??= new Date(Date.parse(run.startedAt) - windowMs).toISOString();
    if (run.startedAt >= since) counts.push(run.risky ?? {});
    else if (lastList !== undefined || ofBefore !== undefined) break;
    if (run.trigger !== "undo" && run.heldDigest !== undefined) lastList ??= run;
  }
  return { counts, lastList, ofBefore };
}

async function decidedLists(
  tenantId: TenantId,
  decisions: readonly HeldDecision[],
  ports: PastPorts,
): Promise<readonly DecidedList[]> {
  const lists = decisions.map(async (decision): Promise<readonly DecidedList[]> => {
    const held = await keptBackBy({ tenantId, runId: decision.runId }, { outcomes: ["held"], ports });
    // What is decided is the list that somebody saw, and no other.
    if (heldDigest(held) !== decision.digest) return [];
    const { usedBy } = decision;
    const isSpent = usedBy !== undefined && !goesOn(await ports.history.run(tenantId, usedBy));
    return [{ decision, held, isSpent }];
  });
  return (await Promise.all(lists)).flat();
}

/** Whether a run left something to a later one: it was killed or stopped, failed, ran out of time, or could not change everybody. */
function goesOn(run: StoredRun | undefined): boolean {
  if (run === undefined || run.finishedAt === undefined || run.status === "failed") return true;
  return (
    (run.changes?.failed ?? 0) > 0 ||
    (run.reasons?.some(({ code }) => code === "OUT_OF_TIME" || code === "STOPPED") ?? false)
  );
}

async function keptBackBy(
  { tenantId, runId }: Pick<StoredRun, "tenantId" | "runId">,
  { outcomes, ports }: { readonly outcomes: readonly ChangeRecord["outcome"][]; readonly ports: PastPorts },
): Promise<readonly ChangeRecord[]> {
  const changes = await ports.history.readChanges(tenantId, runId);
  return changes
    .map(({ record }) => record)
    .filter(({ mode, outcome, userId }) => mode === "apply" && outcomes.includes(outcome) && userId !== undefined);
}

/** Runs of earlier versions did not say as what they held something: it is judged anew. */
function withRisk(record: ChangeRecord): readonly HeldRecord[] {
  const { kind, userId, risk } = record;
  if (kind === "conflict" || userId === undefined) return [];
  // Nor does this version know what a later one may call it.
  return risk === undefined || !Object.hasOwn(riskyKinds, risk) ? [] : [{ ...record, kind, userId, risk }];
}
