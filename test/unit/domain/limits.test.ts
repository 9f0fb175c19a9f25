import { describe, expect, test } from "vitest";
import type { ScopeId } from "#shared/domain/directory/reading.ts";
import { sourceId, userId } from "#shared/domain/ids.ts";
import { signature } from "#shared/domain/plan/limits.ts";
import type { Change } from "#shared/domain/roster/change.ts";
import { approvalOf, deactivations, limited, promotions } from "./limited.ts";

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
    [100_000, 500],
  ])("of %i active users %i leave in one run; one more, and all are held", (activeManaged, most) => {
    const applied = limited(deactivations(most), { activeManaged });
    expect([applied.held.length, applied.apply.length, applied.reasons]).toEqual([0, most, []]);
    const held = limited(deactivations(most + 1), { activeManaged });
    expect([held.held.length, held.apply.length]).toEqual([most + 1, 0]);
    expect(held.reasons.map(({ code }) => code)).toEqual(["DEACTIVATIONS_HELD"]);
  });

  test("hold two who leave where the sync manages nobody", () => {
    expect(limited(deactivations(2), { activeManaged: 0 }).held).toHaveLength(2);
    expect(limited([], { activeManaged: 0 })).toMatchObject({ held: [], reasons: [] });
  });

  test("have a floor of deactivationFloor, at most a fifth of the base, and at least 1", () => {
    const heldOf = (count: number, { of, floor }: { of: number; floor: number }) =>
      limited(deactivations(count), {
        ...{ activeManaged: of, settings: { deactivationFloor: floor, maxDeactivations: 0 } },
      }).held.length;
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
  ])("%i of %i are not above a share of %d, whatever binary fractions say", (count, activeManaged, share) => {
    const settings = { deactivationFloor: 0, maxDeactivationShare: share };
    expect(limited(deactivations(count), { activeManaged, settings }).held).toEqual([]);
    expect(limited(deactivations(count + 1), { activeManaged, settings }).held).toHaveLength(count + 1);
  });

  test("hold everything above the floor with a share of 0, and nothing with a share of 1", () => {
    const all = deactivations(10);
    expect(limited(all, { activeManaged: 10, settings: { maxDeactivationShare: 0 } }).held).toHaveLength(10);
    expect(limited(all, { activeManaged: 10, settings: { maxDeactivationShare: 1 } }).held).toEqual([]);
  });

  test("take the share of role changes of the people in scope, not of the active users", () => {
    expect(limited(promotions(6), { people: 30, activeManaged: 6 }).held).toEqual([]);
    const held = limited(promotions(6), { people: 29, activeManaged: 1000 });
    expect(held.held).toHaveLength(6);
    expect(held.reasons).toMatchObject([{ code: "ROLE_CHANGES_HELD", details: { held: 6, planned: 6, of: 29 } }]);
  });

  test("say of how many they hold how many", () => {
    const both = limited([...promotions(7), ...deactivations(6, "leaver")], { people: 20, activeManaged: 10 });
    expect(both.reasons).toEqual([
      {
        code: "DEACTIVATIONS_HELD",
        message: "6 of 6 planned deactivations (of 10 active managed users) wait for an approval of this run",
        details: { held: 6, planned: 6, of: 10 },
      },
      {
        code: "ROLE_CHANGES_HELD",
        message: "7 of 7 planned role changes (of 20 people) wait for an approval of this run",
        details: { held: 7, planned: 7, of: 20 },
      },
    ]);
  });

  test("count deactivations and role changes apart", () => {
    const both = [...promotions(5), ...deactivations(5, "leaver")];
    expect(limited(both, { people: 25, activeManaged: 25 }).held).toEqual([]);
  });
});

describe("role changes", () => {
  const change = (kind: Change["kind"], after: Change["after"], id = "rc-1"): Change => ({
    ...{ kind, userId: userId(id), reason: "because" },
    ...{ before: kind === "create" ? {} : { role: "Agent", lastName: "Sousa" }, after },
  });
  /** Twice, which is above the least floor. */
  const twice = (kind: Change["kind"], after: Change["after"]) => [change(kind, after), change(kind, after, "rc-2")];
  const strict = { settings: { deactivationFloor: 0, maxDeactivationShare: 0 } };

  test("are new Administrators, not other new users, and not what makes somebody Active again", () => {
    expect(limited(twice("create", { role: "Administrator" }), strict)).toMatchObject({
      apply: [],
      held: [{ kind: "create" }, { kind: "create" }],
    });
    expect(limited(twice("create", { role: "Supervisor" }), strict).held).toEqual([]);
    expect(limited(twice("reactivate", { role: "Supervisor", status: "Active" }), strict).held).toEqual([]);
  });

  test("are split off, so that the rest of the change is applied; nothing is left of a role change alone", () => {
    const { apply, held } = limited(twice("link", { role: "Supervisor", lastName: "Lindqvist" }), strict);
    expect(apply[0]).toEqual({
      ...{ kind: "link", userId: "rc-1", reason: "because (role held)" },
      ...{ before: { lastName: "Sousa" }, after: { lastName: "Lindqvist" } },
    });
    expect(held[0]).toMatchObject({ kind: "link", before: { role: "Agent" }, after: { role: "Supervisor" } });
    expect([apply, held].map((changes) => changes.map(({ after }) => Object.keys(after)))).toEqual([
      [["lastName"], ["lastName"]],
      [["role"], ["role"]],
    ]);
    expect(limited(twice("update", { role: "Supervisor" }), strict).apply).toEqual([]);
  });

  test("are no changes of names, however many", () => {
    expect(limited(twice("update", { lastName: "Lima" }), strict).held).toEqual([]);
  });

  test("give the link itself even when nothing else changes", () => {
    const links = twice("link", { role: "Supervisor", sourceId: sourceId("rc:1") });
    expect(limited(links, strict).apply[0]).toMatchObject({ kind: "link", after: { sourceId: "rc:1" } });
  });
});

