import type { ApiError, Day, History, PlannedRun, PlannedTick } from "#test/chaos/world/history.ts";
import { SeededRandom } from "#test/fixtures/seeded-random.ts";
import type { FaultStatus } from "#test/simulators/ringcentral/faults.ts";
import { oauthCodes } from "#test/simulators/ringcentral/oauth-refusals.ts";
import { adversary, schemes } from "./adversary.ts";
import { choice, worldEvent } from "./draw-events.ts";

/**
 * Half of the time somebody moves while agents are being read: who is read about twice or not at all is what a run
 * must not be misled by. Or a user is edited between the reading of the roster and the writing.
 */
function eventAmidRun(random: SeededRandom): PlannedRun["meanwhile"][number] {
  const sort = random.next();
  if (sort < 0.35) return { atCall: 1 + random.below(maxCalls), event: worldEvent(random) };
  if (sort < 0.5) {
    const user = choice(random);
    const attribute = random.pick(["firstName", "lastName", "role"] as const);
    const event = random.happens(0.5)
      ? ({ kind: "flip-status", user } as const)
      : ({ kind: "edit-profile", user, attribute } as const);
    return { atCall: firstCallForUsers + random.below(callsForUsers), event: { in: "roster", event } };
  }
  const kind = random.pick(["move-sub-account", "move-group"] as const);
  const event = { kind, person: choice(random), to: choice(random) };
  return { atCall: firstCallForAgents + random.below(callsForAgents), event: { in: "directory", event } };
}

const statuses: readonly FaultStatus[] = [400, 401, 403, 404, 429, 500, 502, 503];
const otherFaults = ["timeout", "reset", "lost-answer", "slow", "truncated", "html", "wrong-shape"] as const;

function fault(random: SeededRandom): ApiError {
  if (!random.happens(0.5)) return { kind: random.pick(otherFaults) };
  const status = random.pick(statuses);
  return { kind: "status", status, ...(status === 429 ? { retryAfterSeconds: 60 } : {}) };
}

interface Odds {
  readonly faulty: number;
  readonly killed: number;
  /** The calls among which faults strike. */
  readonly maxCalls: number;
}

function disturbance(random: SeededRandom, odds: Odds): Pick<PlannedRun, "faults" | "killed"> {
  const atCall = () => 1 + random.below(odds.maxCalls);
  const faults = Array.from({ length: random.happens(odds.faulty) ? 1 + random.below(3) : 0 }, () => ({
    from: atCall(),
    times: random.pick([1, 1, 1, 2, 4, 8, 40]),
    fault: fault(random),
  }));
  const killed = random.happens(odds.killed)
    ? { killed: { atCall: atCall(), when: random.pick(["before", "after"] as const) } }
    : {};
  return { faults, ...killed };
}

/** Most runs make fewer: what is planned for a later call does not happen. */
const maxCalls = 40;
/** Where in most runs the calls for groups and their agents are. */
const [firstCallForAgents, callsForAgents] = [14, 16];
/** And where the roster is read, changes are recorded and users are written. */
const [firstCallForUsers, callsForUsers] = [24, 18];
/** A tick makes a few calls, more when it looks at a run or at changed settings. */
const maxCallsOfTick = 14;

function plannedTick(random: SeededRandom): PlannedTick {
  return {
    lateSeconds: random.pick([0, 0, 0, 5, 50, 130]),
    times: random.pick([1, 1, 1, 1, 2]),
    deliveries: random.pick([1, 1, 1, 1, 2]),
    ...(random.happens(0.1) ? { clock: random.pick(["2036", "days back", "nothing"] as const) } : {}),
    ...disturbance(random, { faulty: 0.15, killed: 0.06, maxCalls: maxCallsOfTick }),
  };
}

/** No message of the run is taken. */
function nothingTaken(random: SeededRandom): PlannedRun["faults"][number] {
  const fault = random.pick([{ kind: "reset" }, { kind: "timeout" }, { kind: "status", status: 503 }] as const);
  return { from: 1, times: 1_000, only: "sns", fault };
}

function plannedRun(random: SeededRandom): PlannedRun {
  const trigger = random.pick(["schedule", "schedule", "schedule", "schedule", "manual", "manual", "undo"] as const);
  const atCall = () => 1 + random.below(maxCalls);
  const disturbed = disturbance(random, { faulty: 0.3, killed: 0.1, maxCalls });
  return {
    trigger,
    ...(trigger === "manual" && random.happens(0.3) ? { mode: "plan" as const } : {}),
    ...disturbed,
    faults: [...disturbed.faults, ...(random.happens(0.08) ? [nothingTaken(random)] : [])],
    meanwhile: random.happens(0.2) ? Array.from({ length: 1 + random.below(2) }, () => eventAmidRun(random)) : [],
    ...(random.happens(0.1) ? { rival: { atCall: atCall() } } : {}),
    ...(trigger !== "schedule" && random.happens(0.15)
      ? { forged: random.pick(["named", "named", "dry run"] as const) }
      : {}),
  };
}

/** RingCentral is out of order for hours: every run of the day meets it, the last retry included. */
function outage(random: SeededRandom): Pick<Day, "runs" | "again"> {
  const only = random.pick(["platform", "ringcx"] as const);
  const faults = [{ from: 1, times: 1_000, only, fault: { kind: "status", status: 503 } as const }];
  const again = Array.from({ length: 4 }, () => ({ faults, meanwhile: [] }));
  return { runs: [{ trigger: "schedule", faults, meanwhile: [] }], again };
}

function day(random: SeededRandom): Day {
  const isBusy = random.happens(0.08);
  const events = random.happens(0.15) ? 0 : isBusy ? 8 + random.below(8) : random.below(6);
  return {
    events: Array.from({ length: events }, () => worldEvent(random)),
    runs: Array.from({ length: random.happens(0.3) ? 2 : 1 }, () => plannedRun(random)),
    again: Array.from({ length: random.happens(0.4) ? 1 + random.below(4) : 0 }, () => plannedRun(random)),
    ticks: Array.from({ length: random.happens(0.5) ? 1 + random.below(3) : 0 }, () => plannedTick(random)),
    ...(random.happens(0.03) ? outage(random) : {}),
    ...(random.happens(0.03) ? { refusedLogin: random.pick(oauthCodes) } : {}),
  };
}

/** A history of so many days; each day is drawn from a seed of its own. */
export function drawHistory(seed: number, days: number): History {
  const random = new SeededRandom(seed);
  const setup = {
    people: 3 + random.below(random.happens(0.2) ? 60 : 25),
    subAccounts: 1 + random.below(4),
    groups: random.pick([1, 2]),
    withExtensions: random.pick(["all", "most"] as const),
    skewMs: random.pick([0, 500, 4_000]),
    floor: random.pick([0, 1, 5]),
    strictness: random.pick(["documented", "field"] as const),
  };
  const scheme = random.happens(0.5) ? random.pick(Object.values(schemes)) : undefined;
  const drawn = Array.from({ length: days }, (_, index) => {
    const random = new SeededRandom(seed * 7_919 + index * 104_729 + 13);
    const one = day(random);
    return scheme === undefined ? one : { ...one, events: [...one.events, ...adversary(random, scheme)] };
  });
  const people = scheme === undefined ? setup.people : setup.people + 12;
  return { seed, setup: { ...setup, people }, days: drawn };
}
