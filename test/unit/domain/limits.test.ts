import { describe, expect, test } from "vitest";
import type { ScopeId } from "#shared/domain/directory/reading.ts";
import { sourceId, userId } from "#shared/domain/ids.ts";
import type { Change } from "#shared/domain/roster/change.ts";
import type { RiskyKind } from "#shared/domain/roster/risky-kinds.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { creates, deactivations, limited, managedUsers, now, promotions, updates } from "./limited.ts";

type Limited = ReturnType<typeof limited>;
const risksOf = ({ held }: Limited) => held.map(({ risk }) => risk);
const codesOf = ({ reasons }: Limited) => reasons.map(({ code }) => code);

describe("the limits with their defaults", () => {
  test.each([
    [1, 1],
    [3, 1],
    [9, 1],
    [10, 2],
    [24, 4],
    [25, 5],
    [29, 5],
    [30, 6],
    [100, 20],
    [300, 60],
    [5000, 500],
    [20_000, 500],
  ])("of %i active users %i leave in one run; one more, and all are held", (of, most) => {
    const applied = limited(deactivations(most), { of });
    expect([applied.held.length, applied.apply.length, applied.reasons]).toEqual([0, most, []]);
    const held = limited(deactivations(most + 1), { of });
    expect([held.held.length, held.apply.length]).toEqual([most + 1, 0]);
    expect(codesOf(held)).toEqual(["DEACTIVATIONS_HELD"]);
  });

  const names = [{ lastName: "B" }, { lastName: "C" }] as const;
  const moved = [{ activityId: "12" }, { activityId: "13" }] as const;
  const admins = managedUsers(10, { role: "Administrator" }, "admin");
  const inactive = managedUsers(40, { status: "Inactive" });
  const back = [{ status: "Inactive" }, { status: "Active" }] as const;
  test.each<[string, RiskyKind, number, (count: number) => Limited]>([
    ["names of 100 active users", "profile", 20, (count) => limited(updates(count, names), { of: 100 })],
    ["activities of 100 active users", "move", 20, (count) => limited(updates(count, moved), { of: 100 })],
    ["roles of 100 people", "role", 20, (count) => limited(promotions(count), { people: 100, of: 3 })],
    ["new users of 40 managed ones", "create", 50, (count) => limited(creates(count), { of: 40 })],
    ["new users of 200 managed ones", "create", 100, (count) => limited(creates(count), { of: 200 })],
    [
      "reactivations of 100 managed users, of whom 60 are active",
      "reactivate",
      20,
      (count) =>
        limited(
          updates(count, back).map((change) => ({ ...change, kind: "reactivate" })),
          { of: 100, roster: inactive },
        ),
    ],
    [
      "Administrator roles of 10 holders",
      "lose-administrator",
      2,
      (count) =>
        limited(
          updates(count, [{ role: "Administrator" }, { role: "Agent" }]).map((change, index) => ({
            ...change,
            userId: userId(`admin-${index}`),
          })),
          { roster: admins },
        ),
    ],
    [
      "new Administrators beside 10",
      "gain-administrator",
      2,
      (count) => limited(creates(count, { role: "Administrator" }), { roster: admins, people: 50 }),
    ],
    [
      "new Administrators among 200 people",
      "gain-administrator",
      4,
      (count) => limited(creates(count, { role: "Administrator" }), { roster: admins, people: 200 }),
    ],
  ])("%s: %s passes up to %i", (_what, kind, most, of) => {
    expect(of(most).held).toEqual([]);
    expect(of(most).apply).toHaveLength(most);
    expect(risksOf(of(most + 1))).toEqual(Array.from({ length: most + 1 }, () => kind));
    expect(of(most + 1).apply).toEqual([]);
  });

  test("hold two who leave where the sync manages nobody", () => {
    expect(limited(deactivations(2), { of: 0 }).held).toHaveLength(2);
    expect(limited([], { of: 0 })).toMatchObject({ held: [], reasons: [] });
  });

  test("have a floor of deactivationFloor, at most a fifth of the base, and at least 1", () => {
    const heldOf = (count: number, { of, floor }: { of: number; floor: number }) =>
      limited(deactivations(count), { of, settings: { deactivationFloor: floor, maxDeactivationShare: 0 } }).held
        .length;
    expect([heldOf(3, { of: 1000, floor: 3 }), heldOf(4, { of: 1000, floor: 3 })]).toEqual([0, 4]);
    expect([heldOf(2, { of: 14, floor: 3 }), heldOf(3, { of: 14, floor: 3 })]).toEqual([0, 3]);
    expect([heldOf(1, { of: 1000, floor: 0 }), heldOf(2, { of: 1000, floor: 0 })]).toEqual([0, 2]);
    expect([heldOf(1, { of: 0, floor: 3 }), heldOf(2, { of: 0, floor: 3 })]).toEqual([0, 2]);
  });

  test.each([
    [29, 100, 0.29],
    [7, 100, 0.07],
    [57, 100, 0.57],
    [115, 1000, 0.115],
    [3, 10, 0.3],
  ])("%i of %i are not above a share of %d, whatever binary fractions say", (count, of, maxDeactivationShare) => {
    const settings = { deactivationFloor: 0, maxDeactivationShare };
    expect(limited(deactivations(count), { of, settings }).held).toEqual([]);
    expect(limited(deactivations(count + 1), { of, settings }).held).toHaveLength(count + 1);
  });

  test("count each kind apart and name each with its limit", () => {
    const both = [...promotions(5), ...deactivations(5, "leaver")];
    expect(limited(both, { people: 25, of: 25 }).held).toEqual([]);
    const held = limited([...promotions(7), ...deactivations(6, "leaver")], { people: 20, of: 10 });
    expect(held.reasons).toEqual([
      {
        code: "DEACTIVATIONS_HELD",
        message: "6 deactivations wait for an approval: more than 2 in one run (of 10 active managed users)",
        details: { held: 6, deactivate: 6 },
      },
      {
        code: "ROLE_CHANGES_HELD",
        message: "7 other role changes wait for an approval: more than 4 in one run (of 20 people in scope)",
        details: { held: 7, role: 7 },
      },
    ]);
    expect(held.held[0]?.reason).toBe("gone; held: more than 2 in one run (of 10 active managed users)");
  });
});

