import { describe, expect, test } from "vitest";
import { sourceId, userId } from "#shared/domain/ids.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { byHand, linked, office, seat } from "#test/fixtures/one-person.ts";
import { planned, unreadable } from "#test/fixtures/planned.ts";

const { rcUserId: _, ...seatWithoutUserId } = seat;

function conflicts(...given: Parameters<typeof planned>) {
  return planned(...given).conflicts.map(({ kind, sourceId: source, userId: user, reason }) => [
    ...[kind, source, user],
    reason,
  ]);
}

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
