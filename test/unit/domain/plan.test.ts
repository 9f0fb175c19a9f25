import { describe, expect, test } from "vitest";
import { sourceId, userId } from "#shared/domain/ids.ts";
import { inOrderOfApplying } from "#shared/domain/plan/plan.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { byHand, linked, names, office, seat } from "#test/fixtures/one-person.ts";
import { planned } from "#test/fixtures/planned.ts";

const ben = { firstName: "Ben", lastName: "Okafor", email: "ben@example.com" };
const bensSeat = { ...seat, agentId: "52", rcUserId: "2", ...ben };
const bensUser: RosterUser = {
  ...{ ...linked, ...ben, userId: userId("rc-2"), sourceId: sourceId("rc:2"), agentIds: ["701/52"], seen: ben },
};
const { agentId: _, rcUserId: __, ...nameless } = { ...seat, ...ben };

const kinds = ({ changes }: Pick<ReturnType<typeof planned>, "changes">) =>
  changes.map(({ kind, userId: id }) => `${kind} ${id}`);

describe("a plan", () => {
  test("counts who is in scope, who stays as they are, and where people are", () => {
    const roster = [linked, { ...bensUser, lastName: "Oka" }, byHand];
    const result = planned({
      agents: [seat, bensSeat, { ...seat, agentId: "53", rcUserId: "9", isActive: false }],
      roster,
    });
    expect(result).toMatchObject({ people: 2, unchanged: 1, managed: new Set(["rc-1", "rc-2"]) });
    expect([...result.listed.scopes].sort()).toEqual(["ringex", "sub:701"]);
    expect([...result.scopes.configured]).toEqual(["main", "sub:701", "ringex"]);
  });

  test("is in the order of applying: by kind, then by user id", () => {
    const gone = ["rc-8", "rc-7"].map((id) => ({
      ...linked,
      ...{ userId: userId(id), sourceId: sourceId(id.replace("-", ":")), email: `${id}@example.com`, lastName: id },
    }));
    const result = planned({ agents: [seat, bensSeat], roster: [...gone, { ...bensUser, lastName: "Oka" }] });
    expect(kinds(result)).toEqual(["create rc-1", "update rc-2", "deactivate rc-7", "deactivate rc-8"]);
    expect(result.changes.toReversed().sort(inOrderOfApplying)).toEqual(result.changes);
  });

  test("makes nobody of a record without any id, and has its conflicts in order", () => {
    const twin = { ...seat, agentId: "59", rcUserId: "9" };
    const { conflicts, people } = planned({
      agents: [nameless, { ...bensSeat, firstName: "", lastName: "" }, twin, seat],
    });
    expect(people).toBe(3);
    const reason = "several people who are not linked yet have this e-mail and this name";
    expect(conflicts).toStrictEqual([
      { kind: "conflict", conflict: "two-extensions", sourceId: "rc:1", reason },
      { kind: "conflict", conflict: "no-name", sourceId: "rc:2", reason: "RingCentral has no name for this person" },
      { kind: "conflict", conflict: "two-extensions", sourceId: "rc:9", reason },
    ]);
  });

  test("keeps up where people were last seen, and under which names, without a change", () => {
    const { groups: _groups, seen: _seen, ...upgraded } = linked;
    const { changes, upkeep, unchanged } = planned({ agents: [seat], roster: [upgraded] });
    expect([changes, unchanged]).toEqual([[], 1]);
    expect(upkeep).toStrictEqual([
      {
        ...{ kind: "update", userId: "rc-1", sourceId: "rc:1", version: 4 },
        before: { groups: undefined, seen: undefined },
        after: { groups: ["701/30"], seen: { ...names, email: seat.email } },
        reason: "kept up",
      },
    ]);
    expect(planned({ agents: [seat], roster: [linked] }).upkeep).toEqual([]);
  });

  test("accepts no new names of somebody in conflict, nor forgets the old ones", () => {
    const { changes, upkeep } = planned({ agents: [{ ...seat, ...ben }], roster: [linked] });
    expect([changes, upkeep]).toEqual([[], []]);
  });
});

