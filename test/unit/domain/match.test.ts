import { describe, expect, test } from "vitest";
import type { Person } from "#shared/domain/directory/person.ts";
import { sourceId, userId } from "#shared/domain/ids.ts";
import { isLinked, matchPeople } from "#shared/domain/plan/match.ts";
import { indexRoster } from "#shared/domain/roster/roster-index.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { exclusionsOf } from "#shared/domain/scope/exclusions.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { exampleSettings } from "#test/fixtures/settings.ts";

const ana: Person = {
  ...{ sourceId: sourceId("rc:1"), aliases: [sourceId("cx-agent:701:51")], rcUserId: "1" },
  ...{ firstName: "Ana", lastName: "Sousa", email: "ana@example.com", administrator: true },
  ...{ seats: [], agentIds: [], groups: [], scopes: ["main"], faults: [] },
};
const linked: RosterUser = {
  ...{ userId: userId("rc-1"), firstName: "Ana", lastName: "Sousa", email: "old@example.com", role: "Agent" },
  ...{ status: "Active", sourceId: sourceId("rc:1"), scopes: ["main"], version: 1 },
};

function matchedTo(roster: readonly RosterUser[], changed: Partial<Settings> = {}) {
  const settings = { ...exampleSettings, ...changed };
  const ringEx = { extensions: { kind: "complete", records: [] } } as const;
  const rules = { ringEx, index: indexRoster(roster), settings, exclusions: exclusionsOf(settings, roster) };
  const [one] = matchPeople([ana], rules);
  return one ?? expect.fail("nobody was matched");
}

describe("a person without an extension", () => {
  test("is in scope when no user remembers one, and out when any does", () => {
    const { scopes: _, ...unknown } = linked;
    const remembers: RosterUser = { ...linked, userId: userId("twin"), scopes: ["main", "ringex"] };
    const kinds = [[], [linked], [unknown], [linked, remembers]].map((roster) => matchedTo(roster).eligibility.kind);
    expect(kinds).toEqual(["in", "in", "in", "out"]);
  });
});

describe("the link of a person", () => {
  const older = { ...linked, userId: userId("older"), sourceId: sourceId("cx-agent:701:51") };
  const twin = { ...linked, userId: userId("twin") };

  test("is the user with the person's own id, else that with the id of one of their records, if the names agree", () => {
    const other = { ...older, firstName: "Eva", lastName: "Novak" };
    const kinds = [[], [linked, older], [older], [other], [linked, twin]].map((roster) => matchedTo(roster).link.kind);
    expect(kinds).toEqual(["none", "own", "record", "other-name", "several"]);
  });

  test("is contested where two people carry the id that the user is linked to", () => {
    const settings = exampleSettings;
    const ringEx = { extensions: { kind: "complete", records: [] } } as const;
    const bea = { ...ana, sourceId: sourceId("rc:2"), rcUserId: "2" };
    const rules = { ringEx, index: indexRoster([older]), settings, exclusions: exclusionsOf(settings, [older]) };
    expect(matchPeople([ana, bea], rules).map(({ link }) => link.kind)).toEqual(["contested", "contested"]);
    expect(matchPeople([ana, bea], rules).map(isLinked)).toEqual([false, false]);
  });
});

describe("the users of a person", () => {
  const older = { ...linked, userId: userId("older"), sourceId: sourceId("cx-agent:701:51") };

  test("are those of the own source id, and only without one those of another record", () => {
    const users = [[linked, older], [older], []].map((roster) => matchedTo(roster).users.map(({ userId: id }) => id));
    expect(users).toEqual([["rc-1"], ["older"], []]);
  });

  test("are left alone with the person, by any id or e-mail of either", () => {
    const excluded = ["old@example.com", "ana@example.com", "rc:1", "cx-agent:701:51", "somebody@example.com"].map(
      (pattern) => matchedTo([linked], { ignoredPeople: [pattern] }).excluded,
    );
    expect(excluded).toEqual(["ignoredPeople", "ignoredPeople", "ignoredPeople", "ignoredPeople", undefined]);
  });
});
