import type { ChangeCounts } from "#shared/domain/run/summary.ts";
import { checkHistory } from "#test/chaos/oracle/check-history.ts";
import { checkNoDuplicates, checkRun } from "#test/chaos/oracle/check-run.ts";
import { checkWrites } from "#test/chaos/oracle/check-writes.ts";
import { viewOf } from "#test/chaos/oracle/directory-view.ts";
import { claim } from "#test/chaos/oracle/violation.ts";
import type { Item, RosterWrite } from "#test/chaos/world/roster-journal.ts";
import { recordOf, type SeenRun } from "#test/chaos/world/simulated-world.ts";
import { usableSettings } from "#test/chaos/world/usable-settings.ts";
import type { Trouble } from "#test/chaos/world/wire.ts";
import { checkEnd } from "./check-end.ts";
import { checkSame } from "./check-same.ts";
import { expectedEnd } from "./expected-end.ts";
import { type FaultCase, troubleOf } from "./fault-case.ts";
import {
  calm,
  calmRun,
  fork,
  manual,
  type Opened,
  pass,
  prepare,
  type Scenario,
  type Start,
  tablesOf,
} from "./scenario.ts";

/** A scenario's undisturbed run, against which the disturbed ones are held. */
export interface Reference {
  readonly scenario: Scenario;
  readonly start: Start;
  readonly run: SeenRun;
  readonly before: readonly Item[];
  readonly after: readonly Item[];
  /** After the run that follows. */
  readonly final: readonly Item[];
}

/** Plays a scenario undisturbed. */
export async function referenceOf(scenario: Scenario): Promise<Reference> {
  const start = await prepare(scenario);
  const opened = await fork(scenario, start);
  try {
    const { run, after } = await disturbed(opened, { event: start.event, trouble: calm });
    const { final } = await converge(opened, { scenario, event: start.event, writes: run.writes, startAt: start.at });
    return { scenario, start, run, before: start.roster, after, final };
  } finally {
    await opened.world.close();
  }
}

/** Plays a case and checks everything. Returns the number of users of whom the design says more than one thing. */
export async function playCase(one: FaultCase, reference: Reference): Promise<number> {
  const { scenario, start } = reference;
  const opened = await fork(scenario, start);
  try {
    const { run, after, history } = await disturbed(opened, { event: start.event, trouble: troubleOf(one) });
    const expected = expectedEnd(one, reference.run.calls);
    const open = checkEnd({ run, after, history, expected, one }, reference);
    const writes = [...run.writes, ...(await blockedRun(opened, { history, isDead: run.end.kind === "died" }))];
    const isRefused = expected.kind === "failed" && expected.code === "RINGCENTRAL_REJECTED";
    const converging = { scenario, event: start.event, writes, startAt: start.at };
    // For so long nobody sends a login again that was refused.
    const { final } = await converge(opened, { ...converging, ...(isRefused ? { afterMinutes: 16 } : {}) });
    checkSame(final, reference.final);
    return open;
  } finally {
    await opened.world.close();
  }
}

async function disturbed({ world }: Opened, { event, trouble }: { readonly event: Item; readonly trouble: Trouble }) {
  const { aws, ringCentral, organisation } = world;
  ringCentral.requests.length = 0;
  const publishedBefore = aws.published.length;
  const run = await world.run(event, trouble, () => undefined);
  const { roster: after, history } = await tablesOf(world);
  const alerts = aws.published.slice(publishedBefore).map(({ subject, message }) => `${subject} ${message}`);
  checkRun(run, { requests: ringCentral.requests, organisation, alerts });
  checkNoDuplicates(after);
  checkWrites(run, { views: [viewOf(organisation)], settings: [usableSettings(world.settings)] });
  return { run, after, history };
}

/** While the lease of a dead run stands nobody else runs. */
async function blockedRun(
  { world }: Opened,
  { history, isDead }: { readonly history: readonly Item[]; readonly isDead: boolean },
): Promise<readonly RosterWrite[]> {
  const lease = history.find(({ entry }) => entry === "lease");
  const isHeld = lease?.["runId"] !== undefined && String(lease["until"]) > new Date().toISOString();
  if (!isDead || !isHeld) return [];
  const run = await calmRun(world);
  const codes = run.end.kind === "resolved" ? run.end.record.reasons.map(({ code }) => code) : [];
  claim("a lease keeps others away", codes.includes("RUN_IN_PROGRESS"), () => JSON.stringify(run.end));
  return run.writes;
}

interface Convergence {
  readonly scenario: Scenario;
  readonly event: Item;
  /** What the run before it wrote. */
  readonly writes: readonly RosterWrite[];
  readonly startAt: string;
  readonly afterMinutes?: number;
}

/** The next run, and that nothing is left to do after it. */
async function converge(opened: Opened, { scenario, event, writes, startAt, afterMinutes = 5 }: Convergence) {
  const { world, site } = opened;
  await pass(world, afterMinutes);
  await scenario.heal?.(world, site);
  const nextEvent = scenario.next?.(event) ?? manual;
  const next = await disturbed(opened, { event: nextEvent, trouble: calm });
  const record = recordOf(next.run);
  claim("the next run ends well", record?.status === "succeeded" || record?.status === "held", () => {
    return JSON.stringify(next.run.end.kind === "rejected" ? next.run.end.error.message : record);
  });
  const { history, after } = next;
  const runs = history.filter(({ entry, startedAt }) => isRun(entry) && String(startedAt) >= startAt);
  const runIds = runs.map(({ runId }) => String(runId));
  // What a run that ran out of time did not come to stays planned: another run goes on with it.
  const cutShort = new Set(runs.filter(ranOutOfTime).map(({ runId }) => String(runId)));
  const records = history.filter(({ entry, outcome }) => {
    const [kind, runId = ""] = String(entry).split("#");
    return kind === "change" && !(outcome === "planned" && cutShort.has(runId));
  });
  await world.time.until(
    checkHistory({ writes: [...writes, ...next.run.writes], runIds }, async (runId) =>
      records.filter(({ entry }) => String(entry).startsWith(`change#${runId}#`)),
    ),
  );
  const unfinished = history.filter(({ entry, finishedAt }) => isRun(entry) && finishedAt === undefined);
  claim("every run record has an end", unfinished.length === 0, () => JSON.stringify(unfinished));
  const unclosed = records.filter(({ mode, outcome }) => mode === "apply" && outcome === "planned");
  claim("no intent stays open", unclosed.length === 0, () => JSON.stringify(unclosed));
  const leases = history.filter(({ entry }) => entry === "lease");
  claim("no lease is left", leases.length === 0, () => JSON.stringify(leases));
  const made = madeBy(record?.changes);
  if (made > 0) {
    const again = await disturbed(opened, { event: { ...nextEvent, mode: "plan" }, trouble: calm });
    const planned = again.run.end.kind === "resolved" ? madeBy(again.run.end.record.changes) : Number.NaN;
    claim("a further run plans nothing", planned === 0, () => JSON.stringify(again.run.end));
  }
  return { final: after };
}

function ranOutOfTime({ reasons }: Item): boolean {
  return Array.isArray(reasons) && reasons.some(({ code }) => code === "OUT_OF_TIME");
}

function isRun(entry: unknown): boolean {
  return String(entry).startsWith("run#");
}

function madeBy(changes: ChangeCounts | undefined): number {
  const kinds = ["created", "linked", "updated", "reactivated", "deactivated", "failed"] as const;
  return kinds.reduce((sum, kind) => sum + (changes?.[kind] ?? 0), 0);
}