describe("over seven days", () => {
  test("twice the limit of one run passes, with what was applied before; then all wait", () => {
    const week = (count: number, before: number) =>
      limited(deactivations(count), { of: 100, past: { recent: { deactivate: before } } });
    expect([week(20, 20).apply.length, week(5, 35).apply.length]).toEqual([20, 5]);
    const held = week(6, 35);
    expect([held.held.length, held.apply.length]).toEqual([6, 0]);
    expect(held.reasons[0]?.message).toBe(
      "6 deactivations wait for an approval: with the 35 of the last seven days more than 40 (of 100 active managed users)",
    );
  });

  test("of one kind do not touch another", () => {
    expect(limited(deactivations(5), { of: 100, past: { recent: { profile: 100 } } }).held).toEqual([]);
  });

  test("count what is applied, but not what is exempt", () => {
    const decided = deactivations(1, "decided").map((change): Change => ({ ...change, decided: true }));
    const all = [...deactivations(2), ...decided, ...creates(3)];
    const { counted } = limited(all, { past: { isSettlingIn: true } });
    expect([...counted]).toEqual([
      ["rc-0", ["deactivate"]],
      ["rc-1", ["deactivate"]],
    ]);
  });
});

describe("a part of an update", () => {
  const twice = (kind: Change["kind"], after: Change["after"], before: Change["before"] = {}) =>
    updates(2, [{ role: "Agent", ...before }, after]).map((change): Change => ({ ...change, kind }));
  const strict = { settings: { deactivationFloor: 0, maxDeactivationShare: 0 } };

  test("waits alone, and the rest of the change and of the link is applied", () => {
    const after = { role: "Supervisor", agentIds: ["701/52"] } as const;
    const { apply, held } = limited(twice("update", after), strict);
    expect(apply[0]).toMatchObject({ kind: "update", after: { agentIds: ["701/52"] } });
    expect(Object.keys(apply[0]?.after ?? {})).toEqual(["agentIds"]);
    expect(apply[0]?.reason).toBe("follows RingCentral (kept back: other role change)");
    expect(held.map(({ risk, after: value }) => [risk, value])).toEqual([
      ["role", { role: "Supervisor" }],
      ["role", { role: "Supervisor" }],
    ]);
  });

  test("is held for each of its kinds, in the order of the table", () => {
    const seen = { firstName: "A", lastName: "C" };
    const after = { role: "Administrator", lastName: "C", activityId: "13", seen } as const;
    const { apply, upkeep, held } = limited(twice("update", after), strict);
    expect([apply, upkeep]).toEqual([[], []]);
    expect(held.map(({ risk, after: value }) => [risk, Object.keys(value)])).toEqual([
      ...[
        ["gain-administrator", ["role"]],
        ["gain-administrator", ["role"]],
      ],
      ...[
        ["profile", ["lastName", "seen"]],
        ["profile", ["lastName", "seen"]],
      ],
      ...[
        ["move", ["activityId"]],
        ["move", ["activityId"]],
      ],
    ]);
  });

  test("that makes somebody Active again leaves an update", () => {
    const roster = managedUsers(2, { status: "Inactive" });
    const changes = twice("reactivate", { status: "Active", agentIds: ["701/52"] }, { status: "Inactive" });
    const { apply, held } = limited(changes, { ...strict, roster });
    expect(apply.map(({ kind, after }) => [kind, Object.keys(after)])).toEqual([
      ["update", ["agentIds"]],
      ["update", ["agentIds"]],
    ]);
    expect(held.map(({ kind, risk }) => [kind, risk])).toEqual([
      ["reactivate", "reactivate"],
      ["reactivate", "reactivate"],
    ]);
  });

  test("leaves upkeep where the rest is nothing but groups or seen", () => {
    const seen = { firstName: "A", lastName: "B" };
    const changes = [
      ...updates(1, [{ role: "Agent" }, { role: "Supervisor", groups: ["701/31"], seen }]),
      ...updates(2, [{ role: "Agent" }, { role: "Supervisor", agentIds: ["701/52"], seen }]).slice(1),
    ];
    const { apply, upkeep, held } = limited(changes, { people: 5, settings: { maxDeactivationShare: 0.1 } });
    expect(held.map(({ after }) => after)).toEqual([{ role: "Supervisor" }, { role: "Supervisor" }]);
    expect(upkeep).toMatchObject([{ userId: "rc-0", after: { groups: ["701/31"], seen } }]);
    expect(apply).toMatchObject([{ userId: "rc-1", after: { agentIds: ["701/52"], seen } }]);
  });
});