describe("a leaver", () => {
  test("is made Inactive, with the reason, and is an absentee", () => {
    const { changes, absentees } = planned({ agents: [seat], roster: [linked, bensUser] });
    expect(changes).toStrictEqual([
      {
        ...{ kind: "deactivate", userId: "rc-2", sourceId: "rc:2", version: 4 },
        ...{ before: { status: "Active" }, after: { status: "Inactive" } },
        reason: "no longer an agent or administrator in RingCX; the extension is still enabled",
      },
    ]);
    expect(absentees).toEqual([bensUser]);
  });

  test("is nobody who is Inactive, made by hand, or covered", () => {
    const roster = [{ ...linked, status: "Inactive" as const }, byHand, bensUser];
    const result = planned({ roster, settings: { ignoredPeople: ["ben@example.com"] } });
    expect(result).toMatchObject({ changes: [], absentees: [], managed: new Set(["rc-1"]), protectedAbsent: [] });
  });

  test("is nobody whose person is covered by another e-mail than the user's", () => {
    const listed = { ...seat, email: "ana@test.example.com", isActive: false };
    const settings = { ignoredPeople: ["*@test.example.com"] };
    expect(planned({ agents: [listed], roster: [linked], settings })).toMatchObject({
      changes: [],
      managed: new Set(),
    });
  });

  test("who is protected is reported and stays; so does the impersonated user", () => {
    const settings = { protectedUserIds: [userId("rc-2")], impersonatedUserId: userId("rc-1") };
    const result = planned({ roster: [bensUser, linked], settings });
    expect(result).toMatchObject({ changes: [], managed: new Set(), protectedAbsent: ["rc-1", "rc-2"] });
    expect(planned({ agents: [seat, bensSeat], roster: [bensUser, linked], settings }).protectedAbsent).toEqual([]);
  });

  test("is nobody who is given to somebody in scope by the same plan", () => {
    const ringEx = { extensions: { kind: "complete", records: [{ id: "9", status: "Enabled" }] } } as const;
    expect(kinds(planned({ agents: [{ ...seat, rcUserId: "9" }], roster: [linked], ringEx }))).toEqual(["link rc-1"]);
  });
});

describe("a user whom a record without a RingCentral user id may be about", () => {
  test("does not leave for being in conflict with somebody else as well", () => {
    const { rcUserId: _id, ...withoutId } = seat;
    const desk = "desk@example.com";
    const user = { ...linked, firstName: "Chloé", lastName: "", email: desk, scopes: ["sub:701" as const] };
    const other = { ...seat, agentId: "53", rcUserId: "2", email: desk };
    const ringEx = { extensions: { kind: "complete", records: [{ id: "2", status: "Enabled" }] } } as const;
    const { changes, conflicts } = planned({ agents: [withoutId, other], roster: [user], ringEx });
    expect(conflicts.map(({ conflict, userId: id }) => [conflict, id])).toEqual([["other-name", "rc-1"]]);
    expect(changes).toEqual([]);
  });
});

describe("the second reading", () => {
  const leaving = { agents: [bensSeat], roster: [linked, bensUser] };

  test("keeps whoever it lists, also under the id of another record", () => {
    expect(kinds(planned({ ...leaving, again: { agents: [bensSeat] } }))).toEqual(["deactivate rc-1"]);
    expect(kinds(planned({ ...leaving, again: { agents: [seat, bensSeat] } }))).toEqual([]);
    const older = { ...linked, sourceId: sourceId("cx-agent:701:51") };
    expect(kinds(planned({ ...leaving, roster: [older, bensUser], again: { agents: [seat] } }))).toEqual([]);
  });

  test("keeps whoever it does not understand, though what it says looks inactive", () => {
    const unclear = { ...seat, isActive: false, faults: ["agentType is missing or unknown"] };
    expect(kinds(planned({ ...leaving, again: { agents: [unclear, bensSeat] } }))).toEqual([]);
  });

  test("keeps nobody whom it lists as removed", () => {
    const again = { agents: [{ ...seat, isActive: false }, bensSeat] };
    expect(kinds(planned({ ...leaving, again }))).toEqual(["deactivate rc-1"]);
  });

  test("keeps whoever was last seen in a part that it could not read", () => {
    const again = { agents: [bensSeat], unproved: new Set(["sub:701"] as const) };
    expect(kinds(planned({ ...leaving, again }))).toEqual([]);
  });

  test("keeps whoever was last seen in a list with a record without any id, and is no conflict", () => {
    const again = { agents: { kind: "complete", records: [bensSeat], nameless: 1 } } as const;
    const result = planned({ ...leaving, again });
    expect([kinds(result), result.conflicts]).toEqual([[], []]);
    expect(result.decided.find(({ user }) => user === linked)?.decision).toEqual({
      kind: "nothing",
      because: { kind: "records-without-id", scopes: ["sub:701"] },
    });
    const elsewhere = { ...leaving, roster: [{ ...linked, scopes: ["main" as const] }, bensUser] };
    expect(kinds(planned({ ...elsewhere, again }))).toEqual(["deactivate rc-1"]);
  });
});

