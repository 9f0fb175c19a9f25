import { describe, expect, it } from "vitest";
import { runId, tenantId } from "#shared/domain/ids.ts";
import type { Lease, StoredRun } from "#shared/domain/run/run.ts";
import type { RunStatus } from "#shared/domain/run/summary.ts";
import { afterRun, maxResumes } from "#shared/domain/schedule/after-run.ts";
import type { Verdict } from "#shared/domain/schedule/pending-run.ts";
import { judgePending, pendingSince } from "#shared/domain/schedule/pending-run.ts";
import type { PendingRun, ScheduleState } from "#shared/domain/schedule/schedule-state.ts";
import type { ReasonCode } from "#shared/domain/sync-error.ts";

const due = "2026-03-02T02:00:00.000Z";
const minute = (minutes: number): string => new Date(Date.parse(due) + minutes * 60_000).toISOString();
const pending: PendingRun = {
  scheduledFor: due,
  reason: "due",
  invokedAt: due,
  sentAt: minute(0.1),
  resent: 0,
  settingsFingerprint: "f1",
};
const state: ScheduleState = {
  version: 3,
  attempt: 0,
  resumes: 0,
  enabledSince: minute(-600),
  runDailyAtUtc: "02:00",
  nextRunAt: "2026-03-03T02:00:00.000Z",
  lastScheduledFor: due,
  unfinishedSince: due,
  pending,
};
const runA = runId("01JRUN0000000000000000000A");
const runB = runId("01JRUN0000000000000000000B");
const going: StoredRun = {
  runId: runA,
  tenantId: tenantId("t"),
  trigger: "schedule",
  mode: "apply",
  startedAt: minute(0.2),
  scheduledFor: due,
};
const ended = (status: RunStatus, ...codes: ReasonCode[]): StoredRun => ({
  ...going,
  status,
  finishedAt: minute(5),
  reasons: codes.map((code) => ({ code, message: code })),
});
const lease = (run = runA, until = minute(7)): Lease => ({
  runId: run,
  since: minute(0),
  until,
  progress: { phase: "reading", done: 0, total: 0 },
  unclosed: [],
});
const judge = (minutes: number, runs: readonly StoredRun[], held?: Lease, judged = pending): Verdict["kind"] =>
  judgePending(judged, {
    now: new Date(minute(minutes)),
    found: { at: minute(minutes), runs, ...(held === undefined ? {} : { lease: held }) },
  }).kind;
const judged = (run: StoredRun, before: ScheduleState = state) =>
  afterRun(before, { kind: "ended", run }, new Date(minute(6)));

