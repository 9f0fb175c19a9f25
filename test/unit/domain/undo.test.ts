import { describe, expect, test } from "vitest";
import { sourceId, userId } from "#shared/domain/ids.ts";
import { planUndo } from "#shared/domain/plan/undo.ts";
import type { ChangeRecord } from "#shared/domain/roster/change.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { applyChanges } from "#test/fixtures/apply-changes.ts";
import { exampleSettings } from "#test/fixtures/settings.ts";

const ana: RosterUser = {
  ...{ userId: userId("rc-1"), firstName: "Ana", lastName: "Sousa", email: "ana@example.com", role: "Agent" },
  ...{ status: "Active", activityId: "12", sourceId: sourceId("rc:1"), dataSourceId: "3" },
  ...{ agentIds: ["701/51", "702/88"], scopes: ["ringex", "sub:701"], version: 4 },
};

function recordOf(change: Pick<ChangeRecord, "kind" | "before" | "after"> & Partial<ChangeRecord>): ChangeRecord {
  return {
    ...{ mode: "apply", userId: ana.userId, reason: "because", actor: userId("planner") },
    ...{ outcome: "applied", at: "2026-11-02T02:00:00.000Z", ...change },
  };
}

function undone(records: readonly ChangeRecord[], roster: readonly RosterUser[] = [ana]) {
  return planUndo({ records, roster, settings: exampleSettings });
}

const renamed = recordOf({ kind: "update", before: { lastName: "Lima" }, after: { lastName: "Sousa" } });