describe("a record with a fault", () => {
  const { rcUserId: ___, ...withoutUserId } = { ...seat, agentId: "59", faults: ["agentId is not a text"] };
  const { rcUserId: ____, ...officeWithoutUserId } = { ...office, faults: ["userId is not a text"] };

  test("keeps whoever it may be by e-mail or name, if its own id may be what is broken", () => {
    expect(kinds(planned({ agents: [withoutUserId], roster: [linked] }))).toEqual([]);
    expect(kinds(planned({ administrators: [officeWithoutUserId], roster: [linked] }))).toEqual([]);
    expect(kinds(planned({ roster: [linked], again: { agents: [withoutUserId] } }))).toEqual([]);
  });

  test("keeps nobody else: with a RingCentral user id, without a fault, or without an active seat", () => {
    const { faults: _____, ...sound } = withoutUserId;
    const others = [
      { ...withoutUserId, rcUserId: "2" },
      { ...sound, email: "other@example.com" },
      { ...withoutUserId, isActive: false },
    ].map((agent) => kinds(planned({ agents: [agent], roster: [linked] })).at(-1));
    expect(others).toEqual(["deactivate rc-1", "deactivate rc-1", "deactivate rc-1"]);
  });
});

describe("somebody who is out because their extension is gone", () => {
  const ringEx = { extensions: { kind: "complete", records: [{ id: "9", status: "Enabled" }] } } as const;

  test("does not lose the user to somebody else with the same e-mail and name", () => {
    const agents = [seat, { ...seat, agentId: "59", rcUserId: "9" }];
    const result = planned({ agents, roster: [linked], ringEx });
    expect(kinds(result)).toEqual(["deactivate rc-1"]);
    expect(result.conflicts).toMatchObject([
      { sourceId: "rc:9", reason: "this e-mail belongs to a roster user who is linked to rc:1" },
    ]);
  });
});

describe("people who share an e-mail", () => {
  const twin = { ...seat, agentId: "59", rcUserId: "9" };

  test("and a name are a conflict unless they are linked, covered or out of scope", () => {
    expect(planned({ agents: [seat, twin] }).conflicts).toHaveLength(2);
    expect(planned({ agents: [seat, twin], settings: { ignoredPeople: ["rc:9"] } }).conflicts).toEqual([]);
    expect(planned({ agents: [seat, { ...twin, isActive: false }] }).conflicts).toEqual([]);
    expect(kinds(planned({ agents: [seat, { ...twin, lastName: "Okafor" }] }))).toEqual(["create rc-1", "create rc-9"]);
    const roster = [linked, { ...bensUser, sourceId: sourceId("rc:9"), ...names, agentIds: ["701/59"], seen: names }];
    expect(planned({ agents: [seat, twin], roster }).conflicts).toEqual([]);
  });

  test("do not get a user with an own id, whoever else carries it", () => {
    const { rcUserId: ___, ...own } = seat;
    const agents = [
      own,
      { ...seat, ...ben },
      { ...seat, ...ben, rcUserId: "2", email: "ben2@example.com" },
      { ...seat, agentId: "60", rcUserId: "9", firstName: "Eva", lastName: "Novak" },
    ];
    const roster: RosterUser[] = [{ ...linked, sourceId: sourceId("cx-agent:701:51"), scopes: ["sub:701"] }];
    const result = planned({ agents, roster });
    expect(result.conflicts.map(({ sourceId: id }) => id)).not.toContain("rc:9");
    expect(kinds(result)).toContain("create rc-9");
  });

  test("are not linked by a user whom both claim", () => {
    const roster: RosterUser[] = [{ ...linked, sourceId: sourceId("cx-agent:701:51"), scopes: ["sub:701"] }];
    const both = [seat, { ...seat, rcUserId: "9" }];
    const third = { ...seat, agentId: "60", rcUserId: "2" };
    const { conflicts } = planned({ agents: [...both, third], roster });
    expect(conflicts.map(({ sourceId: id, reason }) => `${id} ${reason}`)).toEqual([
      "rc:1 several people carry cx-agent:701:51, the id that the user is linked to",
      "rc:2 several people who are not linked yet have this e-mail and this name",
      "rc:9 several people carry cx-agent:701:51, the id that the user is linked to",
    ]);
  });
});