describe("a pending invocation", () => {
  it("is going while nothing is known for less than 15 minutes, then silent", () => {
    expect(judge(14, [])).toBe("going");
    expect(judge(15, [])).toBe("silent");
  });

  it("is going while a lease is held, its own or another run's", () => {
    expect(judge(30, [], lease(runA, minute(31)))).toBe("going");
    expect(judge(30, [], lease(runA, minute(30)))).toBe("silent");
  });

  it.each<readonly [RunStatus, ReasonCode[], RunStatus]>([
    ["succeeded", [], "succeeded"],
    ["held", ["DEACTIVATIONS_HELD"], "held"],
    ["partial", ["SCOPE_UNREADABLE"], "partial"],
    ["partial", ["OUT_OF_TIME"], "failed"],
    ["skipped", ["ALREADY_DONE"], "failed"],
  ])("that was delivered twice, %s (%j) and then failed, is %s", (status, codes, expected) => {
    const runs = [ended(status, ...codes), { ...ended("failed", "INTERNAL"), runId: runB }];
    const found = { at: minute(6), runs };
    const verdict = judgePending(pending, { now: new Date(minute(6)), found });
    expect(verdict).toMatchObject({ kind: "ended", run: { status: expected } });
  });

  it("is going while its record is open and its lease held, killed when the lease is not its own any more", () => {
    expect(judge(5, [going], lease())).toBe("going");
    expect(judge(7, [going], lease())).toBe("killed");
    expect(judge(5, [going])).toBe("killed");
    expect(judge(5, [going], lease(runB))).toBe("killed");
  });

  it("is not taken for killed in the moment between record and lease", () => {
    expect(judge(2.1, [going])).toBe("going");
    expect(judge(2.2, [going])).toBe("killed");
    expect(judge(3, [going])).toBe("killed");
  });

  it("has ended once its record has", () => {
    expect(judge(6, [ended("succeeded")])).toBe("ended");
    expect(judge(6, [ended("failed", "INTERNAL")], lease())).toBe("ended");
  });

  it("may have records from a minute before the earlier of tick and clock", () => {
    expect(pendingSince(pending).toISOString()).toBe(minute(-1));
    expect(pendingSince({ ...pending, invokedAt: minute(15) }).toISOString()).toBe(minute(-0.9));
  });

  it("is not confused with other runs", () => {
    const { scheduledFor: _, ...manual } = ended("succeeded");
    expect(judge(6, [manual, { ...ended("succeeded"), scheduledFor: minute(-1440) }])).toBe("going");
    const found = { at: minute(6), runs: [ended("partial", "OUT_OF_TIME")] };
    expect(judgePending(pending, { now: new Date(minute(6)), found, lastRunId: runA }).kind).toBe("going");
    expect(judgePending(pending, { now: new Date(minute(6)), found }).kind).toBe("ended");
  });

  it("is not answered by a run by hand or an undo that names its due time", () => {
    expect(judge(6, [{ ...ended("succeeded"), trigger: "manual" }])).toBe("going");
    expect(judge(15, [{ ...ended("failed", "INTERNAL"), trigger: "undo" }])).toBe("silent");
  });

  it("is answered by a dry run only where the settings make one of every run", () => {
    const dryRun: StoredRun = { ...ended("succeeded"), mode: "plan" };
    expect(judge(6, [dryRun])).toBe("going");
    const found = { at: minute(6), runs: [dryRun] };
    expect(judgePending(pending, { now: new Date(minute(6)), found, mode: "plan" }).kind).toBe("ended");
    const runs = [dryRun, { ...going, runId: runB }];
    expect(judge(6, runs, lease(runB))).toBe("going");
  });

  it("waits for the other run that it ran into, and is blocked once that is over", () => {
    const skipped = ended("skipped", "RUN_IN_PROGRESS");
    expect(judge(5, [skipped], lease(runB))).toBe("going");
    expect(judge(20, [skipped], lease(runB, minute(21)))).toBe("going");
    expect(judge(5, [skipped])).toBe("blocked");
    expect(judge(5, [ended("skipped", "SETTING_SHADOWED", "RUN_IN_PROGRESS")])).toBe("blocked");
  });

  it("is judged by its run, not by a second delivery that ran into it", () => {
    const second = { ...ended("skipped", "RUN_IN_PROGRESS"), runId: runB };
    expect(judge(5, [going, second], lease())).toBe("going");
    expect(judge(6, [ended("failed", "INTERNAL"), second])).toBe("ended");
  });

  it.each(["SERVICE_DISABLED", "ALREADY_DONE"] as const)("has ended when it was skipped with %s", (code) => {
    expect(judge(5, [ended("skipped", code)], lease(runB))).toBe("ended");
    expect(judged(ended("skipped", code)).state).not.toHaveProperty("unfinishedSince");
  });

  it("has ended when it was skipped without a reason", () => {
    const { reasons: _, ...skipped } = ended("skipped");
    expect(judge(5, [skipped])).toBe("ended");
  });

  it("stays as it is while it goes on, and until the record of a killed run is closed", () => {
    expect(afterRun(state, { kind: "going" }, new Date(minute(6)))).toEqual({ state });
    expect(afterRun(state, { kind: "killed", run: going }, new Date(minute(6)))).toEqual({ state });
  });

  it("is the only thing that is judged", () => {
    const { pending: _, ...idle } = state;
    expect(afterRun(idle, { kind: "ended", run: ended("failed", "INTERNAL") }, new Date(minute(6)))).toEqual({
      state: idle,
    });
  });
});

