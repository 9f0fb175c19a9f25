import { describe, expect, test } from "vitest";
import { runId, sourceId, tenantId, userId } from "#shared/domain/ids.ts";
import type { RunAlert } from "#shared/domain/outcome/alert.ts";
import { type Findings, noFindings } from "#shared/domain/outcome/findings.ts";
import { type Notices, noNotices } from "#shared/domain/outcome/notices.ts";
import { alertsAfter } from "#shared/domain/outcome/run-alerts.ts";
import type { Change, Conflict } from "#shared/domain/roster/change.ts";
import type { RunRecord } from "#shared/domain/run/run.ts";
import { noChanges } from "#shared/domain/run/summary.ts";
import type { Reason } from "#shared/domain/sync-error.ts";
import { reasonCodes, rejectionCodes } from "#shared/domain/sync-error.ts";

/** A run that has read its settings, which say nothing unusual. */
const nothing: Findings = { ...noFindings, restraints: [] };

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

type Night = Partial<Findings> & {
  readonly night: number;
  readonly run?: Partial<RunRecord>;
  /** What SNS does not take; everything else is taken. */
  readonly refused?: (alert: RunAlert) => boolean;
};

/** Plays nights in a row and gives the alerts that were taken in each, and what is remembered in the end. */
function play(nights: readonly Night[], before = noNotices) {
  let notices: Notices = before;
  const alerts = nights.map(({ night, run, refused = () => false, ...findings }) => {
    const after = alertsAfter(runOf(night, run), { findings: { ...nothing, ...findings }, notices });
    const taken = after.alerts.filter((alert) => !refused(alert));
    notices = after.remembered(new Set(taken));
    return taken;
  });
  return { alerts, notices };
}

/** The codes of what was told in each night. */
function told(nights: readonly Night[], before = noNotices) {
  return play(nights, before).alerts.map((alerts) => alerts.map(({ code }) => code));
}

const everything = () => true;

/** What is remembered after one run of which everything was taken. */
function notedAfter(run: RunRecord, { findings, notices }: { findings: Findings; notices: Notices }): Notices {
  const { alerts, remembered } = alertsAfter(run, { findings, notices });
  return remembered(new Set(alerts));
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

  test("is told when it is new, and after a week as something that waits, whatever its order", () => {
    const nights = [1, 2, 7, 8, 9, 15].map((night) => ({ night, held: night === 2 ? held.toReversed() : held }));
    expect(told(nights)).toEqual([["DEACTIVATIONS_HELD"], [], [], ["STILL_WAITING"], [], ["STILL_WAITING"]]);
  });

  test("is not told again when it is a known one once more, as on nights on which a list cannot be read", () => {
    const nights = [1, 2, 3, 4, 5].map((night) => ({
      night,
      ...(night % 2 === 0 ? { run: unreadable } : {}),
      held: night % 2 === 0 ? held.slice(1) : held,
    }));
    expect(told(nights)).toEqual([["DEACTIVATIONS_HELD"], ["DEACTIVATIONS_HELD"], [], [], []]);
  });

  test("is told when it comes back after it was gone", () => {
    const nights = [{ night: 1, held }, { night: 2 }, { night: 3, held }];
    expect(told(nights)).toEqual([["DEACTIVATIONS_HELD"], [], ["DEACTIVATIONS_HELD"]]);
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
    expect(alerts[0]?.subject).toBe("User sync holds 2 deactivations and 1 new Administrator");
    for (const part of ["2 of 2 wait", "show 01JN1", "approve 01JN1", "refuse 01JN1", "72 hours", "tenant acme"])
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
      waitingSince: runOf(1).finishedAt,
    };
    const run = runOf(2, { status: "failed", reasons: [{ code: "INTERNAL", message: "x" }] });
    expect(notedAfter(run, { findings: nothing, notices })).toEqual(notices);
  });
});

