import { describe, expect, test } from "vitest";
import type { Person } from "#shared/domain/directory/person.ts";
import { sourceId, userId } from "#shared/domain/ids.ts";
import { withComingEmails } from "#shared/domain/plan/coming-emails.ts";
import type { MatchedPerson } from "#shared/domain/plan/match.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import type { Absence } from "#shared/domain/scope/absence.ts";
import { exampleSettings } from "#test/fixtures/settings.ts";

const user: RosterUser = {
  ...{ userId: userId("rc-1"), firstName: "Ana", lastName: "Sousa", email: "old@example.com", role: "Agent" },
  ...{ status: "Active", sourceId: sourceId("rc:1"), version: 1 },
};
const other: RosterUser = { ...user, userId: userId("rc-2"), sourceId: sourceId("rc:2") };
const person: Person = {
  ...{ sourceId: sourceId("rc:1"), aliases: [], firstName: "Ana", lastName: "Sousa", email: "new@example.com" },
  ...{ administrator: true, seats: [], agentIds: [], scopes: [], faults: [] },
};
const inScope: MatchedPerson = {
  person,
  users: [user],
  eligibility: { kind: "in", agent: "no", reason: "" },
  excluded: undefined,
};
const { email: _, ...withoutEmail } = person;

function after(
  one: Partial<MatchedPerson>,
  { managed = ["email" as const], frozen = false, contested = [] as readonly string[] } = {},
) {
  const absence: Absence = {
    ...{ isProvedFor: () => false, isFrozen: () => frozen, directoryIsComplete: true, reasonFor: () => "" },
  };
  return withComingEmails([user, other], {
    ...{ judged: [{ ...inScope, ...one }], settings: { ...exampleSettings, managedAttributes: managed }, absence },
    contested: new Set(contested.map(userId)),
  });
}
const emails = (...given: Parameters<typeof after>) => after(...given).map(({ email }) => email);

const stays = ["old@example.com", "old@example.com"];
const comes = ["new@example.com", "old@example.com"];

describe("a managed e-mail", () => {
  test("comes to the person's user and to nobody else, who stay the users that they are", () => {
    expect(after({})).toEqual([{ ...user, email: "new@example.com" }, other]);
  });

  test("comes to somebody of whom nothing tells whether they have access: the profile follows", () => {
    expect(emails({ eligibility: { kind: "unknown", reason: "" } })).toEqual(comes);
  });

  test.each<[string, Partial<MatchedPerson>]>([
    ["has no user", { users: [] }],
    ["has several users", { users: [user, other] }],
    ["is covered", { excluded: "ignoredPeople" }],
    ["is out", { eligibility: { kind: "out", reason: "" } }],
    ["has no e-mail", { person: withoutEmail }],
    ["has a record that cannot be used", { person: { ...person, faults: ["no usable name"] } }],
  ])("does not come when the person %s", (_what, one) => {
    expect(emails(one)).toEqual(stays);
  });

  test("does not come to a frozen user, nor where it is not managed", () => {
    expect(emails({}, { frozen: true })).toEqual(stays);
    expect(emails({}, { managed: [] })).toEqual(stays);
  });

  test("comes with a new source id if the names agree and nobody else claims the user", () => {
    const known = { ...person, sourceId: sourceId("rc:9") };
    expect(emails({ person: known })).toEqual(comes);
    expect(emails({ person: known }, { contested: ["rc-1"] })).toEqual(stays);
    expect(emails({ person: { ...known, firstName: "Eva", lastName: "Novak" } })).toEqual(stays);
  });

  test("comes to a linked user under another name, whoever else claims the user", () => {
    expect(emails({}, { contested: ["rc-1"] })).toEqual(comes);
    expect(emails({ person: { ...person, firstName: "Eva", lastName: "Novak" } })).toEqual(comes);
  });
});
