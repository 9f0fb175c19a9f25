import { describe, expect, test } from "vitest";
import type { ScopeId } from "#shared/domain/directory/reading.ts";
import { sourceId, userId } from "#shared/domain/ids.ts";
import type { Change } from "#shared/domain/roster/change.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { deactivations, decided, limited } from "./limited.ts";

/** Active managed users, last seen where it is said. */
function usersOf(changes: readonly Change[], lastSeen: Partial<RosterUser> = {}): RosterUser[] {
  return changes.map(({ userId: id }) => ({
    ...{ userId: id, firstName: "A", lastName: "B", role: "Agent", status: "Active", version: 1 },
    ...{ sourceId: sourceId(id.replace("-", ":")), ...lastSeen },
  }));
}

const lenient = { settings: { maxDeactivationShare: 1 } };
const listed = ({ scopes = [], groups = [] }: { scopes?: ScopeId[]; groups?: string[] }) => ({
  listed: { scopes: new Set(scopes), groups: new Set(groups) },
});
const idsOf = (changes: readonly Change[]) => changes.map(({ userId: id }) => id);

describe("a scope or agent group without any record", () => {
  const three = deactivations(3);
  const scopes: ScopeId[] = ["sub:702", "ringex"];

  test.each([
    ["the scope", { scopes: ["sub:701" as const, "ringex" as const], groups: ["702/40"] }, 3],
    ["the group", { scopes, groups: ["702/41"] }, 3],
    ["neither", { scopes, groups: ["702/40"] }, 0],
  ])("holds 3 leavers whatever the limits say: %s is empty", (_what, lists, held) => {
    const roster = usersOf(three, { scopes, groups: ["702/40"] });
    const result = limited(three, { ...lenient, roster, ...listed(lists) });
    expect([result.held.length, result.apply.length]).toEqual([held, 3 - held]);
    expect(result.reasons.map(({ code }) => code)).toEqual(held > 0 ? ["DEACTIVATIONS_HELD"] : []);
  });

  test("has not been emptied by two who leave", () => {
    const two = deactivations(2);
    const roster = usersOf(three, { scopes: ["sub:702"], groups: ["702/40"] });
    expect(limited(two, { ...lenient, roster, ...listed({}) }).held).toEqual([]);
  });

  test.each([
    ["Inactive already", { status: "Inactive" as const }],
    ["made by hand", { sourceId: undefined }],
  ])("is not counted by users who are %s", (_what, { ...others }) => {
    const lastSeen = { scopes: ["sub:702" as const], groups: ["702/40"] };
    const [first, ...rest] = usersOf(three, lastSeen);
    const roster = [{ ...first, ...others } as RosterUser, ...rest];
    expect(limited(three, { ...lenient, roster, ...listed({}) }).held).toEqual([]);
  });

  test("is none that nobody remembers, and none where a plan is not from a directory", () => {
    expect(limited(three, { ...lenient, roster: usersOf(three), ...listed({}) }).held).toEqual([]);
    expect(limited(three, { ...lenient, ...listed({}) }).held).toEqual([]);
    const roster = usersOf(three, { scopes: ["sub:702"], groups: ["702/40"] });
    expect(limited(three, { ...lenient, roster }).held).toEqual([]);
  });

  test("holds its own leavers only, and is counted apart from another one", () => {
    const six = deactivations(6);
    const roster = [
      ...usersOf(six.slice(0, 3), { scopes: ["sub:702"] }),
      ...usersOf(six.slice(3, 5), { scopes: ["sub:703"] }),
      ...usersOf(six.slice(5), { scopes: ["sub:701"] }),
    ];
    const { held } = limited(six, { ...lenient, roster, ...listed({ scopes: ["sub:701"] }) });
    expect(idsOf(held)).toEqual(["rc-0", "rc-1", "rc-2"]);
  });

  test("is no less emptied for one of three being approved", () => {
    const roster = usersOf(three, { groups: ["702/40"] });
    const past = { decided: [decided("approval", three, { users: ["rc-0"], restOpen: true })] };
    const result = limited(three, { ...lenient, roster, past, ...listed({}) });
    expect([idsOf(result.apply), idsOf(result.held)]).toEqual([["rc-0"], ["rc-1", "rc-2"]]);
  });
});

