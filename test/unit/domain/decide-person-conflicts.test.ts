import { describe, expect, test } from "vitest";
import { sourceId, userId } from "#shared/domain/ids.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { byHand, linked, office, seat } from "#test/fixtures/one-person.ts";
import { planned } from "#test/fixtures/planned.ts";

const { rcUserId: _, ...seatWithoutUserId } = seat;

function conflicts(...given: Parameters<typeof planned>) {
  return planned(...given).conflicts.map(({ kind, sourceId: source, userId: user, reason }) => [
    ...[kind, source, user],
    reason,
  ]);
}

describe("a conflict says what is wrong, of whom and with which user", () => {
  const ben = { firstName: "Ben", lastName: "Okafor" };
  const linkedToAnother = "the roster user with this e-mail and this name is linked to rc:2, who is still listed";

  test("when the record cannot be used", () => {
    const broken = { ...office, ...{ firstName: "", lastName: "" }, faults: ["email is not a text"] };
    expect(conflicts({ administrators: [broken], roster: [linked] })).toEqual([
      ["conflict", "rc:1", "rc-1", "RingCentral's record cannot be used: email is not a text"],
    ]);
  });

  test("when RingCentral has no name, and says so", () => {
    const nameless = { ...seat, firstName: "", lastName: " " };
    expect(conflicts({ agents: [nameless], roster: [linked] })).toEqual([
      ["conflict", "rc:1", "rc-1", "RingCentral has no name for this person"],
    ]);
    const { firstName: _first, lastName: _last, ...silent } = seat;
    expect(conflicts({ agents: [silent], roster: [linked] })).toEqual([]);
    const half = { agents: [{ ...silent, firstName: "" }], roster: [linked] };
    expect(planned(half)).toMatchObject({ changes: [{ kind: "update", after: { firstName: "" } }], conflicts: [] });
    expect(conflicts({ agents: [silent] })).toEqual([
      ["conflict", "rc:1", undefined, "RingCentral has no name for this person"],
    ]);
  });

  test("when both names have changed", () => {
    expect(conflicts({ agents: [{ ...seat, ...ben }], roster: [linked] })).toEqual([
      ...[
        ["conflict", "rc:1", "rc-1", "both names have changed in RingCentral: this id may belong to another human now"],
      ],
    ]);
  });

  test("when several users are linked to the person", () => {
    expect(conflicts({ agents: [seat], roster: [linked, { ...linked, userId: userId("twin") }] })).toEqual([
      ["conflict", "rc:1", "rc-1", "several roster users are linked to this person: rc-1, twin"],
    ]);
  });

  test("when several people who are not linked have the e-mail and the name", () => {
    const reason = "several people who are not linked yet have this e-mail and this name";
    expect(conflicts({ agents: [seat, { ...seat, agentId: "52", rcUserId: "2" }] })).toEqual([
      ["conflict", "rc:1", undefined, reason],
      ["conflict", "rc:2", undefined, reason],
    ]);
  });

  test("when several people who are not linked have the e-mail of a user whom nobody is linked to", () => {
    const agents = [seat, { ...seat, agentId: "52", rcUserId: "2", ...ben }];
    const reason = "several people who are not linked yet have the e-mail of this roster user";
    expect(conflicts({ agents, roster: [byHand] })).toEqual([
      ["conflict", "rc:1", "ana", reason],
      ["conflict", "rc:2", "ana", reason],
    ]);
  });

  test("when several people whose names agree may be the one who is back", () => {
    const agents = ["2", "9"].map((id) => ({ ...seat, agentId: `5${id}`, rcUserId: id, lastName: `Sousa ${id}` }));
    const ringEx = { extensions: { kind: "complete", records: [] } } as const;
    const reason = "several people who are not linked yet have the e-mail of this roster user, and a name that agrees";
    expect(conflicts({ agents, roster: [linked], ringEx })).toEqual([
      ["conflict", "rc:2", "rc-1", reason],
      ["conflict", "rc:9", "rc-1", reason],
    ]);
  });

  test("when the names of a record without a RingCentral user id agree only in part", () => {
    const agents = [seat, { ...seatWithoutUserId, agentId: "52", lastName: "Okafor" }];
    const reason =
      "the names of this record agree only in part with those of rc:1, who has the same e-mail: it is open whether it is theirs";
    expect(conflicts({ agents, roster: [linked] })).toEqual([["conflict", "cx-agent:701:52", undefined, reason]]);
  });

  test("but not when those names do not agree at all: that is somebody else, of a shared mailbox", () => {
    const agents = [seat, { ...seatWithoutUserId, agentId: "52", ...ben }];
    expect(planned({ agents, roster: [linked] })).toMatchObject({
      changes: [{ kind: "create", userId: "cx-agent-701-52" }],
      conflicts: [],
    });
  });

  test("when a managed e-mail belongs to an active user without a link", () => {
    const settings = { managedAttributes: ["firstName", "lastName", "role", "email"] } as const;
    const taken = { ...byHand, ...ben, email: "new@example.com" };
    const given = { agents: [{ ...seat, email: "New@example.com" }], settings };
    expect(conflicts({ ...given, roster: [linked, taken] })).toEqual([
      ["conflict", "rc:1", "rc-1", "a roster user without a link has this person's new e-mail"],
    ]);
    expect(conflicts({ ...given, roster: [linked, { ...taken, status: "Inactive" }] })).toEqual([]);
  });

  test("when such an e-mail would come to a user who is linked to an older id", () => {
    const settings = { managedAttributes: ["firstName", "lastName", "role", "email"] } as const;
    const older: RosterUser = { ...linked, sourceId: sourceId("cx-agent:701:51"), scopes: ["sub:701"] };
    const roster = [older, { ...byHand, ...ben, email: "new@example.com" }];
    expect(conflicts({ agents: [{ ...seat, email: "new@example.com" }], settings, roster })).toEqual([
      ["conflict", "rc:1", "rc-1", "a roster user without a link has this person's new e-mail"],
    ]);
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

  test("when the e-mail and the name are those of a user linked to somebody who is there", () => {
    const agents = [seat, { ...seat, agentId: "52", rcUserId: "2", email: "ana.sousa@example.com" }];
    const roster = [{ ...linked, sourceId: sourceId("rc:2"), agentIds: ["701/52"] }];
    expect(conflicts({ agents, roster })).toEqual([["conflict", "rc:1", "rc-1", linkedToAnother]]);
  });

  test("when the e-mail and the name are also those of the person to whom their user is linked", () => {
    const agents = [seat, { ...seat, agentId: "52", rcUserId: "2" }];
    const roster = [{ ...linked, sourceId: sourceId("rc:2"), agentIds: ["701/52"] }];
    expect(conflicts({ agents, roster })).toEqual([["conflict", "rc:1", "rc-1", linkedToAnother]]);
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