describe("creates and links", () => {
  test("wait whole, as the first of their kinds that has too many", () => {
    const administrators = creates(60, { role: "Administrator" });
    expect(limited(administrators, { of: 10 })).toMatchObject({ apply: [] });
    expect(new Set(risksOf(limited(administrators, { of: 10 })))).toEqual(new Set(["gain-administrator"]));
    const links = updates(30, [{}, { sourceId: sourceId("rc:1"), lastName: "C" }]).map(
      (change): Change => ({ ...change, kind: "link" }),
    );
    const byHand = managedUsers(30).map(({ sourceId: _, ...user }) => user);
    const { apply, held } = limited(links, { of: 100, roster: byHand });
    expect([apply.length, held.length]).toEqual([0, 30]);
    expect(held[0]).toMatchObject({ kind: "link", risk: "profile", after: { sourceId: "rc:1", lastName: "C" } });
  });

  test("of a hand-made user above Agent always wait; of an Agent, and of who was linked before, they do not", () => {
    const roster = managedUsers(1, { role: "Scheduler" }).map(({ sourceId: _, ...user }) => user);
    const others = (what: Partial<RosterUser>) => roster.map((user) => ({ ...user, ...what }));
    const link = updates(1, [{}, { sourceId: sourceId("rc:1") }]).map(
      (change): Change => ({ ...change, kind: "link" }),
    );
    const held = limited(link, { roster });
    expect(risksOf(held)).toEqual(["link"]);
    expect(codesOf(held)).toEqual(["LINKS_HELD"]);
    expect(limited(link, { roster: others({ role: "Agent" }) }).held).toEqual([]);
    expect(limited(link, { roster: others({ formerSourceId: sourceId("rc:7") }) }).held).toEqual([]);
  });

  test("are what the users that a run links count for: a first run that adopts a whole roster may follow its names", () => {
    const byHand = managedUsers(40).map(({ sourceId: _, ...user }) => user);
    const links = updates(40, [{ lastName: "B" }, { lastName: "C", sourceId: sourceId("rc:1") }]).map(
      (change, index): Change => ({ ...change, kind: "link", after: { ...(index < 8 ? { lastName: "C" } : {}) } }),
    );
    expect(limited(links, { of: 40, roster: byHand }).held).toEqual([]);
  });

  test("of new users are expected while a tenant settles in, with their role, and of a sub-account read for the first time", () => {
    const many = creates(300, { role: "Administrator" });
    expect(limited(many, { of: 3, past: { isSettlingIn: true } }).held).toEqual([]);
    const newScopes = (scope: ScopeId) => scope === "sub:702";
    expect(limited(creates(300), { of: 3, past: { newScopes } }).held).toHaveLength(300);
    expect(limited(creates(300, { scopes: ["sub:702"] }), { of: 3, past: { newScopes } }).held).toEqual([]);
  });
});

