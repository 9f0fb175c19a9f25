import { describe, expect, test } from "vitest";
import { sourceId, userId } from "#shared/domain/ids.ts";
import type { RingExReading } from "#shared/domain/reading.ts";
import type { RosterUser } from "#shared/domain/roster-user.ts";
import { byHand, email, linked, names, office, seat } from "#test/fixtures/one-person.ts";
import { planned, unreadable } from "#test/fixtures/planned.ts";

const { rcUserId: _, ...seatWithoutUserId } = seat;

function conflicts(...given: Parameters<typeof planned>) {
  return planned(...given).conflicts.map(({ kind, sourceId: source, userId: user, reason }) => [
    ...[kind, source, user],
    reason,
  ]);
}

describe("a person without a user", () => {
  test("gets one with everything that is known, and the reason", () => {
    expect(planned({ agents: [seat] }).changes).toStrictEqual([
      {
        ...{ kind: "create", userId: "rc-1", sourceId: "rc:1", before: {} },
        after: {
          ...{ ...names, email, role: "Agent", status: "Active", activityId: "12", sourceId: "rc:1" },
          ...{ dataSourceId: "3", agentIds: ["701/51"], scopes: ["ringex", "sub:701"] },
        },
        reason:
          "new in scope: active agent, listed by the RingCX integration API; role Agent: agent without a supervisor's seat",
      },
    ]);
  });

  test("gets one without a RingCentral user id, too", () => {
    const { email: __, ...withoutEmail } = seatWithoutUserId;
    const { email: ___, ...linkedWithoutEmail } = linked;
    const { email: ____, ...ofLinked } = { ...seat, agentId: "50" };
    const create = { kind: "create", userId: "cx-agent-701-51" };
    expect(planned({ agents: [seatWithoutUserId] }).changes).toMatchObject([create]);
    const others = { agents: [withoutEmail, ofLinked], roster: [{ ...linkedWithoutEmail, agentIds: ["701/50"] }] };
    expect(planned(others).changes).toMatchObject([create]);
  });

  test("gets one without an e-mail where RingCentral has none", () => {
    const { email: __, ...without } = office;
    const [change] = planned({ administrators: [without] }).changes;
    expect([change?.kind, change && "email" in change.after]).toEqual(["create", false]);
  });

  test("takes over the user made by hand, on the version that was read", () => {
    expect(planned({ agents: [seat], roster: [byHand] }).changes).toStrictEqual([
      {
        ...{ kind: "link", userId: "ana", sourceId: "rc:1", version: 0 },
        before: {
          ...{ role: "Scheduler", sourceId: undefined, dataSourceId: undefined },
          ...{ agentIds: undefined, scopes: undefined },
        },
        after: {
          ...{ role: "Agent", sourceId: "rc:1", dataSourceId: "3" },
          ...{ agentIds: ["701/51"], scopes: ["ringex", "sub:701"] },
        },
        reason: "adopted by e-mail, the names agree; role Agent: agent without a supervisor's seat",
      },
    ]);
  });

  test("takes over a user without a word about a role that stays", () => {
    const [change] = planned({ agents: [seat], roster: [{ ...byHand, role: "Agent" }] }).changes;
    expect(change?.reason).toBe("adopted by e-mail, the names agree");
  });

  test("who is back with a new id takes over the old user", () => {
    const [change, ...more] = planned({ agents: [{ ...seat, rcUserId: "9" }], roster: [linked] }).changes;
    expect(more).toEqual([]);
    expect(change).toMatchObject({
      ...{ kind: "link", userId: "rc-1", before: { sourceId: "rc:1" }, after: { sourceId: "rc:9" } },
      reason: "back with a new RingCentral id, rc:1 is gone; the names agree",
    });
  });

  test("who is back with a new id, and a pilot by the e-mail, takes over the old user", () => {
    const given = { agents: [{ ...seat, rcUserId: "9" }], roster: [linked], settings: { pilotPeople: [email] } };
    expect(planned(given).changes).toMatchObject([{ kind: "link", userId: "rc-1" }]);
  });

  test("who is back while the old id is still listed without a seat takes over the old user", () => {
    const agents = [
      { ...seat, isActive: false },
      { ...seat, agentId: "59", rcUserId: "9" },
    ];
    expect(planned({ agents, roster: [linked] }).changes).toMatchObject([{ kind: "link", userId: "rc-1" }]);
  });

  test("who is back with a new id is an absentee's case only while the old user is Active", () => {
    const back = (status: "Active" | "Inactive") =>
      planned({ agents: [{ ...seat, rcUserId: "9" }], roster: [{ ...linked, status }] }).absentees.length;
    expect([back("Active"), back("Inactive")]).toEqual([1, 0]);
  });
});

