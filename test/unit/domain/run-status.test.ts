import { describe, expect, test } from "vitest";
import type { ChangeRecord } from "#shared/domain/roster/change.ts";
import { countChanges, worst } from "#shared/domain/run/run-status.ts";
import { noChanges } from "#shared/domain/run/summary.ts";

describe("the worst status", () => {
  test.each([
    [[], "succeeded"],
    [["succeeded", "partial"], "partial"],
    [["succeeded", "skipped"], "skipped"],
    [["skipped", "failed"], "failed"],
    [["held", "partial"], "held"],
    [["partial", "held", "failed", "succeeded"], "failed"],
  ] as const)("of %j is %s", (statuses, status) => {
    expect(worst(statuses)).toBe(status);
    expect(worst(statuses.toReversed())).toBe(status);
  });
});

describe("the counts of a run", () => {
  const record = (
    kind: ChangeRecord["kind"],
    outcome: ChangeRecord["outcome"],
    mode: ChangeRecord["mode"] = "apply",
  ) => ({ kind, outcome, mode });

  test("are of what was applied, each kind for itself; a link of an inactive user is linked only", () => {
    const kinds = ["create", "link", "link", "update", "reactivate", "deactivate"] as const;
    const counts = countChanges(
      kinds.map((kind) => record(kind, "applied")),
      { unchanged: 3 },
    );
    expect(counts).toEqual({
      ...noChanges,
      created: 1,
      linked: 2,
      updated: 1,
      reactivated: 1,
      deactivated: 1,
      unchanged: 3,
    });
  });

  test("are of what would be done in plan mode, and leave out what an apply run did not reach", () => {
    expect(countChanges([record("create", "planned", "plan")], { unchanged: 0 }).created).toBe(1);
    expect(countChanges([record("create", "planned", "apply")], { unchanged: 0 })).toEqual(noChanges);
  });

  test("tell held, failed and conflicts apart, whatever the kind; a user changed meanwhile is a conflict", () => {
    const records = [
      record("deactivate", "held"),
      record("update", "held", "plan"),
      record("update", "failed"),
      record("conflict", "conflict"),
      record("conflict", "planned", "plan"),
      record("update", "conflict"),
    ];
    expect(countChanges(records, { unchanged: 0 })).toEqual({ ...noChanges, held: 2, failed: 1, conflicts: 3 });
  });
});