describe("a lower role", () => {
  const changes = (count: number, [before, after]: readonly [RosterUser["role"], RosterUser["role"]]): Change[] =>
    Array.from({ length: count }, (_, index) => ({
      ...{ kind: "update", userId: userId(`rc-${index}`), version: 1, reason: "role" },
      before: { role: before, lastName: "Sousa", scopes: ["main", "sub:701"] },
      after: { role: after, lastName: "Lima", scopes: ["sub:701"] },
    }));
  const lowered = ["Supervisor", "Agent"] as const;
  const of = (all: readonly Change[], given: Parameters<typeof limited>[1] = {}) =>
    limited(all, {
      ...{ ...lenient, roster: usersOf(all, { scopes: ["main", "sub:701"], groups: ["701/30"] }) },
      ...listed({ scopes: ["sub:701"], groups: ["701/30"] }),
      ...given,
    });

  test("of three in an emptied scope is held, with where they were last seen, else the next run would not know", () => {
    const { apply, held, reasons } = of(changes(3, lowered));
    expect(reasons).toMatchObject([{ code: "ROLE_CHANGES_HELD", details: { held: 3, role: 3 } }]);
    expect(held).toHaveLength(3);
    expect(held[0]).toMatchObject({ before: { role: "Supervisor" }, after: { role: "Agent", scopes: ["sub:701"] } });
    expect(apply.map(({ before, after }) => [before, after])).toEqual(
      Array(3).fill([{ lastName: "Sousa" }, { lastName: "Lima" }]),
    );
  });

  test("counts like a deactivation: one of the one and two of the other are three", () => {
    const both = [...changes(2, lowered), ...deactivations(1, "leaver")];
    expect(idsOf(of(both).held)).toEqual(["leaver-0", "rc-0", "rc-1"]);
  });

  test("of two is not held, nor is a higher one, nor one for the sake of an agent group alone", () => {
    expect(of(changes(2, lowered)).held).toEqual([]);
    expect(of(changes(3, ["Agent", "Supervisor"])).held).toEqual([]);
    expect(of(changes(3, lowered), listed({ scopes: ["main", "sub:701"] })).held).toEqual([]);
  });
});

describe("a scope that is no longer configured", () => {
  const nothing = new Map<ScopeId, never>();
  const configured = (...ids: ScopeId[]) => ({
    scopes: { configured: new Set(ids), unreadable: nothing, nameless: nothing },
    ...listed({ scopes: ids }),
  });

  test("holds even one leaver, unless only RingEX is no longer read", () => {
    const one = deactivations(1);
    const roster = usersOf(one, { scopes: ["sub:702", "ringex"] });
    expect(limited(one, { ...lenient, roster, ...configured("main", "sub:701", "ringex") }).held).toMatchObject([
      { userId: "rc-0", risk: "deactivate" },
    ]);
    expect(limited(one, { ...lenient, roster, ...configured("main", "sub:702") }).held).toEqual([]);
  });

  test("is not RingEX where it is no longer read, however many were last seen there", () => {
    const many = deactivations(9);
    const roster = usersOf(many, { scopes: ["sub:702", "ringex"] });
    expect(limited(many, { ...lenient, roster, ...configured("main", "sub:702") }).held).toEqual([]);
    expect(limited(many, { ...lenient, roster, ...configured("main", "sub:702", "ringex") }).held).toEqual([]);
  });

  test("holds even one lower role", () => {
    const one: Change = {
      ...{ kind: "update", userId: userId("rc-0"), version: 1, reason: "role" },
      ...{ before: { role: "Supervisor" }, after: { role: "Agent" } },
    };
    const roster = usersOf([one], { scopes: ["sub:701", "sub:702"] });
    expect(limited([one], { ...lenient, roster, ...configured("main", "sub:701") })).toMatchObject({
      ...{ apply: [], held: [{ userId: "rc-0" }] },
    });
  });
});