describe("a linked user", () => {
  test("who is as RingCentral says is left as they are", () => {
    expect(planned({ agents: [seat], roster: [linked] })).toMatchObject({ changes: [], conflicts: [], unchanged: 1 });
  });

  test("follows, and the reason names what and the rule of a role", () => {
    const roster: RosterUser[] = [{ ...linked, firstName: "Annie", role: "Scheduler" }];
    expect(planned({ agents: [seat], roster }).changes).toStrictEqual([
      {
        ...{ kind: "update", userId: "rc-1", sourceId: "rc:1", version: 4 },
        ...{ before: { firstName: "Annie", role: "Scheduler" }, after: { firstName: "Ana", role: "Agent" } },
        reason: "firstName, role follow RingCentral; role Agent: agent without a supervisor's seat",
      },
    ]);
    const [renamed] = planned({ agents: [seat], roster: [{ ...linked, firstName: "Annie" }] }).changes;
    expect(renamed?.reason).toBe("firstName follow RingCentral");
  });

  test("becomes Active again, and the reason says why they are in scope", () => {
    const [change] = planned({ agents: [seat], roster: [{ ...linked, status: "Inactive" }] }).changes;
    expect(change).toMatchObject({
      ...{ kind: "reactivate", before: { status: "Inactive" }, after: { status: "Active" } },
      reason: "back in scope: active agent, listed by the RingCX integration API; status put right",
    });
  });

  test("from before RingCentral told who they are is linked anew", () => {
    const roster: RosterUser[] = [{ ...linked, sourceId: sourceId("cx-agent:701:51"), scopes: ["sub:701"] }];
    expect(planned({ agents: [seat], roster }).changes).toMatchObject([
      { kind: "link", userId: "rc-1", reason: "RingCentral now knows cx-agent:701:51 as rc:1" },
    ]);
  });

  test("keeps RingEX among the scopes as long as it is not read, unless the link is new", () => {
    const ringEx: RingExReading = { extensions: { kind: "not-configured" } };
    expect(planned({ agents: [seat], roster: [linked], ringEx }).changes).toEqual([]);
    const roster: RosterUser[] = [{ ...linked, scopes: ["sub:701"] }];
    expect(planned({ agents: [seat], roster, ringEx }).changes).toEqual([]);
    const relinked: RosterUser[] = [{ ...linked, sourceId: sourceId("cx-agent:701:51") }];
    expect(planned({ agents: [seat], roster: relinked, ringEx }).changes).toMatchObject([
      { after: { scopes: ["sub:701"] } },
    ]);
    const unread: RingExReading = { extensions: unreadable };
    expect(planned({ agents: [seat], roster: [linked], ringEx: unread }).changes).toEqual([]);
  });

  test("from before RingCentral told who they are waits while a part where they were last seen is unreadable", () => {
    const roster: RosterUser[] = [{ ...linked, sourceId: sourceId("cx-agent:701:51"), scopes: ["main", "sub:701"] }];
    expect(planned({ agents: [seat], administrators: unreadable, roster })).toMatchObject({
      ...{ changes: [], conflicts: [] },
    });
  });

  test("has RingEX among the scopes no longer when it was read and does not know them", () => {
    const roster: RosterUser[] = [{ ...linked, sourceId: sourceId("cx-agent:701:51") }];
    expect(planned({ agents: [seatWithoutUserId], roster }).changes).toMatchObject([
      { after: { scopes: ["sub:701"] } },
    ]);
  });

  test("of whom no scope is known gets those where they are listed", () => {
    const { scopes: __, ...unknown } = linked;
    const ringEx: RingExReading = { extensions: { kind: "not-configured" } };
    expect(planned({ agents: [seat], roster: [unknown], ringEx }).changes).toMatchObject([
      { kind: "update", after: { scopes: ["sub:701"] } },
    ]);
  });

  test("keeps the role as long as nothing tells which one it is", () => {
    const settings = { wemAccess: "ringex-permission", wemPermissionIds: ["9"], adminAndAgentRole: "last" } as const;
    const roster: RosterUser[] = [{ ...linked, firstName: "Annie", role: "Scheduler", scopes: ["main", "sub:701"] }];
    const ringEx: RingExReading = { extensions: unreadable };
    expect(planned({ agents: [seat], administrators: [office], roster, settings, ringEx }).changes).toMatchObject([
      { kind: "update", after: { firstName: "Ana" }, reason: "firstName follow RingCentral" },
    ]);
  });

  test("keeps RingEX where it belongs in the order of scopes", () => {
    const ringEx: RingExReading = { extensions: { kind: "not-configured" } };
    const roster: RosterUser[] = [{ ...linked, scopes: ["ringex"] }];
    expect(planned({ agents: [seat], roster, ringEx }).changes).toMatchObject([
      { after: { scopes: ["ringex", "sub:701"] } },
    ]);
  });
});

