import { describe, expect, test } from "vitest";
import { sourceId, userId } from "#shared/domain/ids.ts";
import { freeUserId } from "#shared/domain/plan/settle.ts";
import type { ConflictDecision } from "#shared/domain/roster/change.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { applyChanges } from "#test/fixtures/apply-changes.ts";
import { byHand, email, linked, names, seat } from "#test/fixtures/one-person.ts";
import { planned, unreadable } from "#test/fixtures/planned.ts";

const ben = { firstName: "Ben", lastName: "Okafor", email: "ben@example.com" };
const successor = { ...seat, ...ben };
const rc1 = sourceId("rc:1");
const at = "2026-11-01T09:00:00.000Z";

type Given = Parameters<typeof planned>[0];

function decided(kind: ConflictDecision["kind"], { user, seen = ben }: { user?: string; seen?: typeof ben } = {}) {
  const decision: ConflictDecision = {
    ...{ kind, seen, by: "lead", at },
    ...(user === undefined ? {} : { userId: userId(user) }),
  };
  return new Map([[rc1, decision]]);
}

/** What is done, in order, and what the conflicts are. */
function outcome(given: Given) {
  const { changes, conflicts } = planned(given);
  return [
    ...changes.map((change) => `${change.kind} ${change.userId}${change.decided ? " (decided)" : ""}`),
    ...conflicts.map(({ conflict, sourceId: id, userId: user }) => `${conflict} ${id} ${user}`),
  ];
}

describe("another human, decided new", () => {
  const given = { agents: [successor], roster: [linked], decisions: decided("new", { user: "rc-1-2" }) };

  test("takes the id from the old user, who leaves, before the new one gets it", () => {
    const { changes, conflicts, absentees } = planned(given);
    expect([conflicts, absentees]).toEqual([[], []]);
    expect(changes).toStrictEqual([
      {
        ...{ kind: "deactivate", userId: "rc-1", sourceId: "rc:1", version: 4, decided: true },
        before: { status: "Active", sourceId: "rc:1", formerSourceId: undefined },
        after: { status: "Inactive", sourceId: undefined, formerSourceId: "rc:1" },
        reason: `as decided by lead at ${at}: rc:1 belongs to somebody else now`,
      },
      {
        ...{ kind: "create", userId: "rc-1-2", sourceId: "rc:1", before: {}, decided: true, requires: "rc-1" },
        after: expect.objectContaining({ ...ben, userId: "rc-1-2", status: "Active", sourceId: "rc:1", seen: ben }),
        reason: expect.stringMatching(/^as decided by lead at .*: a user of their own; role Agent/),
      },
    ]);
  });

  test("only takes the id where the old user is Inactive already", () => {
    const [first] = planned({ ...given, roster: [{ ...linked, status: "Inactive" }] }).changes;
    expect(first).toMatchObject({
      ...{ kind: "update", userId: "rc-1", before: { sourceId: "rc:1", formerSourceId: undefined } },
      after: { sourceId: undefined, formerSourceId: "rc:1" },
    });
    expect(first?.after).not.toHaveProperty("status");
  });

  test.each([ben.email, email])(
    "goes on where a killed run has written the first of both only, with the e-mail %s",
    (mail) => {
      const agents = [{ ...successor, email: mail }];
      const decisions = decided("new", { user: "rc-1-2", seen: { ...ben, email: mail } });
      const whole = planned({ ...given, agents, decisions });
      const half = applyChanges([linked], whole.changes.slice(0, 1));
      const rest = planned({ ...given, agents, decisions, roster: half });
      expect(rest.changes).toEqual(whole.changes.slice(1).map(({ requires: _, ...change }) => change));
      const after = applyChanges(half, rest.changes);
      expect(outcome({ ...given, agents, decisions, roster: after })).toEqual([]);
      expect(after.map(({ userId: id, status }) => `${id} ${status}`)).toEqual(["rc-1 Inactive", "rc-1-2 Active"]);
    },
  );

  test("touches the old user no more, who is nobody's and no leaver", () => {
    const after = applyChanges([linked], planned(given).changes);
    expect(planned({ ...given, roster: after }).decided.find(({ user }) => user?.userId === "rc-1")?.decision).toEqual({
      kind: "nothing",
      because: { kind: "released", formerSourceId: "rc:1" },
    });
  });

  test("is open while the id that it recorded is taken, and waits while nobody's status may change", () => {
    const taken = { ...byHand, userId: userId("rc-1-2"), email: "somebody@example.com" };
    expect(outcome({ ...given, roster: [linked, taken] })).toEqual(["user-id-taken rc:1 rc-1-2"]);
    expect(outcome({ ...given, decisions: decided("new") })).toEqual(["user-id-taken rc:1 rc-1"]);
    expect(outcome({ ...given, ringEx: { extensions: unreadable } })).toEqual([]);
  });

  test("waits while a part of RingCX where the user was last seen is unreadable", () => {
    const roster: RosterUser[] = [{ ...linked, scopes: ["main", "sub:701"] }];
    expect(outcome({ ...given, roster, administrators: unreadable })).toEqual([]);
  });
});

