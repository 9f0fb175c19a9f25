import { describe, expect, test } from "vitest";
import { runId, sourceId, tenantId, userId } from "#shared/domain/ids.ts";
import { alertsAfter, type Findings } from "#shared/domain/outcome/run-alerts.ts";
import type { Change, Conflict } from "#shared/domain/roster/change.ts";
import { type Notices, noNotices, type RunRecord } from "#shared/domain/run/run.ts";
import { noChanges } from "#shared/domain/run/summary.ts";
import type { Reason } from "#shared/domain/sync-error.ts";
import { reasonCodes, rejectionCodes } from "#shared/domain/sync-error.ts";

const nothing: Findings = { held: [], conflicts: [], protectedAbsent: [] };

/** The run of a night of November 2026. */
function runOf(night: number, run: Partial<RunRecord> = {}): RunRecord {
  const at = `2026-11-${String(night).padStart(2, "0")}T02:00:00.000Z`;
  return {
    ...{ runId: runId(`01JN${night}`), tenantId: tenantId("acme"), trigger: "schedule", mode: "apply" },
    ...{ status: "succeeded", reasons: [], startedAt: at, finishedAt: at, people: 10, rosterUsers: 10 },
    ...{ changes: noChanges, calls: { ringCentral: 0, ringCx: 0, throttled: 0 } },
    ...run,
  };
}

/** Plays nights in a row and gives the alert codes of each. */
function told(
  nights: readonly (Partial<Findings> & { night: number; run?: Partial<RunRecord> })[],
  before = noNotices,
) {
  let notices: Notices = before;
  return nights.map(({ night, run, ...findings }) => {
    const after = alertsAfter(runOf(night, run), { findings: { ...nothing, ...findings }, notices });
    notices = after.notices;
    return after.alerts.map(({ code }) => code);
  });
}

function leaver(name: string): Change {
  return {
    ...{ kind: "deactivate", userId: userId(name), version: 1, reason: "gone" },
    ...{ before: { status: "Active" }, after: { status: "Inactive" } },
  };
}

const promotion: Change = {
  ...leaver("rc-7"),
  kind: "update",
  before: { role: "Agent" },
  after: { role: "Administrator" },
};
const conflictOf = (id: string): Conflict => ({
  kind: "conflict",
  conflict: "no-name",
  sourceId: sourceId(id),
  reason: "names differ",
});
const unreadable: Partial<RunRecord> = {
  status: "partial",
  reasons: [{ code: "SCOPE_UNREADABLE", message: "sub:701" }],
};

describe("a held list", () => {
  const held = [leaver("rc-1"), leaver("rc-2")];

  test("is told when it is new, and again after a week, whatever its order", () => {
    const nights = [1, 2, 7, 8, 9].map((night) => ({ night, held: night === 2 ? held.toReversed() : held }));
    expect(told(nights)).toEqual([["DEACTIVATIONS_HELD"], [], [], ["DEACTIVATIONS_HELD"], []]);
  });

  test("is told at once when it is another one", () => {
    const other = [...held, leaver("rc-3")];
    expect(
      told([
        { night: 1, held },
        { night: 2, held: other },
        { night: 3, held: [promotion] },
      ]),
    ).toEqual([["DEACTIVATIONS_HELD"], ["DEACTIVATIONS_HELD"], ["ROLE_CHANGES_HELD"]]);
  });

  test("is remembered over a night that failed, and over one that could not see it", () => {
    const failed: Partial<RunRecord> = { status: "failed", reasons: [{ code: "INTERNAL", message: "x" }] };
    const nights = [
      { night: 1, held },
      { night: 2, run: failed },
      { night: 3, run: unreadable },
      { night: 4, held },
    ];
    expect(told(nights)).toEqual([["DEACTIVATIONS_HELD"], [], [], []]);
  });

  test("of an empty directory is called so", () => {
    const run: Partial<RunRecord> = { status: "failed", reasons: [{ code: "SOURCE_EMPTY", message: "lists nobody" }] };
    expect(
      told([
        { night: 1, held, run },
        { night: 2, held, run },
      ]),
    ).toEqual([["SOURCE_EMPTY"], []]);
  });

  test("is counted by what it holds, and tells how to look and to approve", () => {
    const reasons: Reason[] = [{ code: "DEACTIVATIONS_HELD", message: "2 of 2 wait" }];
    const { alerts } = alertsAfter(runOf(1, { status: "held", reasons }), {
      findings: { ...nothing, held: [...held, promotion] },
      notices: noNotices,
    });
    expect(alerts[0]?.subject).toBe("User sync holds 2 deactivations and 1 role changes");
    for (const part of ["2 of 2 wait", "show 01JN1", "approve 01JN1", "72 hours", "tenant acme"])
      expect(alerts[0]?.message).toContain(part);
  });
});

