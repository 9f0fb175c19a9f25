import { describe, expect, test } from "vitest";
import type { ScopeError, ScopeId } from "#shared/domain/directory/reading.ts";
import { type SourceId, sourceId, userId } from "#shared/domain/ids.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { absenceOf } from "#shared/domain/scope/absence.ts";

const ana: RosterUser = {
  ...{ userId: userId("rc-1"), firstName: "Ana", lastName: "Sousa", email: "ana@example.com", role: "Agent" },
  ...{ status: "Active", sourceId: sourceId("rc:1"), scopes: ["ringex", "sub:701"], version: 1 },
};
const { scopes: _scopes, ...seenNowhere } = ana;
const { email: __, ...withoutEmail } = ana;

function absence({
  unreadable = [],
  unproved = [],
  again = [],
  nameless = [],
  namelessAgain = [],
  configured = ["main", "ringex", "sub:701", "sub:702"],
  ...rest
}: Partial<Omit<Parameters<typeof absenceOf>[0], "scopes" | "second">> & {
  readonly unreadable?: readonly ScopeId[];
  readonly unproved?: readonly ScopeId[];
  readonly again?: readonly SourceId[];
  readonly nameless?: readonly ScopeId[];
  readonly namelessAgain?: readonly ScopeId[];
  readonly configured?: readonly ScopeId[];
} = {}) {
  const faults = unreadable.map((scope): [ScopeId, ScopeError] => [scope, { scope, cause: "503" }]);
  const gaps = nameless.map((scope): [ScopeId, ScopeError] => [scope, { scope, cause: "1", nameless: 1 }]);
  return absenceOf({
    scopes: { configured: new Set(configured), unreadable: new Map(faults), nameless: new Map(gaps) },
    second: {
      ...{ present: new Set(again), unproved: new Set(unproved), unreadable: unproved },
      nameless: new Set(namelessAgain),
    },
    ...{ present: new Set(), outOfScope: new Map(), extensions: new Map(), broken: [], ...rest },
  });
}

describe("the absence of a linked user is proved", () => {
  test("when everything was read and lists the source id nowhere", () => {
    expect(absence().of(ana).kind).toBe("proved");
    expect(absence({ present: new Set([sourceId("rc:1")]) }).of(ana).kind).not.toBe("proved");
  });

  test("never for a user made by hand", () => {
    const { sourceId: ___, ...byHand } = ana;
    expect(absence().of(byHand).kind).not.toBe("proved");
  });

  test("only if each scope where the user was last seen was read, both times", () => {
    expect(absence({ unreadable: ["sub:702"] }).of(ana).kind).toBe("proved");
    expect(absence({ unreadable: ["sub:701"] }).of(ana).kind).not.toBe("proved");
    expect(absence({ unproved: ["sub:702"] }).of(ana).kind).toBe("proved");
    expect(absence({ unproved: ["sub:701"] }).of(ana).kind).not.toBe("proved");
  });

  test.each([
    ["first", (scope: ScopeId) => ({ nameless: [scope] })] as const,
    ["second", (scope: ScopeId) => ({ namelessAgain: [scope] })] as const,
  ])(
    "not in a list with records that name nobody in the %s reading; who was last seen nowhere may be in any",
    (_, given) => {
      const gaps = (scope: ScopeId, user: RosterUser) => absence(given(scope)).of(user);
      expect(gaps("sub:701", ana)).toEqual({ kind: "records-without-id", scopes: ["sub:701"] });
      expect(gaps("ringex", ana)).toEqual({ kind: "records-without-id", scopes: ["ringex"] });
      expect(gaps("sub:702", ana).kind).toBe("proved");
      expect(gaps("sub:702", seenNowhere)).toEqual({ kind: "records-without-id", scopes: ["sub:702"] });
    },
  );

  test("for nobody while RingEX is unreadable", () => {
    expect(absence({ unreadable: ["ringex"] }).of({ ...ana, scopes: ["sub:701"] }).kind).not.toBe("proved");
  });

  test.each([["not known", seenNowhere] as const, ["none", { ...ana, scopes: [] }] as const])(
    "only by a whole directory when the user's last scopes are %s",
    (_what, user) => {
      expect(absence().of(user).kind).toBe("proved");
      expect(absence({ unreadable: ["sub:702"] }).of(user).kind).not.toBe("proved");
      expect(absence({ unproved: ["sub:702"] }).of(user).kind).not.toBe("proved");
    },
  );

  test("not while a broken record has the user's e-mail or whole name", () => {
    const beside = (record: { firstName: string; lastName: string; email?: string }, user: RosterUser = ana) =>
      absence({ broken: [{ ...record, agentIds: [] }] }).of(user).kind === "proved";
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
    expect(absence({ unproved: ["main"] }).directoryIsComplete).toBe(false);
    expect(absence({ nameless: ["main"] }).directoryIsComplete).toBe(false);
    expect(absence({ namelessAgain: ["main"] }).directoryIsComplete).toBe(false);
  });
});