describe("a reactivation", () => {
  const daysAgo = (days: number) => new Date(now.getTime() - days * 24 * 3_600_000).toISOString();
  const back = (deactivatedAt: string) => {
    const roster = managedUsers(60, { status: "Inactive", deactivatedAt });
    const changes = updates(60, [{ status: "Inactive" }, { status: "Active" }]);
    return limited(
      changes.map((change): Change => ({ ...change, kind: "reactivate" })),
      { roster, of: 100 },
    );
  };

  test("within 14 days of the deactivation is its repair, which is not held", () => {
    expect(back(daysAgo(13)).held).toEqual([]);
    expect(back(daysAgo(14)).held).toHaveLength(60);
    expect(back("last summer").held).toHaveLength(60);
  });
});

describe("the last Administrator", () => {
  const roster = managedUsers(1, { role: "Administrator" });
  const demotion = updates(1, [{ role: "Administrator" }, { role: "Agent" }]);

  test.each([
    ["leave", deactivations(1), "deactivate"],
    ["lose the role", demotion, "lose-administrator"],
  ] as const)("does not %s without an approval", (_what, changes, risk) => {
    const held = limited([...changes, ...deactivations(1, "other")], { roster });
    expect(held.held).toMatchObject([{ userId: "rc-0", risk }]);
    expect(held.apply).toMatchObject([{ userId: "other-0" }]);
    expect(held.held[0]?.reason).toMatch(/nobody whom the sync manages would be Administrator any more$/);
  });

  test("may, once somebody else is or becomes one in the same run", () => {
    const successor = updates(1, [{ role: "Agent" }, { role: "Administrator" }]).map(
      (change): Change => ({ ...change, userId: userId("other-0") }),
    );
    expect(limited([...demotion, ...successor], { roster, people: 10 }).held).toEqual([]);
    expect(limited([...demotion, ...creates(1, { role: "Administrator" })], { roster, people: 10 }).held).toEqual([]);
    const another = managedUsers(1, { role: "Administrator" }, "second");
    expect(limited(demotion, { roster: [...roster, ...another] }).held).toEqual([]);
  });

  test("is nobody who was Inactive: they come back with the lower role", () => {
    const back = managedUsers(1, { role: "Administrator", status: "Inactive" }, "back");
    const change: Change = {
      ...{ kind: "reactivate", userId: userId("back-0"), version: 1, reason: "back in scope" },
      ...{ before: { role: "Administrator", status: "Inactive" }, after: { role: "Agent", status: "Active" } },
    };
    const { apply, held } = limited([...deactivations(1), change], { roster: [...roster, ...back] });
    expect([apply, held]).toMatchObject([[{ userId: "back-0" }], [{ userId: "rc-0" }]]);
  });

  test("is not replaced by a successor who waits", () => {
    const held = limited([...demotion, ...creates(2, { role: "Administrator" })], { roster, people: 10 });
    expect(risksOf(held)).toEqual(["lose-administrator", "gain-administrator", "gain-administrator"]);
  });

  test("is not missed where there was none", () => {
    const inactive = managedUsers(1, { role: "Administrator", status: "Inactive" });
    expect(limited(deactivations(1, "other"), { roster: inactive }).held).toEqual([]);
  });
});

