import type { RunId } from "#shared/domain/ids.ts";
import type { SyncEvent } from "#shared/domain/run/run.ts";
import type { AlertCode, ReasonCode } from "#shared/domain/sync-error.ts";

export const startReasons = ["due", "resume", "retry"] as const;
/** Why a run is started: its time has come, its time ran out before, or it failed before. */
export type StartReason = (typeof startReasons)[number];

/** An invocation whose end dispatch has not seen yet. */
export interface PendingRun {
  readonly scheduledFor: string;
  readonly reason: StartReason;
  /** Tick at which it was sent (last): the 15 minutes of silence count from here. */
  readonly invokedAt: string;
  /** The clock when it was sent first: no record of it can be older. */
  readonly sentAt: string;
  readonly resent: 0 | 1;
  /** Fingerprint of the raw settings at that time, against which a rejection is held. */
  readonly settingsFingerprint: string;
}

/** A failure that waits for a person to change something. */
interface Rejection {
  readonly code: ReasonCode;
  readonly settingsFingerprint: string;
  /** Absent until they were read for the first time. */
  readonly secretVersionIds?: readonly string[];
}

/** A run's wish to be gone on with: its time ran out before it had applied everything. */
export interface ResumeRequest {
  readonly runId: RunId;
  readonly event: SyncEvent;
}

/** An alert that is not told yet: SNS has not taken it. */
export interface UntoldAlert {
  readonly code: AlertCode;
  readonly runId?: RunId;
  readonly subject: string;
  readonly message: string;
}

/** Changes of safeguards and of who is read, gathered so that one person's edits make one message. */
export interface WatchedChange {
  /** The tick that saw the first of them. */
  readonly since: string;
  /** Names, sorted, each once. */
  readonly attributes: readonly string[];
}

export const offDutyKinds = ["disabled", "settings-gone"] as const;

/** Why a tenant whose service was enabled once is not kept in step. */
export interface OffDuty {
  readonly kind: (typeof offDutyKinds)[number];
  /** The tick that saw it first. */
  readonly since: string;
  /** When an alert was last made of it. */
  readonly alertedAt: string;
}

/**
 * What dispatch remembers of one tenant, the item `schedule` of the history table. Instants are ISO 8601 UTC.
 * The run it is concerned with is always the one for `lastScheduledFor`.
 */
export interface ScheduleState {
  /** Grows by one with every write; 0 where nothing was stored. Writes are conditional on it. */
  readonly version: number;
  /** The next time that is not answered yet; in the past while it waits for its start. Absent when disabled. */
  readonly nextRunAt?: string;
  /** `HH:MM` that `nextRunAt` was made from. */
  readonly runDailyAtUtc?: string;
  /** The tick that saw the service enabled; absent when disabled. */
  readonly enabledSince?: string;
  /** The tick that first saw the service enabled; it stays when the service is disabled. */
  readonly firstEnabledAt?: string;
  readonly lastScheduledFor?: string;
  /** Failed attempts for `lastScheduledFor` that time could heal. */
  readonly attempt: number;
  /** When the next attempt may start; absent when none waits. */
  readonly retryAt?: string;
  /** How often the run for `lastScheduledFor` was resumed. */
  readonly resumes: number;
  /** The run for `lastScheduledFor` is to be started (again) as soon as possible. */
  readonly startAgain?: StartReason;
  readonly pending?: PendingRun;
  readonly rejection?: Rejection;
  /** The oldest due time whose run has not ended `succeeded`, `held`, or `partial` (unless a changed setting stopped it). */
  readonly unfinishedSince?: string;
  /** The last run whose end was judged; records up to it are old news. */
  readonly lastRunId?: RunId;
  /** When a first apply run without a pilot had read and applied everything: new users are expected until a week later. */
  readonly settledAt?: string;
  /** Sub-accounts that some apply run has read completely; absent while none has ended. */
  readonly readSubAccounts?: readonly string[];
  /** Left by a run that dispatch did not start. */
  readonly resumeRequest?: ResumeRequest;
  /** The last such run that was gone on with, and for which time in a row. */
  readonly requestedResume?: { readonly at: string; readonly count: number };
  /** Raw settings as seen last, without secrets, and their fingerprint. */
  readonly seenSettings?: Readonly<Record<string, unknown>>;
  readonly seenFingerprint?: string;
  /** What checking them came to. */
  readonly settingsCheck?: "valid" | "faulty";
  readonly watchedChange?: WatchedChange;
  readonly offDuty?: OffDuty;
  /** The end of the last run that applied what RingCentral says. */
  readonly lastAppliedAt?: string;
  /** When runs that dispatch did not start were last looked through for one that applied. */
  readonly appliedLookedAt?: string;
  /** Oldest first. */
  readonly untold?: readonly UntoldAlert[];
}

/** The state of a tenant that dispatch has never seen. */
export const unseen: ScheduleState = { version: 0, attempt: 0, resumes: 0 };