describe("a conflict says what is wrong, of whom and with which user", () => {
  const ben = { firstName: "Ben", lastName: "Okafor" };

  test("when the record cannot be used", () => {
    const broken = { ...office, ...{ firstName: "", lastName: "" }, faults: ["email is not a text"] };
    expect(conflicts({ administrators: [broken], roster: [linked] })).toEqual([
      ["conflict", "rc:1", "rc-1", "RingCentral's record cannot be used: email is not a text; no usable name"],
    ]);
  });

  test("when several users are linked to the person", () => {
    expect(conflicts({ agents: [seat], roster: [linked, { ...linked, userId: userId("twin") }] })).toEqual([
      ["conflict", "rc:1", "rc-1", "several roster users are linked to this person: rc-1, twin"],
    ]);
  });

  test("when several people who are not linked have the e-mail", () => {
    const reason = "several people who are not linked yet have this e-mail";
    expect(conflicts({ agents: [seat, { ...seat, agentId: "52", rcUserId: "2" }] })).toEqual([
      ["conflict", "rc:1", undefined, reason],
      ["conflict", "rc:2", undefined, reason],
    ]);
  });

  test("when a record without a RingCentral user id has the e-mail of somebody linked", () => {
    const agents = [seat, { ...seatWithoutUserId, agentId: "52", ...ben }];
    const reason = "somebody else who is linked has this e-mail, and the records could not be joined";
    expect(conflicts({ agents, roster: [linked] })).toEqual([["conflict", "cx-agent:701:52", undefined, reason]]);
  });

  test("when several users have the e-mail", () => {
    expect(conflicts({ agents: [seat], roster: [byHand, { ...byHand, userId: userId("ana2") }] })).toEqual([
      ["conflict", "rc:1", undefined, "several roster users have this person's e-mail"],
    ]);
  });

  test("when the user with the e-mail has another name", () => {
    expect(conflicts({ agents: [seat], roster: [{ ...byHand, ...ben }] })).toEqual([
      ["conflict", "rc:1", "ana", "the roster user with this e-mail has another name"],
    ]);
  });

  test("when the e-mail belongs to a user linked to somebody who is there", () => {
    const agents = [seat, { ...seat, agentId: "52", rcUserId: "2", email: "ana.sousa@example.com" }];
    const roster = [{ ...linked, sourceId: sourceId("rc:2"), agentIds: ["701/52"] }];
    expect(conflicts({ agents, roster })).toEqual([
      ["conflict", "rc:1", "rc-1", "this e-mail belongs to a roster user who is linked to rc:2"],
    ]);
  });

  test("when the e-mail is also that of the person to whom its user is linked", () => {
    const agents = [seat, { ...seat, agentId: "52", rcUserId: "2" }];
    const roster = [{ ...linked, sourceId: sourceId("rc:2"), agentIds: ["701/52"] }];
    expect(conflicts({ agents, roster })).toEqual([
      ["conflict", "rc:1", "rc-1", "this e-mail belongs to a roster user who is linked to rc:2"],
    ]);
  });

  test("when the old id may still be listed in what was not read; the old user is no leaver then", () => {
    const result = planned({ agents: [{ ...seat, rcUserId: "9" }], administrators: unreadable, roster: [linked] });
    expect(result.changes).toEqual([]);
    expect(result.conflicts).toEqual([
      {
        ...{ kind: "conflict", sourceId: "rc:9", userId: "rc-1" },
        reason: "this e-mail belongs to a roster user who is linked to rc:1",
      },
    ]);
  });

  test("when the user id is taken", () => {
    const roster = [{ ...byHand, userId: userId("rc-1"), email: "somebody@example.com" }];
    expect(conflicts({ agents: [seat], roster })).toEqual([
      ["conflict", "rc:1", "rc-1", "the user id rc-1 is taken by somebody else"],
    ]);
  });

  test("when several people carry the id that the user is linked to", () => {
    const agents = [seat, { ...seat, rcUserId: "2", ...ben, email: "ben@example.com" }];
    const reason = "several people carry cx-agent:701:51, the id that the user is linked to";
    const roster: RosterUser[] = [{ ...linked, sourceId: sourceId("cx-agent:701:51"), scopes: ["sub:701"] }];
    expect(conflicts({ agents, roster })).toEqual([
      ["conflict", "rc:1", "rc-1", reason],
      ["conflict", "rc:2", "rc-1", reason],
    ]);
  });

  test("when the user linked to an older id has another name", () => {
    const roster: RosterUser[] = [{ ...linked, ...ben, sourceId: sourceId("cx-agent:701:51"), scopes: ["sub:701"] }];
    expect(conflicts({ agents: [seat], roster })).toEqual([
      ["conflict", "rc:1", "rc-1", "the roster user linked to cx-agent:701:51 has another name"],
    ]);
  });
});