describe("what is remembered", () => {
  const before: Notices = { ...noNotices, conflicts: ["rc:2", "rc:3"], protectedAbsent: [userId("rc-9")] };
  const after = (run: Partial<RunRecord>, findings: Partial<Findings> = {}) =>
    notedAfter(runOf(1, run), { findings: { ...nothing, ...findings }, notices: before });

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
  const findings = {
    held: [leaver("rc-1")],
    conflicts: [conflictOf("rc:1")],
    protectedAbsent: [userId("x")],
    jwtDaysLeft: 1,
  };
  const run = { mode: "plan", status: "held" } as const;
  const failed = { ...run, status: "failed", reasons: [{ code: "SECRETS_MISSING", message: "x" }] } as const;

  test("that a person asked for tells nothing, not even a failure, and remembers nothing", () => {
    const nights = [
      { night: 1, run, ...findings, isDryRunByHand: true },
      { night: 2, run: failed, isDryRunByHand: true },
      { night: 9, run, ...findings, isDryRunByHand: true },
    ];
    expect(play(nights)).toEqual({ alerts: [[], [], []], notices: noNotices });
  });

  test("because of the settings tells a failure, and else takes part in the weekly message only", () => {
    const restraints = ["plan-mode"] as const;
    const nights = [1, 2, 8, 9].map((night) => ({ night, run: night === 2 ? failed : run, ...findings, restraints }));
    expect(told(nights)).toEqual([[], ["SECRETS_MISSING"], ["STILL_WAITING"], []]);
    expect(play(nights).notices).toEqual({ ...noNotices, waitingSince: runOf(8).finishedAt });
  });
});

describe("what waits", () => {
  const weekly = (nights: readonly Night[], before = noNotices) =>
    play(nights, before).alerts.map((alerts) => alerts.find(({ code }) => code === "STILL_WAITING")?.message ?? "");
  const all: Partial<Findings> = {
    held: [leaver("rc-1"), promotion],
    conflicts: [conflictOf("rc:1")],
    protectedAbsent: [userId("rc-9")],
    restraints: ["pilot"],
  };

  test("is one message a week, whenever each of it began", () => {
    const nights = [
      { night: 1, conflicts: [conflictOf("rc:1")] },
      { night: 5, ...all },
      { night: 8, ...all },
      { night: 12, ...all },
      { night: 15, ...all },
    ];
    expect(told(nights)).toEqual([
      ["CONFLICT"],
      ["DEACTIVATIONS_HELD", "PROTECTED_ABSENT"],
      ["STILL_WAITING"],
      [],
      ["STILL_WAITING"],
    ]);
    const message = weekly(nights)[2];
    for (const part of ["rc:1", "rc-9", "pilotPeople", "1 deactivation and 1 new Administrator", "approve 01JN8"])
      expect(message).toContain(part);
  });

  test("is a message of the week although a night was a few minutes shorter than the one a week before", () => {
    const shorter = { finishedAt: "2026-11-08T01:57:00.000Z" };
    expect(
      told([
        { night: 1, ...all },
        { night: 8, run: shorter, ...all },
      ])[1],
    ).toEqual(["STILL_WAITING"]);
  });

  test("does not repeat in the weekly message what is told for the first time beside it", () => {
    const one = [conflictOf("rc:1")];
    const two = [...one, conflictOf("rc:2")];
    const nights = [
      { night: 1, conflicts: one },
      { night: 8, conflicts: two },
    ];
    expect(told(nights)[1]).toEqual(["CONFLICT", "STILL_WAITING"]);
    expect(weekly(nights)[1]).toContain("1 conflict: rc:1.");
    const other = [
      { night: 1, held: [leaver("rc-1")] },
      { night: 8, held: [leaver("rc-2")] },
      { night: 9, held: [leaver("rc-2")] },
    ];
    expect(told(other)).toEqual([["DEACTIVATIONS_HELD"], ["DEACTIVATIONS_HELD"], []]);
  });

  test("is told with what an incomplete night did not see, and by a run that failed, too", () => {
    const failed: Partial<RunRecord> = { status: "failed", reasons: [{ code: "RINGCX_UNAVAILABLE", message: "x" }] };
    for (const run of [unreadable, failed]) {
      const message = weekly([
        { night: 1, ...all },
        { night: 8, run },
      ])[1];
      for (const part of ["rc:1", "rc-9", "show 01JN1"]) expect(message).toContain(part);
    }
  });

  test("that began anew is told a week after that", () => {
    const nights = [
      { night: 1, ...all },
      { night: 2 },
      { night: 3, ...all },
      { night: 8, ...all },
      { night: 10, ...all },
    ];
    expect(weekly(nights).map((message) => message !== "")).toEqual([false, false, false, false, true]);
  });

  test("goes on waiting over a night that did not come as far as the settings", () => {
    const run: Partial<RunRecord> = { status: "failed", reasons: [{ code: "INTERNAL", message: "x" }] };
    const { restraints: _, ...unread } = nothing;
    const pilot = { restraints: ["pilot"] as const };
    const after = alertsAfter(runOf(5, { ...run }), {
      findings: unread,
      notices: { ...noNotices, waitingSince: runOf(1).finishedAt },
    });
    expect(after.remembered(new Set()).waitingSince).toBe(runOf(1).finishedAt);
    expect(
      told([
        { night: 1, ...pilot },
        { night: 8, ...pilot },
      ]),
    ).toEqual([[], ["STILL_WAITING"]]);
  });

  test("is told with the names of commands alone in a dry run, whose list nobody can decide", () => {
    const run = { mode: "plan" } as const;
    const nights = [1, 8].map((night) => ({ night, run, ...all, restraints: ["plan-mode"] as const }));
    const message = weekly(nights)[1];
    expect(message).toContain("would be held");
    expect(message).toContain("show 01JN8");
    expect(message).not.toMatch(/approve|refuse/);
  });
});

