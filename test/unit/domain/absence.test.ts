import { describe, expect, test } from "vitest";
import type { ScopeError, ScopeId } from "#shared/domain/directory/reading.ts";
import { sourceId, userId } from "#shared/domain/ids.ts";
import type { MatchedPerson } from "#shared/domain/plan/match.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { absenceOf } from "#shared/domain/scope/absence.ts";

const ana: RosterUser = {
  ...{ userId: userId("rc-1"), firstName: "Ana", lastName: "Sousa", email: "ana@example.com", role: "Agent" },
  ...{ status: "Active", sourceId: sourceId("rc:1"), scopes: ["ringex", "sub:701"], version: 1 },
};
const { scopes: _, ...seenNowhere } = ana;
const { email: __, ...withoutEmail } = ana;

function absence({
  unreadable = [],
  ...rest
}: Partial<Omit<Parameters<typeof absenceOf>[0], "scopes">> & { unreadable?: readonly ScopeId[] } = {}) {
  const faults = unreadable.map((scope): [ScopeId, ScopeError] => [scope, { scope, cause: "503" }]);
  return absenceOf({
    scopes: { configured: new Set(["main", "ringex", "sub:701", "sub:702"]), unreadable: new Map(faults) },
    ...{ judged: [], present: new Set(), unidentified: [], unproved: new Set(), ...rest },
  });
}

describe("the absence of a linked user is proved", () => {
  test("when everything was read and lists the source id nowhere", () => {
    expect(absence().isProvedFor(ana)).toBe(true);
    expect(absence({ present: new Set([sourceId("rc:1")]) }).isProvedFor(ana)).toBe(false);
  });

  test("never for a user made by hand", () => {
    const { sourceId: ___, ...byHand } = ana;
    expect(absence().isProvedFor(byHand)).toBe(false);
  });

  test("only if each scope where the user was last seen was read, both times", () => {
    expect(absence({ unreadable: ["sub:702"] }).isProvedFor(ana)).toBe(true);
    expect(absence({ unreadable: ["sub:701"] }).isProvedFor(ana)).toBe(false);
    expect(absence({ unproved: new Set(["sub:702"] as const) }).isProvedFor(ana)).toBe(true);
    expect(absence({ unproved: new Set(["sub:701"] as const) }).isProvedFor(ana)).toBe(false);
  });

  test("for nobody while RingEX is unreadable", () => {
    expect(absence({ unreadable: ["ringex"] }).isProvedFor({ ...ana, scopes: ["sub:701"] })).toBe(false);
  });

  test.each([["not known", seenNowhere] as const, ["none", { ...ana, scopes: [] }] as const])(
    "only by a whole directory when the user's last scopes are %s",
    (_what, user) => {
      expect(absence().isProvedFor(user)).toBe(true);
      expect(absence({ unreadable: ["sub:702"] }).isProvedFor(user)).toBe(false);
      expect(absence({ unproved: new Set(["sub:702"] as const) }).isProvedFor(user)).toBe(false);
    },
  );

  test("not while a record without an id has the user's e-mail or whole name", () => {
    const beside = (record: { firstName: string; lastName: string; email?: string }, user: RosterUser = ana) =>
      absence({ unidentified: [record] }).isProvedFor(user);
    expect(beside({ firstName: "", lastName: "", email: "ANA@example.com" })).toBe(false);
    expect(beside({ firstName: "Ana", lastName: " Sousa" })).toBe(false);
    expect(beside({ firstName: "Ana", lastName: "Lima", email: "ana.lima@example.com" })).toBe(true);
    expect(beside({ firstName: "Eva", lastName: "Sousa" })).toBe(true);
    expect(beside({ firstName: "Eva", lastName: "Novak" }, withoutEmail)).toBe(true);
  });
});

describe("a directory", () => {
  test("is complete when every scope was read, both times", () => {
    expect(absence().directoryIsComplete).toBe(true);
    expect(absence({ unreadable: ["main"] }).directoryIsComplete).toBe(false);
    expect(absence({ unproved: new Set(["main"] as const) }).directoryIsComplete).toBe(false);
  });
});

describe("a user is frozen", () => {
  test("while a part of RingCX where they were last seen is unreadable, not while RingEX is", () => {
    expect(absence({ unreadable: ["sub:701"] }).isFrozen(ana)).toBe(true);
    expect(absence({ unreadable: ["sub:702", "ringex"] }).isFrozen(ana)).toBe(false);
    expect(absence({ unreadable: ["sub:701"] }).isFrozen(seenNowhere)).toBe(false);
  });
});

describe("the reason of an absence", () => {
  test("is why the person is out, where they are listed, also under another id", () => {
    const out: MatchedPerson = {
      person: {
        ...{ sourceId: sourceId("rc:1"), aliases: [sourceId("cx-agent:701:51")], firstName: "Ana", lastName: "Sousa" },
        ...{ administrator: false, seats: [], agentIds: [], scopes: [], faults: [] },
      },
      users: [],
      eligibility: { kind: "out", reason: "the RingEX extension is gone" },
      excluded: undefined,
    };
    const { reasonFor } = absence({ judged: [out] });
    expect(reasonFor(ana)).toBe("the RingEX extension is gone");
    expect(reasonFor({ ...ana, sourceId: sourceId("cx-agent:701:51") })).toBe("the RingEX extension is gone");
  });

  test("names the scopes where the user was last seen, where nobody lists them", () => {
    expect([ana, { ...ana, scopes: [] }, seenNowhere].map((user) => absence().reasonFor(user))).toEqual([
      "no longer listed in RingCentral (last seen in ringex, sub:701)",
      "no longer listed in RingCentral (last seen in an unknown scope)",
      "no longer listed in RingCentral (last seen in an unknown scope)",
    ]);
  });
});