describe("an approval", () => {
  const leavers = deactivations(8);
  const strict = { activeManaged: 10, settings: { deactivationFloor: 2 } };

  test("lets its users through and is named as used; the limits apply to the rest", () => {
    const six = leavers.slice(0, 6);
    const approved = [
      approvalOf(
        six.map(({ userId: id }) => id),
        six,
      ),
    ];
    const result = limited(leavers, { ...strict, approved });
    expect([result.apply.length, result.held.length, result.approvalsUsed]).toEqual([8, 0, ["01JA"]]);
    const nine = limited([...leavers, ...deactivations(1, "x")], { ...strict, approved });
    expect([nine.apply.length, nine.held.length]).toEqual([6, 3]);
  });

  test("covers nobody outside the held list of its run, and is not used by a run that plans something else", () => {
    const approved = [approvalOf(["rc-0", "rc-1", "rc-2"], leavers.slice(0, 1))];
    expect(limited(leavers.slice(0, 3), { ...strict, approved }).held).toEqual([]);
    expect(limited(leavers, { ...strict, approved }).held).toHaveLength(7);
    expect(limited(leavers.slice(3), { ...strict, approved }).approvalsUsed).toEqual([]);
  });

  test("binds to the user and to the very status or role", () => {
    const base = { userId: userId("rc-1") };
    const signatures = [{ status: "Inactive" }, { role: "Agent" }, { role: "Administrator" }] as const;
    // Word for word: the digest of these texts is what tells a new held list from one that was alerted.
    expect(signatures.map((after) => signature({ ...base, after }))).toEqual([
      ...["rc-1 status=Inactive", "rc-1 role=Agent", "rc-1 role=Administrator"],
    ]);
    expect(signature({ ...base, after: { role: "Administrator" } })).not.toBe(
      signature({ userId: userId("rc-2"), after: { role: "Administrator" } }),
    );
  });
});

describe("an empty directory", () => {
  const scopes = { configured: new Set<ScopeId>(["main"]), unreadable: new Map(), nameless: new Map() };
  const empty = { people: 0, activeManaged: 3, scopes };

  test("applies nothing at all and holds the whole list, below every limit", () => {
    expect(limited(deactivations(3), empty)).toMatchObject({
      ...{ apply: [], sourceEmpty: true, approvalsUsed: [] },
      reasons: [
        {
          code: "SOURCE_EMPTY",
          message:
            "the directory was read completely and lists nobody, while the sync manages 3 active users: nothing was applied",
          details: { activeManaged: 3 },
        },
      ],
    });
    expect(limited(deactivations(3), empty).held).toHaveLength(3);
  });

  test("is none where a plan is not from a directory", () => {
    expect(limited(deactivations(1), { people: 0, activeManaged: 3 }).apply).toHaveLength(1);
  });

  test("is believed for approved users only", () => {
    const list = deactivations(3);
    const result = limited(list, { ...empty, approved: [approvalOf(["rc-0", "rc-1"], list)] });
    expect([result.sourceEmpty, result.apply.length, result.held.length]).toEqual([false, 2, 1]);
  });

  test("takes nothing away where nobody's absence is proved", () => {
    const renames = promotions(1).map((change) => ({ ...change, before: {}, after: { lastName: "Lima" } }));
    expect(limited(renames, empty)).toMatchObject({ apply: renames, reasons: [], sourceEmpty: false });
  });

  test("is one only if everything was read and the sync manages somebody; then the usual limits decide", () => {
    const unreadable = new Map([["main" as const, { scope: "main" as const, cause: "503" }]]);
    const list = deactivations(1);
    const incomplete = limited(list, { ...empty, scopes: { ...scopes, unreadable } });
    const nameless = limited(list, { ...empty, scopes: { ...scopes, nameless: unreadable } });
    const unmanaged = limited(list, { ...empty, activeManaged: 0 });
    expect([incomplete.sourceEmpty, incomplete.apply.length]).toEqual([false, 1]);
    expect([nameless.sourceEmpty, nameless.apply.length]).toEqual([false, 1]);
    expect([unmanaged.sourceEmpty, unmanaged.apply.length]).toEqual([false, 1]);
  });
});

test("what is left of an update whose role is held is upkeep where it is nothing but groups or seen", () => {
  const seen = { firstName: "A", lastName: "B" };
  const update = (id: string, rest: Change["after"]): Change => ({
    ...{ kind: "update", userId: userId(id), version: 1, reason: "role" },
    ...{ before: { role: "Agent" }, after: { ...rest, role: "Supervisor", seen } },
  });
  const changes = [update("rc-0", { groups: ["701/31"] }), update("rc-1", { lastName: "C" })];
  const { apply, upkeep, held } = limited(changes, { people: 5, settings: { maxDeactivationShare: 0.1 } });
  expect(held.map(({ after }) => after)).toEqual([{ role: "Supervisor" }, { role: "Supervisor" }]);
  expect(upkeep).toMatchObject([{ userId: "rc-0", after: { groups: ["701/31"], seen } }]);
  expect(apply).toMatchObject([{ userId: "rc-1", after: { lastName: "C", seen } }]);
});