describe("somebody who becomes Administrator, and a user made by hand who is linked", () => {
  const event = (id: string, night = 1) => ({ userId: userId(id), runId: runId(`01JN${night}`) });
  const both = { newAdministrators: [event("rc-7")], linked: [event("u-1"), event("u-2")] };

  test("are told at once, and once", () => {
    expect(told([{ night: 1, ...both }, { night: 2 }])).toEqual([["NEW_ADMINISTRATORS", "USERS_LINKED"], []]);
  });

  test("are told by a run that failed after it, too", () => {
    const run: Partial<RunRecord> = { status: "failed", reasons: [{ code: "INTERNAL", message: "x" }] };
    expect(told([{ night: 1, run, ...both }])).toEqual([["NEW_ADMINISTRATORS", "USERS_LINKED"]]);
  });

  test("of a killed run are kept for the next one by a run that tells nothing", () => {
    const skipped: Night = { night: 2, run: { status: "skipped" }, ...both };
    const dry: Night = { night: 3, run: { mode: "plan" }, isDryRunByHand: true, newAdministrators: [event("rc-8")] };
    const { alerts } = play([skipped, dry, { night: 4 }]);
    expect(alerts.map((some) => some.map(({ code }) => code))).toEqual([
      [],
      [],
      ["NEW_ADMINISTRATORS", "USERS_LINKED"],
    ]);
    expect(alerts[2]?.[0]?.message).toContain("2 users have become Administrator: rc-7, rc-8.");
  });
});