describe("another human, decided same", () => {
  test("is this user, whom the names follow", () => {
    const given = { agents: [successor], roster: [linked], decisions: decided("same") };
    const { changes } = planned(given);
    expect(changes).toMatchObject([
      { kind: "update", userId: "rc-1", decided: true, after: { firstName: "Ben", lastName: "Okafor", seen: ben } },
    ]);
    expect(outcome({ ...given, roster: applyChanges([linked], changes) })).toEqual([]);
  });

  test("does not give the user the e-mail of an active user without a link", () => {
    const settings = { managedAttributes: ["firstName", "lastName", "role", "email"] } as const;
    const roster = [linked, { ...byHand, ...ben, firstName: "Bea" }];
    expect(outcome({ agents: [successor], roster, settings, decisions: decided("same") })).toEqual([
      "email-taken rc:1 rc-1",
    ]);
  });
});

describe("a conflict of names, decided", () => {
  const night: RosterUser = { ...byHand, firstName: "Night", lastName: "Desk" };
  const ana = { ...names, email };
  const given = { agents: [seat], roster: [night] };

  test("new: a user of their own, and nobody else is touched", () => {
    const decisions = decided("new", { user: "rc-1", seen: ana });
    const { changes } = planned({ ...given, decisions });
    expect(changes).toMatchObject([{ kind: "create", userId: "rc-1", sourceId: "rc:1" }]);
    expect(changes[0]).not.toHaveProperty("requires");
    expect(outcome({ ...given, decisions, roster: applyChanges(given.roster, changes) })).toEqual([]);
  });

  test("link: that user is theirs, wherever it comes from", () => {
    const other = { ...night, userId: userId("other"), email: "other@example.com" };
    const decisions = decided("link", { user: "other", seen: ana });
    expect(outcome({ ...given, roster: [night, other], decisions })).toEqual(["link other (decided)"]);
  });

  test("link: that user does not get the e-mail of another active user without a link", () => {
    const other = { ...night, userId: userId("other"), email: "other@example.com" };
    const settings = { managedAttributes: ["firstName", "lastName", "role", "email"] } as const;
    const decisions = decided("link", { user: "other", seen: ana });
    expect(outcome({ ...given, roster: [night, other], settings, decisions })).toEqual(["email-taken rc:1 other"]);
    expect(
      outcome({ ...given, roster: [night], settings, decisions: decided("link", { user: "ana", seen: ana }) }),
    ).toEqual(["link ana (decided)"]);
  });

  test("link: a user whose holder is gone for certain is theirs, once RingCX was read again", () => {
    const gone = { ...linked, ...ben, userId: userId("rc-9"), sourceId: sourceId("rc:8"), seen: ben };
    const link = { ...given, roster: [night, gone], decisions: decided("link", { user: "rc-9", seen: ana }) };
    expect(outcome(link)).toEqual(["link rc-9 (decided)"]);
    expect(planned(link).absentees.map(({ userId: id }) => id)).toEqual(["rc-9"]);
  });

  test("link: waits, and does not take the holder for a leaver, while nobody can tell whether the holder is gone", () => {
    const holder: RosterUser = { ...linked, ...ben, userId: userId("rc-9"), sourceId: sourceId("rc:8"), scopes: [] };
    const decisions = decided("link", { user: "rc-9", seen: ana });
    const waiting = { ...given, roster: [night, holder], decisions, administrators: unreadable };
    expect(outcome(waiting)).toEqual([]);
    const frozen: RosterUser = { ...holder, scopes: ["main"] };
    expect(outcome({ ...waiting, roster: [night, frozen] })).toEqual([]);
  });

  test("link: is refused while the holder is in scope by either reading", () => {
    const bens = { ...successor, agentId: "52", rcUserId: "2" };
    const holder = {
      ...linked,
      ...ben,
      userId: userId("rc-2"),
      sourceId: sourceId("rc:2"),
      agentIds: ["701/52"],
      seen: ben,
    };
    const decisions = decided("link", { user: "rc-2", seen: ana });
    const refused = { ...given, roster: [night, holder], decisions };
    expect(outcome({ ...refused, agents: [seat, bens] })).toEqual(["link-refused rc:1 rc-2"]);
    expect(outcome({ ...refused, again: { agents: [seat, bens] } })).toEqual(["link-refused rc:1 rc-2"]);
  });

  test("link: is refused for a user who is protected or ignored, and open for one who is not there", () => {
    const other = { ...night, userId: userId("other"), email: "other@example.com" };
    const link = { ...given, roster: [night, other], decisions: decided("link", { user: "other", seen: ana }) };
    const refused = ["link-refused rc:1 other"];
    expect(outcome({ ...link, settings: { protectedUserIds: [userId("other")] } })).toEqual(refused);
    expect(outcome({ ...link, settings: { impersonatedUserId: userId("other") } })).toEqual(refused);
    expect(outcome({ ...link, settings: { ignoredPeople: ["other@example.com"] } })).toEqual(refused);
    expect(outcome({ ...link, settings: { pilotPeople: [email] } })).toEqual(["link other (decided)"]);
    for (const user of [{ user: "nobody" }, {}])
      expect(outcome({ ...link, decisions: decided("link", { ...user, seen: ana }) })).toEqual(["other-name rc:1 ana"]);
  });

  test("same is none of its choices", () => {
    expect(outcome({ ...given, decisions: decided("same", { seen: ana }) })).toEqual(["other-name rc:1 ana"]);
  });
});

