import { checkNoDuplicates } from "#test/chaos/oracle/check-run.ts";
import { claim } from "#test/chaos/oracle/violation.ts";
import type { Item } from "#test/chaos/world/roster-journal.ts";
import type { SimulatedWorld } from "#test/chaos/world/simulated-world.ts";
import { checkSame } from "./check-same.ts";
import { DispatchProcess, type SeenTick } from "./dispatch-process.ts";
import { expectedTick, losesRequest } from "./expected-tick.ts";
import { type FaultCase, troubleOf } from "./fault-case.ts";
import { calm, calmRun, fork, prepare, type Scenario, type Start, tablesOf } from "./scenario.ts";

/** What a tick and those after it came to. */
interface Outcome {
  readonly roster: readonly Item[];
  readonly schedule: Item | undefined;
  /** Statuses of the runs that were not skipped, with their due times. */
  readonly runs: readonly string[];
  /** Subjects of the alerts that SNS took, each once: better told twice than never. */
  readonly told: readonly string[];
}

/** A scenario's undisturbed tick, against which the disturbed ones are held. */
export interface TickReference {
  readonly scenario: Scenario;
  readonly start: Start;
  readonly run: SeenTick;
  readonly outcome: Outcome;
}

/** Ticks until a lost invocation has been sent again and its run has been seen to end. */
const ticksAfter = 22;

/** Plays a scenario undisturbed. */
export async function tickReferenceOf(scenario: Scenario): Promise<TickReference> {
  const start = await prepare(scenario);
  const { world } = await fork(scenario, start);
  try {
    const dispatch = new DispatchProcess(world);
    const run = await dispatch.tick(calm);
    return { scenario, start, run, outcome: await goOn(world, { dispatch, events: run.events }) };
  } finally {
    await world.close();
  }
}

/** Plays a case and checks everything. */
export async function playTick(one: FaultCase, { scenario, start, run, outcome }: TickReference): Promise<void> {
  const { world } = await fork(scenario, start);
  try {
    const dispatch = new DispatchProcess(world);
    const tick = await dispatch.tick(troubleOf(one));
    const expected = expectedTick(one, run.calls);
    checkTick(tick, { expected, undisturbed: run });
    const process = tick.end.kind === "died" ? new DispatchProcess(world) : dispatch;
    const after = await goOn(world, { dispatch: process, events: tick.events });
    // It differs by the run that was started.
    if (expected === "started") return;
    checkSame(after.roster, outcome.roster);
    claim("the schedule converges", shown(after.schedule) === shown(outcome.schedule), () => {
      return `${shown(after.schedule)}, not ${shown(outcome.schedule)}`;
    });
    claim("no alert is lost", after.told.join() === outcome.told.join(), () => {
      return `${after.told.join()}, not ${outcome.told.join()}`;
    });
    const isDue = (run: string) => !run.startsWith("undefined");
    const wanted = losesRequest(one, run.calls) ? outcome.runs.filter(isDue) : outcome.runs;
    claim("each due time has as many runs as it has to have", after.runs.join() === wanted.join(), () => {
      return `${after.runs.join()}, not ${wanted.join()}`;
    });
  } finally {
    await world.close();
  }
}

/** The runs that were started, and the ticks after this one with theirs. */
async function goOn(
  world: SimulatedWorld,
  { dispatch, events }: { readonly dispatch: DispatchProcess; readonly events: readonly Item[] },
): Promise<Outcome> {
  let waiting = events;
  for (let tick = 0; tick < ticksAfter; tick += 1) {
    for (const event of waiting) await calmRun(world, event);
    await world.time.passTo(new Date((Math.floor(Date.now() / 60_000) + 1) * 60_000).toISOString());
    waiting = (await dispatch.tick(calm)).events;
  }
  const { roster, history } = await tablesOf(world);
  checkNoDuplicates(roster);
  const records = history.filter(({ entry }) => String(entry).startsWith("run#"));
  const unfinished = records.filter(({ finishedAt }) => finishedAt === undefined);
  claim("every run record has an end", unfinished.length === 0, () => JSON.stringify(unfinished));
  const runs = records.filter(({ status }) => status !== "skipped");
  return {
    roster,
    schedule: history.find(({ entry }) => entry === "schedule"),
    runs: runs.map(({ scheduledFor, status }) => `${scheduledFor} ${status}`).toSorted(),
    told: [...new Set(world.aws.published.map(({ subject = "" }) => subject))].toSorted(),
  };
}

/** What of a schedule does not depend on when exactly something happened. */
function shown(schedule: Item | undefined): string {
  const names = ["nextRunAt", "lastScheduledFor", "attempt", "resumes", "startAgain", "settingsCheck", "retryAt"];
  const { rejection, pending, resumeRequest, unfinishedSince } = schedule ?? {};
  const code = (rejection as Item | undefined)?.["code"];
  const facts = { code, isPending: pending !== undefined, isAsked: resumeRequest !== undefined, unfinishedSince };
  return JSON.stringify({ ...Object.fromEntries(names.map((name) => [name, schedule?.[name]])), ...facts });
}

function checkTick(
  tick: SeenTick,
  { expected, undisturbed }: { readonly expected: ReturnType<typeof expectedTick>; readonly undisturbed: SeenTick },
): void {
  const result = tick.end.kind === "resolved" ? tick.end.result : undefined;
  const usual = undisturbed.end.kind === "resolved" ? undisturbed.end.result : undefined;
  const told = () => JSON.stringify(tick.end.kind === "rejected" ? String(tick.end.error) : tick.end);
  switch (expected) {
    case "started":
      claim("a run is started", tick.events.length === 1, told);
      return;
    case "waits":
      claim("a rejection waits on", result?.faulty.length === 0 && tick.events.length === 0, told);
      return;
    case "died":
    case "rejected":
      claim("the tick ends as it has to", tick.end.kind === expected, told);
      if (expected === "rejected") claim("nothing is started", tick.events.length === 0, told);
      return;
    case "undisturbed":
      claim("the tick ends as if undisturbed", JSON.stringify(result) === JSON.stringify(usual), told);
      return;
    case "faulty":
    case "not started":
    case "unheard": {
      const isFaulty = result?.faulty.length === 1 || expected !== "faulty";
      const isRight = result?.checked === 1 && isFaulty && result.started.length === 0;
      const isSent = tick.events.length > 0;
      claim("the tick goes on and says what it did not do", isRight && isSent === (expected === "unheard"), told);
    }
  }
}