describe("a run that ended", () => {
  it.each([
    ["succeeded", []],
    ["held", ["DEACTIVATIONS_HELD"]],
    ["partial", ["SCOPE_UNREADABLE"]],
  ] as const)("as %s is done", (status, codes) => {
    const result = judged(ended(status, ...codes), { ...state, attempt: 2, resumes: 3 });
    const { pending: _, unfinishedSince: __, ...rest } = state;
    expect(result).toEqual({ state: { ...rest, lastRunId: runA } });
  });

  it.each([
    ["request", undefined],
    ["mode", due],
    ["serviceEnabled", due],
  ])("as stopped by %s is not gone on with; the due time is still open only after a changed setting", (by, since) => {
    const reasons = [{ code: "STOPPED", message: "x", details: { by } }] as const;
    const { pending: _, unfinishedSince: __, ...rest } = state;
    const open = since === undefined ? {} : { unfinishedSince: since };
    expect(judged({ ...ended("partial"), reasons }, { ...state, attempt: 2, resumes: 3 })).toEqual({
      state: { ...rest, lastRunId: runA, ...open },
    });
  });

  it("out of time is resumed at once, ten times, and then given up", () => {
    const run = ended("partial", "SCOPE_UNREADABLE", "OUT_OF_TIME");
    expect(judged(run)).toEqual({ state: expect.objectContaining({ startAgain: "resume", resumes: 1, attempt: 0 }) });
    const last = judged(run, { ...state, resumes: maxResumes - 1 });
    expect(last.givenUp).toBeUndefined();
    expect(last.state).toMatchObject({ startAgain: "resume", resumes: 10 });
    const over = judged(run, { ...state, resumes: maxResumes });
    expect(over.state).not.toHaveProperty("startAgain");
    expect(over.givenUp).toEqual({
      cause: "resumes-used-up",
      code: "OUT_OF_TIME",
      scheduledFor: due,
      runId: runA,
      times: 10,
    });
  });

  it.each(["RINGCENTRAL_UNAVAILABLE", "RINGCX_UNAVAILABLE", "SOURCE_EMPTY", "INTERNAL"] as const)(
    "failed with %s is tried again 15, 30 and 60 minutes after the failure, then given up",
    (code) => {
      const run = ended("failed", "SETTING_SHADOWED", code);
      const retries = [0, 1, 2].map((attempt) => judged(run, { ...state, attempt }));
      expect(retries.map((retry) => retry.state.retryAt)).toEqual([minute(20), minute(35), minute(65)]);
      expect(retries.map((retry) => retry.state.attempt)).toEqual([1, 2, 3]);
      expect(retries.every((retry) => retry.givenUp === undefined && retry.state.unfinishedSince === due)).toBe(true);
      const over = judged(run, { ...state, attempt: 3 });
      expect(over.state).not.toHaveProperty("retryAt");
      expect(over.state.unfinishedSince).toBe(due);
      expect(over.givenUp).toEqual({ cause: "retries-used-up", code, scheduledFor: due, runId: runA, times: 4 });
    },
  );

  it.each(["SETTINGS_INVALID", "SECRETS_MISSING", "RINGCENTRAL_REJECTED", "RINGCX_REJECTED"] as const)(
    "failed with %s waits for somebody to change something",
    (code) => {
      const result = judged(ended("failed", "JWT_EXPIRING", code), { ...state, attempt: 1 });
      expect(result.state).toMatchObject({ rejection: { code, settingsFingerprint: "f1" }, attempt: 1 });
      expect(result.state).not.toHaveProperty("retryAt");
      expect(result.givenUp).toMatchObject({ cause: "rejected", code });
    },
  );

  it("failed out of time is not tried again", () => {
    const result = judged(ended("failed", "OUT_OF_TIME"));
    expect(result.givenUp).toMatchObject({ cause: "not-retried", code: "OUT_OF_TIME" });
    expect(result.state).not.toHaveProperty("retryAt");
    expect(result.state).not.toHaveProperty("startAgain");
    const both = judged(ended("failed", "RINGCX_UNAVAILABLE", "OUT_OF_TIME"));
    expect(both.givenUp).toMatchObject({ cause: "not-retried", code: "OUT_OF_TIME" });
  });

  it("failed without a reason is tried again like an internal fault", () => {
    const { reasons: _, ...run } = ended("failed");
    expect(judged(run).state).toMatchObject({ attempt: 1, retryAt: minute(20) });
    const over = judged(run, { ...state, attempt: 3 });
    expect(over.givenUp).toMatchObject({ cause: "retries-used-up", code: "INTERNAL" });
  });

  it("has no consequences when the service was disabled meanwhile", () => {
    const { enabledSince: _, nextRunAt: __, unfinishedSince: ___, ...off } = state;
    for (const run of [
      ended("failed", "INTERNAL"),
      ended("failed", "SECRETS_MISSING"),
      ended("partial", "OUT_OF_TIME"),
    ]) {
      const { pending: ____, ...rest } = off;
      expect(judged(run, off)).toEqual({ state: { ...rest, lastRunId: runA } });
    }
  });
});

describe("an invocation without a run", () => {
  it("is started again when another run was in its way, which is not an attempt", () => {
    const blocked = afterRun(state, { kind: "blocked", run: ended("skipped", "RUN_IN_PROGRESS") }, new Date(minute(9)));
    expect(blocked).toEqual({ state: expect.objectContaining({ startAgain: "due", attempt: 0, lastRunId: runA }) });
    expect(blocked.state).not.toHaveProperty("pending");
  });

  it("stays pending at the first silence and is a failed attempt at the second", () => {
    const now = new Date(minute(30));
    expect(afterRun(state, { kind: "silent" }, now)).toEqual({ state });
    const again = { ...state, pending: { ...pending, invokedAt: minute(15), resent: 1 as const } };
    expect(judge(29, [], undefined, again.pending)).toBe("going");
    expect(judge(30, [], undefined, again.pending)).toBe("silent");
    expect(afterRun(again, { kind: "silent" }, now).state).toMatchObject({ attempt: 1, retryAt: minute(45) });
    const over = afterRun({ ...again, attempt: 3 }, { kind: "silent" }, now);
    expect(over.givenUp).toStrictEqual({ cause: "retries-used-up", code: "INTERNAL", scheduledFor: due, times: 4 });
  });

  it("is forgotten when the service was disabled", () => {
    const { enabledSince: _, ...off } = state;
    expect(afterRun(off, { kind: "silent" }, new Date(minute(15))).state).not.toHaveProperty("pending");
  });
});