test("an undo is limited only where it deactivates or gives Administrator", () => {
  const back = updates(40, [
    { lastName: "C", role: "Agent" },
    { lastName: "B", role: "Supervisor" },
  ]);
  expect(limited([...back, ...creates(90)], { of: 40, people: 40, isUndo: true }).held).toEqual([]);
  const risky = [...updates(30, [{ role: "Agent" }, { role: "Administrator" }]), ...deactivations(30, "leaver")];
  const held = limited(risky, { of: 40, people: 40, isUndo: true });
  expect(new Set(risksOf(held))).toEqual(new Set(["deactivate", "gain-administrator"]));
  expect(held.apply).toEqual([]);
});

test("what a decision asks for is approved by it, but for a new Administrator", () => {
  const decided = (changes: readonly Change[]) => changes.map((change): Change => ({ ...change, decided: true }));
  expect(limited(decided([...deactivations(9), ...promotions(9)]), { of: 9, people: 9 }).held).toEqual([]);
  const held = limited(decided(creates(3, { role: "Administrator" })), { of: 9, people: 9 });
  expect(risksOf(held)).toEqual(["gain-administrator", "gain-administrator", "gain-administrator"]);
});

describe("an empty directory", () => {
  const scopes = { configured: new Set<ScopeId>(["main"]), unreadable: new Map(), nameless: new Map() };
  const empty = { people: 0, of: 3, scopes };

  test("applies nothing at all and holds the whole list, below every limit", () => {
    expect(limited(deactivations(1), empty)).toMatchObject({
      ...{ apply: [], sourceEmpty: true, approvalsUsed: [], held: [{ risk: "deactivate" }] },
      reasons: [
        {
          code: "SOURCE_EMPTY",
          message:
            "the directory was read completely and lists nobody, while the sync manages 3 active users: nothing was applied",
          details: { activeManaged: 3 },
        },
      ],
    });
  });

  test("is none where a plan is not from a directory", () => {
    expect(limited(deactivations(1), { people: 0, of: 3 }).apply).toHaveLength(1);
  });

  test("takes nothing away where nobody's absence is proved", () => {
    const renames = updates(1, [{}, { lastName: "Lima" }]);
    expect(limited(renames, empty)).toMatchObject({ apply: renames, reasons: [], sourceEmpty: false });
  });

  test("is one only if everything was read and the sync manages somebody; then the usual limits decide", () => {
    const unreadable = new Map([["main" as const, { scope: "main" as const, cause: "503" }]]);
    const list = deactivations(1);
    for (const given of [
      { ...empty, scopes: { ...scopes, unreadable } },
      { ...empty, scopes: { ...scopes, nameless: unreadable } },
      { ...empty, of: 0 },
    ])
      expect(limited(list, given)).toMatchObject({ sourceEmpty: false, apply: list });
  });
});
