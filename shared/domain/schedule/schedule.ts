import type { ScheduleSettings } from "#shared/domain/settings/parsed-settings.ts";
import { nextDaily } from "./daily-time.ts";
import type { PendingRun, ScheduleState, StartReason } from "./schedule-state.ts";

/**
 * The state after a look at the settings: enabling and a changed time move `nextRunAt` to the next such time,
 * disabling drops all that waits. What cannot be read stays as it was.
 */
export function followSettings(state: ScheduleState, settings: ScheduleSettings, now: Date): ScheduleState {
  const runDailyAtUtc = settings.runDailyAtUtc ?? state.runDailyAtUtc;
  const time = runDailyAtUtc === undefined ? {} : { runDailyAtUtc };
  const isEnabled = settings.serviceEnabled ?? state.enabledSince !== undefined;
  if (!isEnabled) return { ...disabled(state), ...time };
  const { enabledSince = now.toISOString(), firstEnabledAt = enabledSince, nextRunAt } = state;
  if (runDailyAtUtc === undefined) return { ...state, enabledSince, firstEnabledAt };
  // A disabled schedule has no next time, so it gets a new one, too.
  const isKept = nextRunAt !== undefined && runDailyAtUtc === state.runDailyAtUtc;
  return {
    ...state,
    ...time,
    enabledSince,
    firstEnabledAt,
    nextRunAt: isKept ? nextRunAt : nextDaily(runDailyAtUtc, now),
  };
}

/** A run that goes on is still watched, so that its record gets its end. */
function disabled(state: ScheduleState): ScheduleState {
  const { nextRunAt: _next, enabledSince: _enabled, retryAt: _retry, startAgain: _again, ...rest } = state;
  const { rejection: _rejection, unfinishedSince: _since, ...kept } = rest;
  return { ...kept, attempt: 0, resumes: 0 };
}

/** A run that should be started now. */
export interface DueRun {
  readonly scheduledFor: string;
  readonly reason: StartReason;
}

/** What else decides whether a run should be started. */
export interface StartFacts {
  /** Tick. */
  readonly now: Date;
  /** Fingerprint of the raw settings as they are now. */
  readonly settingsFingerprint: string;
  /** Of the secret, as they are now; absent when they were not read. */
  readonly secretVersionIds?: readonly string[] | undefined;
}

/**
 * The run that should be started now, if any: never beside one that is going; a new due time comes before what is
 * left of the one before it.
 */
export function nextStart(state: ScheduleState, facts: StartFacts): DueRun | undefined {
  if (state.pending !== undefined || state.enabledSince === undefined) return undefined;
  const now = facts.now.toISOString();
  const { nextRunAt, lastScheduledFor, startAgain, retryAt } = state;
  if (hasCome(nextRunAt, now)) return { scheduledFor: nextRunAt, reason: "due" };
  if (lastScheduledFor === undefined) return undefined;
  if (startAgain !== undefined) return { scheduledFor: lastScheduledFor, reason: startAgain };
  if (hasCome(retryAt, now)) return { scheduledFor: lastScheduledFor, reason: "retry" };
  return isHealed(state, facts) ? { scheduledFor: lastScheduledFor, reason: "retry" } : undefined;
}

/** Whether the settings or the secret have changed since a rejection. */
function isHealed({ rejection }: ScheduleState, { settingsFingerprint, secretVersionIds }: StartFacts): boolean {
  if (rejection === undefined) return false;
  if (rejection.settingsFingerprint !== settingsFingerprint) return true;
  const { secretVersionIds: before } = rejection;
  return before !== undefined && secretVersionIds !== undefined && before.join() !== secretVersionIds.join();
}

/** Remembers the secret's versions at the first look after a rejection: only later ones are a change. */
export function withSecretVersions(state: ScheduleState, secretVersionIds: readonly string[]): ScheduleState {
  const { rejection } = state;
  if (rejection === undefined || rejection.secretVersionIds !== undefined) return state;
  return { ...state, rejection: { ...rejection, secretVersionIds } };
}

/** Notes since when an answer is due. */
export function withDueNoted(state: ScheduleState, now: Date): ScheduleState {
  const { nextRunAt } = state;
  const isNew = state.unfinishedSince === undefined && hasCome(nextRunAt, now.toISOString());
  return isNew ? { ...state, unfinishedSince: nextRunAt } : state;
}

function hasCome(at: string | undefined, now: string): at is string {
  return at !== undefined && at <= now;
}

/** The state with a wish granted; `sentAt` is the clock. Written before the run is invoked. */
export function withStart(
  state: ScheduleState,
  wish: DueRun,
  facts: Pick<StartFacts, "now" | "settingsFingerprint"> & { readonly sentAt: Date },
): ScheduleState {
  const { startAgain: _again, retryAt: _retry, rejection, ...rest } = state;
  const pending: PendingRun = {
    ...wish,
    invokedAt: facts.now.toISOString(),
    sentAt: facts.sentAt.toISOString(),
    resent: 0,
    settingsFingerprint: facts.settingsFingerprint,
  };
  if (wish.scheduledFor === state.nextRunAt && state.runDailyAtUtc !== undefined) {
    // However many times were missed, the run starts late once, for the oldest of them.
    const nextRunAt = nextDaily(state.runDailyAtUtc, facts.now);
    return { ...rest, lastScheduledFor: wish.scheduledFor, nextRunAt, attempt: 0, resumes: 0, pending };
  }
  // What somebody has changed since a rejection deserves its own attempts.
  return { ...rest, attempt: rejection === undefined ? state.attempt : 0, pending };
}

/** The state with a silent invocation sent once more, which is not an attempt. */
export function withResent(state: ScheduleState, pending: PendingRun, now: Date): ScheduleState {
  return { ...state, pending: { ...pending, invokedAt: now.toISOString(), resent: 1 } };
}

/** Whole and broken hours since the oldest due run that is not answered yet; 0 if there is none. */
export function hoursOverdue({ unfinishedSince }: ScheduleState, now: Date): number {
  if (unfinishedSince === undefined) return 0;
  return Math.max(0, (now.getTime() - Date.parse(unfinishedSince)) / 3_600_000);
}
