import type {
  ApiError,
  Choice,
  Day,
  DecisionEvent,
  DirectoryEvent,
  History,
  PlannedRun,
  PlannedTick,
  RosterEvent,
  SettingsEvent,
  WorldEvent,
} from "#test/chaos/world/history.ts";
import { SeededRandom } from "#test/fixtures/seeded-random.ts";
import type { FaultStatus } from "#test/simulators/ringcentral/faults.ts";
import { oauthCodes } from "#test/simulators/ringcentral/oauth-refusals.ts";

/** How an event of each kind is drawn, and how often beside the others. */
type Drawing<Event extends { readonly kind: string }> = {
  readonly [Kind in Event["kind"]]: {
    readonly weight: number;
    readonly draw: (random: SeededRandom) => Omit<Extract<Event, { kind: Kind }>, "kind">;
  };
};

const choice = (random: SeededRandom): Choice => random.below(10_000);

const directory: Drawing<DirectoryEvent> = {
  hire: { weight: 9, draw: (r) => ({ name: choice(r), group: choice(r), supervisor: r.happens(0.15) }) },
  "hire-without-extension": { weight: 2, draw: (r) => ({ name: choice(r), group: choice(r) }) },
  "hire-with-email-of": { weight: 2, draw: (r) => ({ name: choice(r), group: choice(r), of: choice(r) }) },
  "recycle-email": { weight: 2, draw: (r) => ({ name: choice(r), group: choice(r), of: choice(r) }) },
  rename: { weight: 4, draw: (r) => ({ person: choice(r), name: choice(r), part: r.pick(["first", "last", "both"]) }) },
  "change-email": { weight: 3, draw: (r) => ({ person: choice(r), email: r.pick(["new", "none", "upper-case"]) }) },
  "swap-emails": { weight: 1, draw: (r) => ({ one: choice(r), other: choice(r) }) },
  "agent-type": { weight: 3, draw: (r) => ({ person: choice(r), type: r.pick(["AGENT", "SUPERVISOR"]) }) },
  "seat-active": { weight: 3, draw: (r) => ({ person: choice(r), isActive: r.happens(0.6) }) },
  "appoint-administrator": { weight: 2, draw: (r) => ({ person: choice(r) }) },
  "dismiss-administrator": { weight: 2, draw: (r) => ({ person: choice(r) }) },
  "move-sub-account": { weight: 4, draw: (r) => ({ person: choice(r), to: choice(r) }) },
  "move-group": { weight: 3, draw: (r) => ({ person: choice(r), to: choice(r) }) },
  "second-seat": { weight: 2, draw: (r) => ({ person: choice(r), group: choice(r) }) },
  "revoke-access": { weight: 3, draw: (r) => ({ person: choice(r) }) },
  leave: { weight: 8, draw: (r) => ({ person: choice(r), how: r.pick(["removed", "extension-disabled"]) }) },
  "extension-status": {
    weight: 3,
    draw: (r) => ({
      person: choice(r),
      status: r.pick(["Enabled", "Enabled", "Disabled", "Frozen", "NotActivated", "Unassigned"]),
    }),
  },
  "come-back": { weight: 6, draw: (r) => ({ person: choice(r), how: r.pick(["same-id", "new-id"]) }) },
  "empty-sub-account": { weight: 0.6, draw: (r) => ({ subAccount: choice(r) }) },
  "refill-sub-account": { weight: 2, draw: () => ({}) },
  "empty-administrators": { weight: 0.3, draw: () => ({}) },
  "empty-group": { weight: 0.5, draw: (r) => ({ group: choice(r) }) },
  "refill-lists": { weight: 1, draw: () => ({}) },
  "rename-many": {
    weight: 0.3,
    draw: (r) => ({ person: choice(r), step: r.pick([1, 2, 4]), name: choice(r), part: r.pick(["first", "last"]) }),
  },
  "leave-some": { weight: 0.5, draw: (r) => ({ person: choice(r), count: 1 + r.below(6) }) },
  "appoint-some": { weight: 0.3, draw: (r) => ({ person: choice(r), count: 1 + r.below(8) }) },
  "promote-some": { weight: 0.3, draw: (r) => ({ person: choice(r), count: 1 + r.below(10) }) },
  "hire-many": { weight: 0.2, draw: (r) => ({ name: choice(r), group: choice(r), count: 5 + r.below(60) }) },
  "everybody-back": { weight: 0.3, draw: () => ({}) },
  "wfo-access": { weight: 1.5, draw: (r) => ({ subAccount: choice(r), granted: r.happens(0.75) }) },
  "odd-record": {
    weight: 4,
    draw: (r) => ({
      list: r.pick([
        ...(["administrators", "agents", "agents", "agents", "extensions", "extensions"] as const),
        ...(["groups", "roles", "assignedRoles"] as const),
      ]),
      record: choice(r),
      oddity: choice(r),
    }),
  },
  "record-without-id": {
    weight: 3,
    draw: (r) => ({ list: r.pick(["administrators", "agents", "agents", "agents", "extensions"]), record: choice(r) }),
  },
  "odd-records-mended": { weight: 5, draw: () => ({}) },
  "sub-account-listed": { weight: 1.5, draw: (r) => ({ subAccount: choice(r), listed: r.happens(0.75) }) },
};