describe("a conflict", () => {
  test("is told when it is new, not every night, and again when it comes back", () => {
    const [one, two] = [conflictOf("rc:1"), conflictOf("rc:2")];
    const nights = [[one], [one], [two, one], [two], [one, two]].map((conflicts, index) => ({
      night: index + 1,
      conflicts,
    }));
    expect(told(nights)).toEqual([["CONFLICT"], [], ["CONFLICT"], [], ["CONFLICT"]]);
  });

  test("is not new again after a night on which its scope was unreadable", () => {
    const conflicts = [conflictOf("rc:1")];
    const nights = [
      { night: 1, conflicts },
      { night: 2, run: unreadable },
      { night: 3, conflicts },
    ];
    expect(told(nights)).toEqual([["CONFLICT"], [], []]);
  });

  test("is not new again after an undo, which looks at other things", () => {
    const conflicts = [conflictOf("rc:1")];
    const nights = [
      { night: 1, conflicts },
      { night: 2, run: { trigger: "undo" as const } },
      { night: 3, conflicts },
    ];
    expect(told(nights)).toEqual([["CONFLICT"], [], []]);
  });

  test("names at most ten ids, and the number of all", () => {
    const conflicts = Array.from({ length: 12 }, (_, index) => conflictOf(`rc:${100 + index}`));
    const { alerts } = alertsAfter(runOf(1), { findings: { ...nothing, conflicts }, notices: noNotices });
    expect(alerts[0]?.subject).toContain("12");
    expect(alerts[0]?.message.match(/rc:\d+/g)).toHaveLength(10);
  });
});

describe("a protected user who is gone", () => {
  const protectedAbsent = [userId("rc-9")];

  test("is told once, even if a scope is unreadable in between", () => {
    const nights = [
      { night: 1, protectedAbsent },
      { night: 2, protectedAbsent },
      { night: 3, run: unreadable },
      { night: 4, protectedAbsent },
    ];
    expect(told(nights)).toEqual([["PROTECTED_ABSENT"], [], [], []]);
  });

  test("is told again when they leave a second time", () => {
    expect(told([{ night: 1, protectedAbsent }, { night: 2 }, { night: 3, protectedAbsent }])).toEqual([
      ["PROTECTED_ABSENT"],
      [],
      ["PROTECTED_ABSENT"],
    ]);
  });
});

describe("an expiring JWT", () => {
  test("is told below 14 days, weekly, and afresh once it was renewed", () => {
    const days: [number, number][] = [
      [1, 14],
      [2, 13.9],
      [3, 12.9],
      [9, 6.9],
      [10, 365],
      [11, 13],
    ];
    expect(told(days.map(([night, jwtDaysLeft]) => ({ night, jwtDaysLeft })))).toEqual([
      [],
      ["JWT_EXPIRING"],
      [],
      ["JWT_EXPIRING"],
      [],
      ["JWT_EXPIRING"],
    ]);
  });

  test("is not told where the token says nothing about its end", () => {
    expect(told([{ night: 1 }])).toEqual([[]]);
  });
});

describe("a failed run", () => {
  test.each(reasonCodes)("with %s is told at once when time alone does not heal it", (code) => {
    const tellsNow = [...rejectionCodes, "OUT_OF_TIME"].includes(code);
    const alerts = told([{ night: 1, run: { status: "failed", reasons: [{ code, message: "x" }] } }]);
    expect(alerts).toEqual([tellsNow ? [code] : []]);
  });

  test("forgets nothing, and no row of partial runs ends with it", () => {
    const notices: Notices = {
      ...noNotices,
      conflicts: ["rc:1"],
      protectedAbsent: [userId("x")],
      partialRunsInARow: 2,
    };
    const run = runOf(2, { status: "failed", reasons: [{ code: "INTERNAL", message: "x" }] });
    expect(alertsAfter(run, { findings: nothing, notices }).notices).toEqual(notices);
  });
});