describe("a user is frozen", () => {
  test("while a part of RingCX where they were last seen is unreadable, not while RingEX is", () => {
    expect(absence({ unreadable: ["sub:701"] }).frozenBy(ana)).toEqual(["sub:701"]);
    expect(absence({ unreadable: ["sub:702", "ringex"] }).frozenBy(ana)).toEqual([]);
    expect(absence({ unreadable: ["sub:701"] }).frozenBy(seenNowhere)).toEqual([]);
  });
});

describe("what is in the way of a proof", () => {
  test.each<[string, Parameters<typeof absence>[0], object]>([
    ["the id is in scope", { present: new Set([sourceId("rc:1")]) }, { kind: "listed" }],
    ["RingEX was not read", { unreadable: ["ringex", "sub:701"] }, { kind: "ringex-not-read" }],
    ["a list was not read", { unreadable: ["sub:701", "main"] }, { kind: "not-read", scopes: ["sub:701"] }],
    ["the second reading names them", { again: [sourceId("rc:1")] }, { kind: "second-reading-lists" }],
    [
      "the second reading could not be read",
      { unproved: ["sub:701"] },
      { kind: "second-reading-not-read", scopes: ["sub:701"] },
    ],
    [
      "the status of their extension is missing or unknown",
      { extensions: new Map([["1", undefined]]) },
      { kind: "extension-not-understood" },
    ],
    [
      "a broken record has their name",
      { broken: [{ firstName: "Ana", lastName: "Sousa", agentIds: [] }] },
      { kind: "perhaps-a-broken-record" },
    ],
  ])("is that %s", (_what, given, verdict) => {
    expect(absence(given).of(ana)).toEqual(verdict);
  });
});

describe("the reason of an absence", () => {
  const reason = (given: Parameters<typeof absence>[0], user: RosterUser = ana) => {
    const verdict = absence(given).of(user);
    return verdict.kind === "proved" ? verdict.reason : verdict.kind;
  };

  test("is why the person is out, where they are listed", () => {
    const outOfScope = new Map([[sourceId("rc:1"), "the RingEX extension is gone"]]);
    expect(reason({ outOfScope })).toBe("the RingEX extension is gone");
  });

  test("names the scopes where the user was last seen, where nobody lists them", () => {
    expect([ana, { ...ana, scopes: [] }, seenNowhere].map((user) => reason({}, user))).toEqual([
      "no longer listed in RingCentral (last seen in ringex, sub:701)",
      "no longer listed in RingCentral (last seen in an unknown scope)",
      "no longer listed in RingCentral (last seen in an unknown scope)",
    ]);
  });

  test("quotes the extension that is still there", () => {
    expect(reason({ extensions: new Map([["1", "Enabled"]]) })).toBe(
      "no longer an agent or administrator in RingCX; the extension is still enabled",
    );
    expect(reason({ extensions: new Map([["1", "Disabled"]]) })).toMatch(/; the extension is Disabled$/);
  });

  test("says of a list that is no longer configured that nobody read it", () => {
    const configured = ["main", "ringex", "sub:702"] as const;
    const extensions = new Map([["1", "Enabled"]] as const);
    expect(reason({ configured, extensions })).toBe("sub-account 701 is no longer configured; it was not read");
    expect(reason({ configured: ["main", "ringex"] }, { ...ana, scopes: ["sub:701", "sub:702"] })).toBe(
      "sub-accounts 701, 702 are no longer configured; they were not read",
    );
    expect(reason({ configured, extensions }, { ...ana, scopes: ["main", "sub:701"] })).toBe(
      "no longer an agent or administrator in RingCX; the extension is still enabled; sub-account 701 is no longer configured; it was not read",
    );
  });
});