const roster: Drawing<RosterEvent> = {
  "add-by-hand": {
    weight: 3,
    draw: (r) => ({
      like: choice(r),
      status: r.pick(["Active", "Inactive"]),
      role: r.pick(["Agent", "Agent", "Scheduler", "Administrator"]),
    }),
  },
  "add-stranger": { weight: 2, draw: (r) => ({ name: choice(r) }) },
  "edit-profile": {
    weight: 4,
    draw: (r) => ({ user: choice(r), attribute: r.pick(["firstName", "lastName", "role"]) }),
  },
  "edit-email": { weight: 2, draw: (r) => ({ user: choice(r), email: r.pick(["new", "none"]) }) },
  "activate-leavers": { weight: 0.4, draw: () => ({}) },
  "edit-many": { weight: 0.3, draw: (r) => ({ user: choice(r), step: r.pick([1, 2, 4]) }) },
  "flip-status": { weight: 4, draw: (r) => ({ user: choice(r) }) },
  "edit-activity": { weight: 1, draw: (r) => ({ user: choice(r) }) },
  "add-note": { weight: 1, draw: (r) => ({ user: choice(r) }) },
};

const settings: Drawing<SettingsEvent> = {
  "both-role": {
    weight: 2,
    draw: (r) => ({ value: r.pick(["first", "last", "Agent", "Supervisor", "Scheduler", "Administrator"]) }),
  },
  "supervisor-role": { weight: 2, draw: (r) => ({ value: r.pick(["Agent", "Supervisor"]) }) },
  "managed-attributes": {
    weight: 2,
    draw: (r) => ({
      value: r.pick([
        ["firstName", "lastName", "role"],
        ["firstName", "lastName", "role", "email"],
        ["lastName"],
        ["role", "email"],
      ]),
    }),
  },
  "wem-access": { weight: 2, draw: (r) => ({ value: r.pick(["ringcx", "ringcx", "ringex-permission"]) }) },
  "ringex-check": { weight: 2, draw: (r) => ({ value: r.pick(["on", "on", "off"]) }) },
  "sub-accounts": { weight: 2, draw: (r) => ({ value: r.pick(["all", "all", "all-but-last", "reversed"]) }) },
  protect: { weight: 1, draw: (r) => ({ user: choice(r) }) },
  "protect-nobody": { weight: 1, draw: () => ({}) },
  ignore: { weight: 1, draw: (r) => ({ person: choice(r) }) },
  "ignore-nobody": { weight: 1, draw: () => ({}) },
  pilot: {
    weight: 1.5,
    draw: (r) => ({ people: Array.from({ length: r.pick([0, 0, 2, 5]) }, () => choice(r)) }),
  },
  limits: {
    weight: 2,
    draw: (r) => ({
      floor: r.pick([0, 2, 5, 50, 99]),
      share: r.pick([0, 0.1, 0.2, 0.2, 0.5, 1]),
      most: r.pick([0, 3, 500, 500, 9_999]),
      creates: r.pick([0, 0.5, 0.5, 12]),
    }),
  },
  mode: { weight: 1.5, draw: (r) => ({ value: r.pick(["apply", "apply", "plan"]) }) },
  "service-enabled": { weight: 1.5, draw: (r) => ({ value: r.happens(0.75) }) },
  broken: {
    weight: 1,
    draw: (r) => ({ attribute: r.pick(["mainAccountId", "adminAndAgentRole", "defaultActivityId"]) }),
  },
  repaired: { weight: 3, draw: () => ({}) },
};

