import { describe, expect, test } from "vitest";
import type { ScopeId } from "#shared/domain/directory/reading.ts";
import { runId, sourceId, userId } from "#shared/domain/ids.ts";
import { type ApprovedList, applyLimits, type LimitsInput, signature } from "#shared/domain/plan/limits.ts";
import type { Change } from "#shared/domain/roster/change.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { exampleSettings } from "#test/fixtures/settings.ts";

function deactivations(count: number, prefix = "rc"): Change[] {
  return Array.from({ length: count }, (_, index) => ({
    ...{ kind: "deactivate", userId: userId(`${prefix}-${index}`), version: 1, reason: "gone" },
    ...{ before: { status: "Active" }, after: { status: "Inactive" } },
  }));
}

function promotions(count: number): Change[] {
  return Array.from({ length: count }, (_, index) => ({
    ...{ kind: "update", userId: userId(`rc-${index}`), version: 1, reason: "role" },
    ...{ before: { role: "Agent" }, after: { role: "Supervisor" } },
  }));
}

function limited(
  changes: readonly Change[],
  {
    activeManaged = 1000,
    people = 1000,
    settings = {},
    approved = [],
    ...rest
  }: Partial<LimitsInput["plan"]> & {
    settings?: Partial<Settings>;
    approved?: readonly ApprovedList[];
    roster?: readonly RosterUser[];
  } = {},
) {
  const { roster = [], ...plan } = rest;
  return applyLimits({
    plan: { ...plan, changes, activeManaged, people },
    ...{ roster, approved, settings: { ...exampleSettings, ...settings } },
  });
}

function approvalOf(
  users: readonly string[],
  held: readonly Pick<Change, "userId" | "kind" | "after">[],
  id = "01JA",
): ApprovedList {
  const userIds = users.map(userId);
  const at = "2026-11-02T02:00:00.000Z";
  return { approval: { runId: runId(id), userIds, approvedBy: "lead", approvedAt: at, validUntil: at }, held };
}

describe("the limits with their defaults", () => {
  test.each([
    ["5 of 6 are the floor", 5, 6, 0],
    ["6 of 30 are 20 %", 6, 30, 0],
    ["6 of 29 are more than 20 %", 6, 29, 6],
    ["500 of 100,000", 500, 100_000, 0],
    ["501 of 100,000", 501, 100_000, 501],
    ["6 of nobody", 6, 0, 6],
    ["nobody", 0, 0, 0],
  ])("%s: of %i deactivations among %i users %i are held", (_what, count, activeManaged, held) => {
    const result = limited(deactivations(count), { activeManaged });
    expect([result.held.length, result.apply.length]).toEqual([held, count - held]);
    expect(result.reasons.map(({ code }) => code)).toEqual(held > 0 ? ["DEACTIVATIONS_HELD"] : []);
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
    expect(limited(both, { people: 5, activeManaged: 5 }).held).toEqual([]);
  });
});

describe("role changes", () => {
  const change = (kind: Change["kind"], after: Change["after"]): Change => ({
    ...{ kind, userId: userId("rc-1"), reason: "because" },
    ...{ before: kind === "create" ? {} : { role: "Agent", lastName: "Sousa" }, after },
  });
  const strict = { settings: { deactivationFloor: 0, maxDeactivationShare: 0 } };

  test("are new Administrators, not other new users, and not what makes somebody Active again", () => {
    expect(limited([change("create", { role: "Administrator" })], strict)).toMatchObject({
      apply: [],
      held: [{ kind: "create" }],
    });
    expect(limited([change("create", { role: "Supervisor" })], strict).held).toEqual([]);
    expect(limited([change("reactivate", { role: "Supervisor", status: "Active" })], strict).held).toEqual([]);
  });

  test("are split off, so that the rest of the change is applied; nothing is left of a role change alone", () => {
    const { apply, held } = limited([change("link", { role: "Supervisor", lastName: "Lindqvist" })], strict);
    expect(apply).toEqual([
      {
        ...{ kind: "link", userId: "rc-1", reason: "because (role held)" },
        ...{ before: { lastName: "Sousa" }, after: { lastName: "Lindqvist" } },
      },
    ]);
    expect(held).toMatchObject([{ kind: "link", before: { role: "Agent" }, after: { role: "Supervisor" } }]);
    expect([apply[0]?.after, held[0]?.after].map((after) => Object.keys(after ?? {}))).toEqual([
      ["lastName"],
      ["role"],
    ]);
    expect(limited([change("update", { role: "Supervisor" })], strict).apply).toEqual([]);
  });

  test("are no changes of names, however many", () => {
    expect(limited([change("update", { lastName: "Lima" })], strict).held).toEqual([]);
  });

  test("give the link itself even when nothing else changes", () => {
    const link = { ...change("link", { role: "Supervisor", sourceId: sourceId("rc:1") }) };
    expect(limited([link], strict).apply).toMatchObject([{ kind: "link", after: { sourceId: "rc:1" } }]);
  });
});

