import { describe, expect, it } from "vitest";
import { runId, tenantId } from "#shared/domain/ids.ts";
import type { Lease } from "#shared/domain/run/run.ts";
import { maxResumes } from "#shared/domain/schedule/after-run.ts";
import { judgeResumeRequest, withRequestAnswered } from "#shared/domain/schedule/resume-request.ts";
import type { PendingRun, ResumeRequest, ScheduleState } from "#shared/domain/schedule/schedule-state.ts";
import { unseen } from "#shared/domain/schedule/schedule-state.ts";

const now = new Date("2026-03-02T12:00:00.000Z");
const due = "2026-03-02T02:00:00.000Z";
const minutesAgo = (minutes: number): string => new Date(now.getTime() - minutes * 60_000).toISOString();
const request: ResumeRequest = {
  runId: runId("01JRUN0000000000000000000A"),
  event: { tenantId: tenantId("t"), trigger: "manual" },
};
const forDue: ResumeRequest = { ...request, event: { ...request.event, trigger: "schedule", scheduledFor: due } };
const judge = (state: Partial<ScheduleState>, lease?: Lease) =>
  judgeResumeRequest({ ...unseen, ...state }, { now, at: now, ...(lease === undefined ? {} : { lease }) });
const leaseUntil = (until: string): Lease => ({
  ...{ runId: request.runId, since: due, until, unclosed: [] },
  progress: { phase: "reading", done: 0, total: 0 },
});

describe("a request to go on with a run", () => {
  it("is none when nobody asked", () => {
    expect(judge({})).toEqual({ kind: "none" });
  });

  it("is granted when nobody is at work", () => {
    expect(judge({ resumeRequest: request })).toEqual({ kind: "start", request, count: 1 });
    expect(judge({ resumeRequest: request }, leaseUntil(now.toISOString()))).toMatchObject({ kind: "start" });
  });

  it("waits for an invocation that is pending and for a lease that is held", () => {
    const pending: PendingRun = {
      ...{ scheduledFor: due, invokedAt: due, sentAt: due, settingsFingerprint: "f" },
      ...{ reason: "due", resent: 0 },
    };
    expect(judge({ resumeRequest: request, pending })).toEqual({ kind: "wait" });
    expect(judge({ resumeRequest: request }, leaseUntil("2026-03-02T12:00:00.001Z"))).toEqual({ kind: "wait" });
  });

  it("is dropped only when the run is the one that the schedule itself goes on with", () => {
    expect(judge({ resumeRequest: forDue, lastScheduledFor: due })).toEqual({ kind: "drop" });
    expect(judge({ resumeRequest: forDue, lastScheduledFor: minutesAgo(1) })).toMatchObject({ kind: "start" });
    expect(judge({ resumeRequest: forDue })).toMatchObject({ kind: "start" });
    const byHand: ResumeRequest = { ...forDue, event: { ...forDue.event, trigger: "manual" } };
    expect(judge({ resumeRequest: byHand, lastScheduledFor: due })).toMatchObject({ kind: "start" });
  });

  it("counts on for half an hour after the resume before it, then anew", () => {
    const after = (minutes: number) =>
      judge({ resumeRequest: request, requestedResume: { at: minutesAgo(minutes), count: 4 } });
    expect(after(30)).toEqual({ kind: "start", request, count: 5 });
    expect(after(30.001)).toEqual({ kind: "start", request, count: 1 });
  });

  it("is used up after the tenth resume in a row", () => {
    const after = (count: number) => judge({ resumeRequest: request, requestedResume: { at: minutesAgo(1), count } });
    expect(after(maxResumes - 1)).toEqual({ kind: "start", request, count: 10 });
    expect(after(maxResumes)).toEqual({ kind: "used-up", request });
  });

  it("leaves the state when it is answered, with what is to be known of the next one", () => {
    const asked: ScheduleState = {
      ...{ ...unseen, version: 3, resumeRequest: request },
      requestedResume: { at: minutesAgo(5), count: 2 },
    };
    expect(withRequestAnswered(asked, undefined)).toStrictEqual({ ...unseen, version: 3 });
    expect(withRequestAnswered(asked, { at: now, count: 3 })).toStrictEqual({
      ...{ ...unseen, version: 3 },
      requestedResume: { at: now.toISOString(), count: 3 },
    });
  });
});