describe("what SNS does not take", () => {
  const happenings: Readonly<Record<string, Partial<Findings>>> = {
    DEACTIVATIONS_HELD: { held: [leaver("rc-1")] },
    CONFLICT: { conflicts: [conflictOf("rc:1")] },
    PROTECTED_ABSENT: { protectedAbsent: [userId("rc-9")] },
    JWT_EXPIRING: { jwtDaysLeft: 3 },
  };

  test.each(Object.entries(happenings))("of what is still so is told by the next run: %s", (code, findings) => {
    expect(
      told([
        { night: 1, ...findings, refused: everything },
        { night: 2, ...findings },
        { night: 3, ...findings },
      ]),
    ).toEqual([[], [code], []]);
  });

  test("is told alone, and not with what was taken beside it", () => {
    const findings = { ...happenings["CONFLICT"], ...happenings["PROTECTED_ABSENT"] };
    const refused = ({ code }: RunAlert) => code === "CONFLICT";
    expect(
      told([
        { night: 1, ...findings, refused },
        { night: 2, ...findings },
      ]),
    ).toEqual([["PROTECTED_ABSENT"], ["CONFLICT"]]);
  });

  test("of the weekly message is told by the next run", () => {
    const pilot = { restraints: ["pilot"] as const };
    expect(
      told([
        { night: 1, ...pilot },
        { night: 8, ...pilot, refused: everything },
        { night: 9, ...pilot },
        { night: 10, ...pilot },
      ]),
    ).toEqual([[], [], ["STILL_WAITING"], []]);
  });

  test("of Administrators is gathered over the runs, each user once: 20 ids, then a number", () => {
    const made = (night: number, from: number, count: number): Night => ({
      night,
      refused: everything,
      newAdministrators: Array.from({ length: count }, (_, n) => ({
        userId: userId(`rc-${from + n}`),
        runId: runId(`01JN${night}`),
      })),
    });
    const { alerts, notices } = play([made(1, 100, 15), made(2, 114, 10), { night: 3 }]);
    const message = alerts[2]?.[0]?.message ?? "";
    expect(message).toContain("24 users have become Administrator: rc-100, ");
    expect(message).toContain("rc-119 and 4 more.");
    expect(message).toContain('"user-sync show 01JN1", "user-sync show 01JN2"');
    expect(notices).toEqual(noNotices);
  });

  const failed = (code: "SECRETS_MISSING" | "RINGCX_REJECTED"): Partial<RunRecord> => ({
    status: "failed",
    reasons: [{ code, message: "it broke" }],
  });

  test("of a failure is told late by the next run, which names the run that failed", () => {
    const { alerts } = play([
      { night: 1, run: failed("SECRETS_MISSING"), refused: everything },
      { night: 2, refused: everything },
      { night: 3 },
      { night: 4 },
    ]);
    expect(alerts.map(({ length }) => length)).toEqual([0, 0, 1, 0]);
    expect(alerts[2]).toMatchObject([{ code: "SECRETS_MISSING", runId: "01JN1" }]);
    expect(alerts[2]?.[0]?.message.match(/late/g)).toHaveLength(1);
  });

  test("of a failure is told as it is now when the next run fails with the same, and beside another one", () => {
    const missed = { night: 1, run: failed("SECRETS_MISSING"), refused: everything };
    const again = play([missed, { night: 2, run: failed("SECRETS_MISSING") }]).alerts[1];
    expect(again).toMatchObject([{ code: "SECRETS_MISSING", runId: "01JN2" }]);
    expect(told([missed, { night: 2, run: failed("RINGCX_REJECTED") }])[1]).toEqual([
      "SECRETS_MISSING",
      "RINGCX_REJECTED",
    ]);
  });

  test("of the list that an undo holds is told by the next run, which holds no such list", () => {
    const undo: Night = { night: 1, run: { trigger: "undo" }, held: [leaver("rc-1")], refused: everything };
    expect(play([undo, { night: 2 }]).alerts[1]).toMatchObject([{ code: "DEACTIVATIONS_HELD", runId: "01JN1" }]);
  });

  test("is not told by a dry run that a person asked for, nor forgotten by it", () => {
    const missed = { night: 1, run: failed("SECRETS_MISSING"), refused: everything };
    expect(told([missed, { night: 2, run: { mode: "plan" }, isDryRunByHand: true }, { night: 3 }])).toEqual([
      [],
      [],
      ["SECRETS_MISSING"],
    ]);
  });
});