describe("what is remembered", () => {
  const before: Notices = { ...noNotices, conflicts: ["rc:2", "rc:3"], protectedAbsent: [userId("rc-9")] };
  const after = (run: Partial<RunRecord>, findings: Partial<Findings> = {}) =>
    alertsAfter(runOf(1, run), { findings: { ...nothing, ...findings }, notices: before }).notices;

  test("is nothing after a run that saw everything and found nothing, whatever else it says", () => {
    expect(after({})).toStrictEqual(noNotices);
    expect(after({ reasons: [{ code: "JWT_EXPIRING", message: "x" }] })).toStrictEqual(noNotices);
  });

  test("is all that is known, in order, after a run that did not see everything", () => {
    expect(after(unreadable, { conflicts: [conflictOf("rc:4"), conflictOf("rc:1")] }).conflicts).toEqual([
      ...["rc:1", "rc:2", "rc:3", "rc:4"],
    ]);
  });
});

describe("a dry run", () => {
  test("tells of failures only and remembers nothing", () => {
    const findings: Findings = {
      held: [leaver("rc-1")],
      conflicts: [conflictOf("rc:1")],
      protectedAbsent: [userId("x")],
      jwtDaysLeft: 1,
    };
    const quiet = alertsAfter(runOf(1, { mode: "plan", status: "held" }), { findings, notices: noNotices });
    expect(quiet).toEqual({ alerts: [], notices: noNotices });
    expect(
      told([
        { night: 1, run: { mode: "plan", status: "failed", reasons: [{ code: "SECRETS_MISSING", message: "x" }] } },
      ]),
    ).toEqual([["SECRETS_MISSING"]]);
  });
});

describe("partial runs in a row", () => {
  test("are counted, and start again after a whole one", () => {
    let notices = noNotices;
    const counted = ["partial", "partial", "succeeded", "partial"].map((status, index) => {
      const run = runOf(index + 1, { status: status as RunRecord["status"] });
      notices = alertsAfter(run, { findings: nothing, notices }).notices;
      return notices.partialRunsInARow;
    });
    expect(counted).toEqual([1, 2, 0, 1]);
  });

  test("are not those that ran out of time and go on", () => {
    const outOfTime = [{ code: "OUT_OF_TIME", message: "x" }] as const;
    const notices: Notices = { ...noNotices, partialRunsInARow: 2 };
    const after = (run: Partial<RunRecord>) =>
      alertsAfter(runOf(1, { status: "partial", ...run }), { findings: nothing, notices }).notices.partialRunsInARow;
    expect(after({ reasons: outOfTime })).toBe(2);
    expect(after({ reasons: [{ code: "SCOPE_UNREADABLE", message: "x" }] })).toBe(3);
  });
});

describe("every alert", () => {
  const findings: Findings = {
    ...{ held: [...Array.from({ length: 20_000 }, (_, n) => leaver(`rc-${n}`)), promotion] },
    ...{
      conflicts: Array.from({ length: 3000 }, (_, n) => conflictOf(`rc:${n}`)),
      protectedAbsent: [userId("rc-9")],
      jwtDaysLeft: -3,
    },
  };
  const all = [
    ...alertsAfter(runOf(1, { status: "held" }), { findings, notices: noNotices }).alerts,
    ...alertsAfter(runOf(1, { status: "failed", reasons: reasonCodes.map((code) => ({ code, message: "x" })) }), {
      ...{ findings: nothing, notices: noNotices },
    }).alerts,
  ];

  test("has a subject of one line of at most 100 ASCII characters, and says what, whom and what to do", () => {
    expect(all.length).toBeGreaterThanOrEqual(8);
    for (const { subject, message } of all) {
      expect(subject).toMatch(/^[\x20-\x7e]{1,100}$/);
      expect(message.split("\n").map((line) => line.split(":")[0])).toEqual(
        expect.arrayContaining(["What happened", "To whom it matters", "What to do"]),
      );
      expect(message).toContain("01JN1");
    }
  });

  test("carries no attribute of a person, though the changes do", () => {
    const named: Change = {
      ...promotion,
      kind: "create",
      before: {},
      after: { firstName: "Zebedee", lastName: "Quux", email: "z@example.com", role: "Administrator" },
    };
    const { alerts } = alertsAfter(runOf(1), { findings: { ...nothing, held: [named] }, notices: noNotices });
    expect(alerts).toHaveLength(1);
    expect(JSON.stringify(alerts)).not.toMatch(/Zebedee|Quux|example\.com/);
  });
});