describe("decisions about one user", () => {
  const eva = { ...seat, ...ben, agentId: "52", rcUserId: "2" };
  const users = [
    { ...byHand, firstName: "Night", lastName: "Desk" },
    { ...byHand, userId: userId("late"), firstName: "Late", lastName: "Desk", email: ben.email },
  ];
  const link = (user: string): ConflictDecision => ({
    ...{ kind: "link", userId: userId(user), by: "lead", at, seen: { ...names, email } },
  });

  test("give it to nobody where two of them do", () => {
    const decisions = new Map([
      [rc1, link("late")],
      [sourceId("rc:2"), { ...link("late"), seen: ben }],
    ]);
    expect(outcome({ agents: [seat, eva], roster: users, decisions })).toEqual([
      "link-refused rc:1 undefined",
      "link-refused rc:2 undefined",
    ]);
  });

  test("give nobody a user whom the rules give to somebody else", () => {
    const roster = [users[0] ?? byHand, { ...byHand, ...ben, userId: userId("late") }];
    expect(outcome({ agents: [seat, eva], roster, decisions: new Map([[rc1, link("late")]]) })).toEqual([
      "link late",
      "link-refused rc:1 undefined",
    ]);
  });
});

describe("one of several who claim a user", () => {
  test("decided new, leaves the user to the other one, who gets it by the next run", () => {
    const agents = [seat, { ...seat, ...ben, email, agentId: "52", rcUserId: "2" }];
    const decision: ConflictDecision = { kind: "new", userId: userId("rc-2"), seen: { ...ben, email }, by: "lead", at };
    const decisions = new Map([[sourceId("rc:2"), decision]]);
    expect(outcome({ agents, roster: [byHand] })).toEqual(["several-claim rc:1 ana", "several-claim rc:2 ana"]);
    const given = { agents, roster: [byHand], decisions };
    expect(outcome(given)).toEqual(["create rc-2 (decided)", "several-claim rc:1 ana"]);
    const roster = applyChanges([byHand], planned(given).changes);
    expect(outcome({ ...given, roster })).toEqual(["link ana"]);
  });
});

describe("a decision", () => {
  const given = { agents: [successor], roster: [linked] };
  const open = ["another-human rc:1 rc-1"];

  test("holds for the names and the e-mail that it was made on", () => {
    expect(
      outcome({ ...given, decisions: decided("same", { seen: { ...ben, lastName: "O\u0301kafor" } }) }),
    ).not.toEqual(open);
    for (const seen of [
      { ...ben, firstName: "Eva" },
      { ...ben, email: "b@example.com" },
    ])
      expect(outcome({ ...given, decisions: decided("same", { seen }) })).toEqual(open);
  });

  test("that another human cannot have is none", () => {
    expect(outcome({ ...given, decisions: decided("link", { user: "rc-1" }) })).toEqual(open);
  });

  test("about somebody else, or about nobody in conflict, does nothing", () => {
    const [[, decision] = []] = decided("same");
    expect(outcome({ ...given, decisions: new Map(decision && [[sourceId("rc:2"), decision]]) })).toEqual(open);
    const seen = { ...names, email };
    for (const kind of ["same", "new", "link"] as const)
      expect(outcome({ agents: [seat], roster: [linked], decisions: decided(kind, { user: "x", seen }) })).toEqual([]);
  });

  test.each([
    ["no name", { ...seat, firstName: "", lastName: "" }, { firstName: "", lastName: "", email }],
    ["an unusable record", { ...seat, faults: ["agentType is unknown"] }, { ...names, email }],
  ])("cannot settle %s", (_what, agent, seen) => {
    for (const kind of ["same", "new", "link"] as const) {
      const [result] = outcome({ agents: [agent], roster: [linked], decisions: decided(kind, { user: "x", seen }) });
      expect(result).toMatch(/^(no-name|unusable-record) rc:1 rc-1$/);
    }
  });
});

describe("the next free id", () => {
  test.each<[readonly string[], string]>([
    [[], "rc-1"],
    [["rc-1"], "rc-1-2"],
    [["rc-1", "rc-1-2", "rc-1-4"], "rc-1-3"],
    [["rc-1-2"], "rc-1"],
  ])("beside %j is %s", (taken, free) => {
    expect(freeUserId(userId("rc-1"), (id) => taken.includes(id))).toBe(free);
  });
});