describe("a scope that lists nobody any more", () => {
  const leavers = deactivations(6);
  const seenIn = (...scopes: ScopeId[]): RosterUser[] =>
    leavers.map(({ userId: id }) => ({
      ...{ userId: id, firstName: "A", lastName: "B", role: "Agent", status: "Active", version: 1, scopes },
    }));
  const lenient = { settings: { maxDeactivationShare: 1 } };
  const populated = (...scopes: ScopeId[]) => ({ populatedScopes: new Set(scopes) });

  test("holds its leavers above the floor, far below the other limits", () => {
    const roster = seenIn("sub:702", "ringex");
    expect(limited(leavers, { ...lenient, roster, ...populated("sub:701", "ringex") }).held).toHaveLength(6);
    expect(limited(leavers, { ...lenient, roster, ...populated("sub:702", "ringex") }).held).toEqual([]);
  });

  test("is no scope that nobody remembers", () => {
    expect(limited(leavers, { ...lenient, roster: seenIn(), ...populated("sub:701") }).held).toEqual([]);
    expect(limited(leavers, { ...lenient, ...populated("sub:701") }).held).toEqual([]);
    const unknown = seenIn().map(({ scopes: _, ...user }) => user);
    expect(limited(leavers, { ...lenient, roster: unknown, ...populated("sub:701") }).held).toEqual([]);
  });

  test("holds its own leavers only, and is counted apart from another one", () => {
    const roster = [...seenIn("sub:702").slice(0, 3), ...seenIn("sub:703").slice(3)];
    const held = (deactivationFloor: number) =>
      limited(leavers, {
        ...{ settings: { maxDeactivationShare: 1, deactivationFloor }, roster },
        ...populated("sub:701"),
      }).held.length;
    expect([held(2), held(3)]).toEqual([6, 0]);
    expect(
      limited(leavers, {
        ...{ settings: { maxDeactivationShare: 1, deactivationFloor: 2 }, roster },
        ...populated("sub:701", "sub:703"),
      }).held.map(({ userId: id }) => id),
    ).toEqual(["rc-0", "rc-1", "rc-2"]);
  });

  test("lets up to the floor go", () => {
    const five = leavers.slice(0, 5);
    expect(limited(five, { ...lenient, roster: seenIn("sub:702"), ...populated("sub:701") }).held).toEqual([]);
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
    expect(limited(leavers.slice(0, 3), { ...strict, approved }).held.map(({ userId: id }) => id)).toEqual([]);
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
  const empty = { people: 0, activeManaged: 3, scopes, populatedScopes: new Set<ScopeId>() };

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
    expect(limited(deactivations(3), { people: 0, activeManaged: 3 }).apply).toHaveLength(3);
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
    const list = deactivations(3);
    const incomplete = limited(list, { ...empty, scopes: { ...scopes, unreadable } });
    const unmanaged = limited(list, { ...empty, activeManaged: 0 });
    expect([incomplete.sourceEmpty, incomplete.apply.length]).toEqual([false, 3]);
    expect([unmanaged.sourceEmpty, unmanaged.apply.length]).toEqual([false, 3]);
  });
});
