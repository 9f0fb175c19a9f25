import type {
  Choice,
  DecisionEvent,
  DirectoryEvent,
  RosterEvent,
  SettingsEvent,
  WorldEvent,
} from "#test/chaos/world/history.ts";
import type { SeededRandom } from "#test/fixtures/seeded-random.ts";

/** How an event of each kind is drawn, and how often beside the others. */
type Drawing<Event extends { readonly kind: string }> = {
  readonly [Kind in Event["kind"]]: {
    readonly weight: number;
    readonly draw: (random: SeededRandom) => Omit<Extract<Event, { kind: Kind }>, "kind">;
  };
};

export const choice = (random: SeededRandom): Choice => random.below(10_000);

export const directory: Drawing<DirectoryEvent> = {
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

export const settings: Drawing<SettingsEvent> = {
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

export function worldEvent(random: SeededRandom): WorldEvent {
  const sort = random.next();
  if (sort < 0.68) return { in: "directory", event: drawOf(directory, random) };
  if (sort < 0.82) return { in: "roster", event: drawOf(roster, random) };
  if (sort < 0.92) return { in: "settings", event: drawOf(settings, random) };
  return { in: "history", event: decision(random) };
}

export function decision(random: SeededRandom): DecisionEvent {
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
