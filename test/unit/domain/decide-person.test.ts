import { describe, expect, test } from "vitest";
import type { RingExReading } from "#shared/domain/directory/reading.ts";
import { sourceId } from "#shared/domain/ids.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { byHand, email, linked, names, office, seat } from "#test/fixtures/one-person.ts";
import { planned, unreadable } from "#test/fixtures/planned.ts";

const { rcUserId: _, ...seatWithoutUserId } = seat;
const seen = { ...names, email };
/** The extension of user 1 is gone. */
const withoutOldExtension: RingExReading = {
  extensions: { kind: "complete", records: [{ id: "9", status: "Enabled" }] },
};

describe("a person without a user", () => {
  test("gets one with everything that is known, and the reason", () => {
    expect(planned({ agents: [seat] }).changes).toStrictEqual([
      {
        ...{ kind: "create", userId: "rc-1", sourceId: "rc:1", before: {} },
        after: {
          ...{ userId: "rc-1", ...names, email, role: "Agent", status: "Active", activityId: "12", sourceId: "rc:1" },
          ...{ dataSourceId: "3", agentIds: ["701/51"], scopes: ["ringex", "sub:701"], groups: ["701/30"], seen },
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
          ...{ agentIds: undefined, scopes: undefined, groups: undefined, seen: undefined },
        },
        after: {
          ...{ role: "Agent", sourceId: "rc:1", dataSourceId: "3" },
          ...{ agentIds: ["701/51"], scopes: ["ringex", "sub:701"], groups: ["701/30"], seen },
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
    const [change, ...more] = planned({
      agents: [{ ...seat, rcUserId: "9" }],
      roster: [linked],
      ringEx: withoutOldExtension,
    }).changes;
    expect(more).toEqual([]);
    expect(change).toMatchObject({
      ...{ kind: "link", userId: "rc-1", before: { sourceId: "rc:1" }, after: { sourceId: "rc:9" } },
      reason: "back with a new RingCentral id, rc:1 is gone; the names agree",
    });
  });

  test("who is back with a new id, and a pilot by the e-mail, takes over the old user", () => {
    const given = { agents: [{ ...seat, rcUserId: "9" }], roster: [linked], settings: { pilotPeople: [email] } };
    expect(planned({ ...given, ringEx: withoutOldExtension }).changes).toMatchObject([
      { kind: "link", userId: "rc-1" },
    ]);
  });

  test("who has the e-mail and the name of somebody still listed, in RingCX or RingEX, gets none: it may be one human", () => {
    const twin = { ...seat, agentId: "59", rcUserId: "9" };
    const listed = [
      planned({ agents: [{ ...seat, isActive: false }, twin], roster: [linked] }),
      planned({ agents: [twin], roster: [linked] }),
    ];
    for (const { changes, conflicts } of listed) {
      expect(changes).toMatchObject([{ kind: "deactivate", userId: "rc-1" }]);
      expect(conflicts).toMatchObject([{ conflict: "two-extensions", sourceId: "rc:9", userId: "rc-1" }]);
    }
  });

  test("who has the e-mail of somebody still listed, but not both names, gets one: it is a shared mailbox", () => {
    for (const name of [{ firstName: "Ben" }, { lastName: "Okafor" }, { firstName: "Ben", lastName: "Okafor" }]) {
      const agents = [seat, { ...seat, agentId: "59", rcUserId: "9", ...name }];
      expect(planned({ agents, roster: [linked] })).toMatchObject({
        changes: [{ kind: "create", userId: "rc-9" }],
        conflicts: [],
      });
    }
  });

  test("waits while the list that would tell whose the e-mail is was not read, and so does the old user", () => {
    const agents = [{ ...seat, rcUserId: "9" }];
    const unread = [
      planned({ agents, roster: [linked], ringEx: { extensions: unreadable } }),
      planned({ agents, roster: [linked], ringEx: withoutOldExtension, administrators: unreadable }),
      planned({
        agents,
        roster: [{ ...linked, scopes: ["main"] }],
        ringEx: withoutOldExtension,
        administrators: unreadable,
      }),
    ];
    for (const { changes, conflicts, decided } of unread) {
      expect([changes, conflicts]).toEqual([[], []]);
      expect(decided.find(({ matched }) => matched?.person.sourceId === "rc:9")?.decision).toMatchObject({
        kind: "nothing",
        because: { kind: "old-link-not-read" },
      });
    }
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
        reason: "firstName and role follow RingCentral; role Agent: agent without a supervisor's seat",
      },
    ]);
    const [renamed] = planned({ agents: [seat], roster: [{ ...linked, firstName: "Annie" }] }).changes;
    expect(renamed?.reason).toBe("firstName follows RingCentral");
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
      { kind: "update", after: { firstName: "Ana" }, reason: "firstName follows RingCentral" },
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