describe("partial runs in a row", () => {
  test("are counted, and start again after a whole one", () => {
    let notices = noNotices;
    const counted = ["partial", "partial", "succeeded", "partial"].map((status, index) => {
      const run = runOf(index + 1, { status: status as RunRecord["status"] });
      notices = notedAfter(run, { findings: nothing, notices });
      return notices.partialRunsInARow;
    });
    expect(counted).toEqual([1, 2, 0, 1]);
  });

  test("are not those that ran out of time and go on", () => {
    const outOfTime = [{ code: "OUT_OF_TIME", message: "x" }] as const;
    const notices: Notices = { ...noNotices, partialRunsInARow: 2 };
    const after = (run: Partial<RunRecord>) =>
      notedAfter(runOf(1, { status: "partial", ...run }), { findings: nothing, notices }).partialRunsInARow;
    expect(after({ reasons: outOfTime })).toBe(2);
    expect(after({ reasons: [{ code: "SCOPE_UNREADABLE", message: "x" }] })).toBe(3);
  });
});

describe("every alert", () => {
  const ids = (count: number) => Array.from({ length: count }, (_, n) => userId(`rc-${n}`));
  const events = ids(300).map((id) => ({ userId: id, runId: runId("01JN1") }));
  const findings: Findings = {
    ...nothing,
    ...{ held: [...ids(20_000).map(leaver), promotion], jwtDaysLeft: -3 },
    ...{ conflicts: Array.from({ length: 3000 }, (_, n) => conflictOf(`rc:${n}`)), protectedAbsent: ids(30) },
    ...{ newAdministrators: events, linked: events, restraints: ["plan-mode", "pilot"] },
  };
  const one = (change: Partial<Findings>) => ({ findings: { ...nothing, ...change }, notices: noNotices });
  const { notices } = play([{ night: 1, ...findings }]);
  const all = [
    ...alertsAfter(runOf(1, { status: "held" }), { findings, notices: noNotices }).alerts,
    ...alertsAfter(runOf(8), { findings, notices }).alerts,
    ...alertsAfter(
      runOf(1, { status: "failed", reasons: reasonCodes.map((code) => ({ code, message: "x" })) }),
      one({}),
    ).alerts,
  ];

  test("has a subject of one line of fewer than 100 ASCII characters, and says what, whom and what to do", () => {
    expect(new Set(all.map(({ code }) => code)).size).toBeGreaterThanOrEqual(12);
    for (const { subject, message } of all) {
      expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
      expect(message.split("\n").map((line) => line.split(":")[0])).toEqual(
        expect.arrayContaining(["What happened", "To whom it matters", "What to do"]),
      );
      expect(message).toMatch(/01JN[18]/);
    }
  });

  test("names 20 ids at most in a row, and then the number of the others", () => {
    for (const { message } of all) {
      const rows = message.match(/\brc[-:]\d+(?:, rc[-:]\d+)*/g) ?? [];
      for (const row of rows) expect(row.split(", ").length).toBeLessThanOrEqual(20);
    }
    for (const more of ["and 19980 more", "and 2980 more", "and 280 more", "and 10 more"])
      expect(all.some(({ message }) => message.includes(more))).toBe(true);
  });

  test("carries no attribute of a person, though the changes do", () => {
    const named: Change = {
      ...promotion,
      kind: "create",
      before: {},
      after: { firstName: "Zebedee", lastName: "Quux", email: "z@example.com", role: "Administrator" },
    };
    const { alerts } = alertsAfter(runOf(1), one({ held: [named] }));
    expect(alerts).toHaveLength(1);
    expect(JSON.stringify(alerts)).not.toMatch(/Zebedee|Quux|example\.com/);
  });
});