describe("an undo", () => {
  test("puts back the attributes of the run and no others, on the version that was read", () => {
    const { changes, people, unchanged } = undone([renamed]);
    expect(changes).toStrictEqual([
      {
        ...{ kind: "update", userId: "rc-1", sourceId: "rc:1", version: 4 },
        ...{ before: { lastName: "Sousa" }, after: { lastName: "Lima" } },
        reason: "puts back the update of the run that is undone",
      },
    ]);
    expect([people, unchanged]).toEqual([1, 0]);
  });

  test("leaves another attribute alone that somebody has changed since", () => {
    const [change] = undone([renamed], [{ ...ana, firstName: "Annie" }]).changes;
    expect(change?.after).toEqual({ lastName: "Lima" });
  });

  test("makes a created user Inactive and keeps everything else: users are never deleted", () => {
    const { userId: _, version: __, ...whole } = ana;
    const { changes } = undone([recordOf({ kind: "create", before: {}, after: whole })]);
    expect(changes).toMatchObject([{ kind: "deactivate", after: { status: "Inactive" } }]);
    expect(applyChanges([ana], changes)).toEqual([{ ...ana, status: "Inactive", version: 5 }]);
  });

  test("takes what was kept up quietly since for no change, and nothing but that for nothing to put back", () => {
    const seen = { firstName: "Ana", lastName: "Lima" };
    const keptUp: RosterUser = { ...ana, groups: ["701/31"], seen: { ...seen, lastName: "Sousa" } };
    const record = { ...renamed, before: { ...renamed.before, groups: ["701/29"], seen } };
    const { changes, conflicts } = undone(
      [{ ...record, after: { ...renamed.after, groups: ["701/30"], seen: { ...seen, lastName: "Sousa" } } }],
      [keptUp],
    );
    expect(conflicts).toEqual([]);
    expect(changes).toMatchObject([{ kind: "update", after: { lastName: "Lima", groups: ["701/29"], seen } }]);
    expect(undone([record], [{ ...keptUp, lastName: "Lima" }])).toMatchObject({
      changes: [],
      conflicts: [],
      unchanged: 1,
    });
  });

  describe("of an id that went to somebody else", () => {
    const id = sourceId("rc:1");
    const { sourceId: _, ...withoutId } = ana;
    const former: RosterUser = { ...withoutId, status: "Inactive", formerSourceId: id };
    const successor: RosterUser = {
      ...ana,
      userId: userId("rc-1-2"),
      firstName: "Ben",
      lastName: "Okafor",
      version: 1,
    };
    const { userId: __, version: ___, ...whole } = successor;
    const records = [
      recordOf({
        kind: "deactivate",
        before: { status: "Active", sourceId: id },
        after: { status: "Inactive", formerSourceId: id },
      }),
      recordOf({ kind: "create", userId: successor.userId, before: {}, after: whole }),
    ];

    test("takes it from the new user first, so that no two users have it", () => {
      const roster = [former, successor];
      const { changes } = undone(records, roster);
      expect(changes.map(({ kind, userId: user, requires }) => [kind, user, requires])).toEqual([
        ["deactivate", "rc-1-2", undefined],
        ["reactivate", "rc-1", "rc-1-2"],
      ]);
      const { firstName, lastName } = successor;
      const { sourceId: ____, ...rest } = { ...ana, userId: successor.userId, firstName, lastName };
      expect(applyChanges(roster, changes)).toEqual([
        { ...ana, version: 5 },
        { ...rest, status: "Inactive", formerSourceId: id, version: 2 },
      ]);
      expect(undone(records, applyChanges(roster, changes))).toMatchObject({ changes: [], conflicts: [] });
    });

    test("gives it back where the new user is gone", () => {
      const { changes } = undone(records, [former]);
      expect(changes).toMatchObject([{ kind: "reactivate", userId: "rc-1", after: { sourceId: "rc:1" } }]);
      expect(changes[0]).not.toHaveProperty("requires");
    });
  });

  test("takes away what was absent before, and gives back what was there", () => {
    const { changes } = undone([
      recordOf({
        kind: "link",
        before: { sourceId: undefined, scopes: undefined, role: "Scheduler" },
        after: { sourceId: ana.sourceId, scopes: ["sub:701", "ringex"], role: "Agent" },
      }),
    ]);
    const [user] = applyChanges([ana], changes);
    expect(user).not.toHaveProperty("sourceId");
    expect(user).not.toHaveProperty("scopes");
    expect(user?.role).toBe("Scheduler");
  });

  test("compares lists without their order, and is done with who is as before already", () => {
    const moved = recordOf({
      kind: "update",
      before: { agentIds: ["702/88", "701/51"] },
      after: { agentIds: ["701/51"] },
    });
    expect(undone([moved])).toMatchObject({ changes: [], conflicts: [], unchanged: 1 });
  });

  test("gives a user without a link none, and does nothing about a record that names no user", () => {
    const { sourceId: _, ...byHand } = ana;
    const { changes, managed } = undone([renamed], [byHand]);
    expect(changes.map((change) => "sourceId" in change)).toEqual([false]);
    expect(managed.size).toBe(0);
    const { userId: __, ...nobody } = renamed;
    expect(undone([nobody])).toMatchObject({ changes: [], conflicts: [], people: 0 });
  });

  test("is a conflict where the user has been changed since, or is gone", () => {
    const gone = recordOf({ ...renamed, userId: userId("rc-2") });
    const { changes, conflicts, people } = undone([renamed, gone], [{ ...ana, lastName: "Costa" }]);
    expect([changes, people]).toEqual([[], 2]);
    expect(conflicts.map(({ userId: id, reason }) => [id, reason])).toEqual([
      ["rc-1", "changed since that run: lastName"],
      ["rc-2", "the user no longer exists"],
    ]);
    expect(conflicts).toMatchObject([{ kind: "conflict" }, { kind: "conflict" }]);
  });

  test("names everything that was changed since", () => {
    const both = recordOf({
      kind: "update",
      before: { firstName: "Annie", lastName: "Lima" },
      after: { firstName: "Ana", lastName: "Sousa" },
    });
    const { conflicts } = undone([both], [{ ...ana, firstName: "Anna", lastName: "Costa" }]);
    expect(conflicts.map(({ reason }) => reason)).toEqual(["changed since that run: firstName, lastName"]);
  });

  test.each(["held", "failed", "planned", "conflict"] as const)("does nothing about a record that is %s", (outcome) => {
    expect(undone([{ ...renamed, outcome }])).toMatchObject({ changes: [], conflicts: [], people: 0 });
  });

  test("leaves covered users as they are", () => {
    const settings = { ...exampleSettings, ignoredPeople: ["ana@example.com"] };
    expect(planUndo({ records: [renamed], roster: [ana], settings })).toMatchObject({
      changes: [],
      unchanged: 1,
      managed: new Set(),
    });
    const bySource = { ...exampleSettings, ignoredPeople: ["rc:1"] };
    expect(planUndo({ records: [renamed], roster: [ana], settings: bySource }).changes).toEqual([]);
    const { email: _, sourceId: __, ...anonymous } = ana;
    const unnamed = { ...exampleSettings, protectedUserIds: [ana.userId] };
    expect(planUndo({ records: [renamed], roster: [anonymous], settings: unnamed }).changes).toEqual([]);
    const impersonated = { ...exampleSettings, impersonatedUserId: ana.userId };
    expect(planUndo({ records: [renamed], roster: [ana], settings: impersonated }).changes).toEqual([]);
  });

  test("is empty once it has been applied, and in the order of applying", () => {
    const others = ["rc-5", "rc-3"].map((id) => ({ ...ana, userId: userId(id), status: "Inactive" as const }));
    const left = others.map((user) =>
      recordOf({
        kind: "deactivate",
        userId: user.userId,
        before: { status: "Active" },
        after: { status: "Inactive" },
      }),
    );
    const records = [...left, renamed];
    const { changes, managed } = undone(records, [ana, ...others]);
    expect(changes.map(({ kind, userId: id }) => `${kind} ${id}`)).toEqual([
      "update rc-1",
      "reactivate rc-3",
      "reactivate rc-5",
    ]);
    expect(managed.size).toBe(3);
    expect(undone(records, applyChanges([ana, ...others], changes)).changes).toEqual([]);
  });
});
