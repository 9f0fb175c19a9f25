import type { RunId } from "#shared/domain/ids.ts";
import type { StoredRun } from "#shared/domain/run/run.ts";
import { isStoppedBySetting } from "#shared/domain/run/stop.ts";
import type { ReasonCode } from "#shared/domain/sync-error.ts";
import { healingCodes, rejectionCodes } from "#shared/domain/sync-error.ts";
import type { Verdict } from "./pending-run.ts";
import type { ScheduleState } from "./schedule-state.ts";

/** Minutes after the end of a failure until the next attempt; after the last one no retry is left. */
const retryMinutes = [15, 30, 60] as const;

/** How often a run that ran out of time is gone on with. */
export const maxResumes = 10;

/** A run that is not tried again by itself. */
export interface GivenUp {
  readonly cause: "retries-used-up" | "resumes-used-up" | "rejected" | "not-retried";
  /** Absent for a run that was started by hand. */
  readonly scheduledFor?: string | undefined;
  readonly code: ReasonCode;
  /** Absent when the invocations left no trace. */
  readonly runId?: RunId;
  /** Runs that were tried for this due time, or times it was resumed. */
  readonly times: number;
}

/** The state after a pending invocation was judged, and whether that was the end of it. */
export interface AfterRun {
  readonly state: ScheduleState;
  readonly givenUp?: GivenUp;
}

interface Failure {
  readonly code: ReasonCode;
  /** Of the invocation, against which a change of the settings is told. */
  readonly settingsFingerprint: string;
  readonly finishedAt: string;
  readonly runId?: RunId;
}

/** Draws the consequences of what became of the pending invocation; `going` and `killed` have none yet. */
export function afterRun(state: ScheduleState, verdict: Verdict, now: Date): AfterRun {
  const { pending } = state;
  if (pending === undefined) return { state };
  const { settingsFingerprint } = pending;
  switch (verdict.kind) {
    case "going":
    case "killed":
      return { state };
    case "blocked": {
      const again = isEnabled(state) ? { startAgain: pending.reason } : {};
      return { state: { ...withoutPending(state), lastRunId: verdict.run.runId, ...again } };
    }
    case "silent":
      // The first silence is answered by sending the invocation again, which leaves it pending.
      if (pending.resent === 0 && isEnabled(state)) return { state };
      return afterFailure(withoutPending(state), {
        code: "INTERNAL",
        finishedAt: now.toISOString(),
        settingsFingerprint,
      });
    case "ended":
      return afterEnd(
        { ...withoutPending(state), lastRunId: verdict.run.runId },
        { run: verdict.run, settingsFingerprint },
      );
  }
}

function afterEnd(
  state: ScheduleState,
  { run, settingsFingerprint }: { readonly run: StoredRun; readonly settingsFingerprint: string },
): AfterRun {
  const codes = run.reasons?.map(({ code }) => code) ?? [];
  if (run.status === "failed") {
    return afterFailure(state, {
      code: decisive(codes),
      finishedAt: run.finishedAt ?? run.startedAt,
      settingsFingerprint,
      runId: run.runId,
    });
  }
  const { unfinishedSince } = state;
  // Nothing is tried again, but what is due has not been done either.
  const isOpen = isStoppedBySetting(run) && unfinishedSince !== undefined;
  const answered = { ...answeredState(state), ...(isOpen ? { unfinishedSince } : {}) };
  // Whatever else it came to: one that also holds something is `held`, and still has changes left to make.
  if (!codes.includes("OUT_OF_TIME") || !isEnabled(state)) return { state: answered };
  if (state.resumes < maxResumes) {
    return { state: { ...answered, resumes: state.resumes + 1, startAgain: "resume" } };
  }
  const { lastScheduledFor: scheduledFor = run.startedAt } = state;
  const facts = { scheduledFor, runId: run.runId, times: maxResumes } as const;
  return { state: answered, givenUp: { cause: "resumes-used-up", code: "OUT_OF_TIME", ...facts } };
}

function afterFailure(state: ScheduleState, { code, settingsFingerprint, finishedAt, runId }: Failure): AfterRun {
  if (!isEnabled(state)) return { state };
  const { lastScheduledFor: scheduledFor = finishedAt } = state;
  const facts = { scheduledFor, code, times: state.attempt + 1, ...(runId === undefined ? {} : { runId }) };
  if (rejectionCodes.includes(code)) {
    return { state: { ...state, rejection: { code, settingsFingerprint } }, givenUp: { cause: "rejected", ...facts } };
  }
  if (!healingCodes.includes(code)) return { state, givenUp: { cause: "not-retried", ...facts } };
  const minutes = retryMinutes[state.attempt];
  const attempt = state.attempt + 1;
  if (minutes === undefined) return { state: { ...state, attempt }, givenUp: { cause: "retries-used-up", ...facts } };
  const retryAt = new Date(Date.parse(finishedAt) + minutes * 60_000).toISOString();
  return { state: { ...state, attempt, retryAt } };
}

function withoutPending({ pending: _, ...state }: ScheduleState): ScheduleState {
  return state;
}

/** The due time is answered: nothing waits any more. */
function answeredState(state: ScheduleState): ScheduleState {
  const { retryAt: _retry, startAgain: _again, rejection: _rejection, unfinishedSince: _since, ...rest } = state;
  return { ...rest, attempt: 0, resumes: 0 };
}

/** The reason that decides what happens next: what only a person can heal comes first. */
function decisive(codes: readonly ReasonCode[]): ReasonCode {
  return (
    codes.find((code) => rejectionCodes.includes(code)) ??
    codes.find((code) => code === "OUT_OF_TIME") ??
    codes.find((code) => healingCodes.includes(code)) ??
    codes[0] ??
    "INTERNAL"
  );
}

function isEnabled({ enabledSince }: ScheduleState): boolean {
  return enabledSince !== undefined;
}
