import { describe, expect, test } from "vitest";
import type { Person } from "#shared/domain/directory/person.ts";
import { sourceId, userId } from "#shared/domain/ids.ts";
import { withComingEmails } from "#shared/domain/plan/emails.ts";
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
  ...{ administrator: true, seats: [], agentIds: [], groups: [], scopes: [], faults: [] },
};
const inScope: MatchedPerson = {
  person,
  users: [user],
  link: { kind: "own", user },
  eligibility: { kind: "in", agent: "no", reason: "" },
  excluded: undefined,
};
const { email: _, ...withoutEmail } = person;

function after(one: Partial<MatchedPerson>, { managed = ["email" as const], frozen = false } = {}) {
  const absence: Absence = {
    of: () => ({ kind: "listed" }),
    frozenBy: () => (frozen ? ["main"] : []),
    directoryIsComplete: true,
  };
  const settings = { ...exampleSettings, managedAttributes: managed };
  return withComingEmails([user, other], {
    matched: [{ ...inScope, ...one }],
    freeEmails: new Set(),
    settings,
    absence,
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
    ["has no user", { link: { kind: "none" } }],
    ["has several users", { link: { kind: "several" } }],
    ["shares the user with somebody else", { link: { kind: "contested", user } }],
    ["has a user under another name", { link: { kind: "other-name", user } }],
    ["is excluded", { excluded: "ignoredPeople" }],
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

  test("comes to the user of one of the person's records", () => {
    expect(emails({ link: { kind: "record", user } })).toEqual(comes);
  });
});