function drawOf<Event extends { readonly kind: string }>(drawing: Drawing<Event>, random: SeededRandom): Event {
  const kinds = Object.entries(drawing) as [Event["kind"], Drawing<Event>[Event["kind"]]][];
  let left = random.next() * kinds.reduce((sum, [, { weight }]) => sum + weight, 0);
  for (const [kind, { weight, draw }] of kinds) {
    left -= weight;
    if (left < 0) return { kind, ...draw(random) } as unknown as Event;
  }
  throw new Error("The weights do not add up.");
}

function worldEvent(random: SeededRandom): WorldEvent {
  const sort = random.next();
  if (sort < 0.68) return { in: "directory", event: drawOf(directory, random) };
  if (sort < 0.82) return { in: "roster", event: drawOf(roster, random) };
  if (sort < 0.92) return { in: "settings", event: drawOf(settings, random) };
  return { in: "history", event: decision(random) };
}

function decision(random: SeededRandom): DecisionEvent {
  const kind = random.pick(["approve", "approve", "refuse", "reopen"] as const);
  const ages = kind === "approve" ? [0, 0, 0, 48, 73, -1] : [0, 0, 0, 24 * 29, 24 * 31];
  return {
    kind,
    part: random.pick(["all", "all", "half", "all-but-first"]),
    back: random.pick([0, 0, 0, 1]),
    hoursAgo: random.pick(ages),
    digest: random.happens(0.95) ? "right" : "wrong",
  };
}

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

/** What somebody who means harm, or has an accident, does again and again. */
const schemes = {
  drips: ["leave-some"],
  empties: ["empty-administrators", "empty-group", "empty-sub-account", "refill-lists", "refill-sub-account"],
  promotes: ["appoint-some", "promote-some", "dismiss-administrator", "empty-administrators"],
  renames: ["rename-many", "rename-many", "change-email"],
  hires: ["hire-many", "leave-some"],
  recalls: ["leave-some", "everybody-back"],
} as const satisfies Readonly<Record<string, readonly DirectoryEvent["kind"][]>>;

type Scheme = (typeof schemes)[keyof typeof schemes];

/** On most days the scheme goes on, now and then with looser limits, or somebody decides about what is held. */
function adversary(random: SeededRandom, scheme: Scheme): readonly WorldEvent[] {
  const kind: DirectoryEvent["kind"] = random.pick(scheme);
  const isDrip = scheme === schemes.drips;
  const drawn = { kind, ...directory[kind].draw(random) } as DirectoryEvent;
  const event = isDrip && drawn.kind === "leave-some" ? { ...drawn, count: 1 + (drawn.count % 2) } : drawn;
  const limits = { kind: "limits" as const, ...settings.limits.draw(random) };
  const by = (chance: number, one: WorldEvent): readonly WorldEvent[] => (random.happens(chance) ? [one] : []);
  return [
    ...by(isDrip ? 0.8 : 0.4, { in: "directory", event }),
    ...by(0.1, { in: "settings", event: limits }),
    ...by(0.1, { in: "roster", event: { kind: "activate-leavers" } }),
    ...by(0.2, { in: "history", event: decision(random) }),
  ];
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
