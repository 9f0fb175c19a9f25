import type { RunId, TenantId, UserId } from "#shared/domain/ids.ts";
import type { Notices } from "#shared/domain/outcome/notices.ts";
import type { ChangeRecord } from "#shared/domain/roster/change.ts";
import type { RunRecord, StoredRun } from "#shared/domain/run/run.ts";
import type { SettingsIssue } from "#shared/domain/settings/settings.ts";

/** A change record with its place in the run, 1 to 999,999. */
export interface NumberedChange {
  readonly number: number;
  readonly record: ChangeRecord;
}

/** A change of the settings that dispatch has seen. */
export interface SettingsChange {
  readonly at: string;
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
  readonly valid: boolean;
  readonly faults: readonly SettingsIssue[];
  /** Who saved it: an AWS identity, or `console <account> <request id>`. Absent where dispatch noticed it. */
  readonly by?: string;
}

/** What has happened, kept for 400 days (design 3.5). Reads are strongly consistent. */
export interface History {
  /** Replaces what is on record of a run that goes on. */
  startRun(run: StoredRun): Promise<void>;
  finishRun(run: RunRecord): Promise<void>;
  /** Ends somebody else's run that has not ended; `false` when it had, or does not exist. */
  closeRun(run: RunRecord): Promise<boolean>;
  run(tenantId: TenantId, runId: RunId): Promise<StoredRun | undefined>;
  /** Runs started at or after an instant, oldest first. */
  runsSince(tenantId: TenantId, since: Date): Promise<readonly StoredRun[]>;
  /** Newest first; read as far as they are asked for. */
  runsBackwards(tenantId: TenantId): AsyncIterable<StoredRun>;

  /** Writes records whole, in batches; the same number again replaces the record. */
  writeChanges(
    run: { readonly tenantId: TenantId; readonly runId: RunId },
    changes: readonly NumberedChange[],
  ): Promise<void>;
  /** All records of a run, in order. */
  readChanges(tenantId: TenantId, runId: RunId): Promise<readonly NumberedChange[]>;

  notices(tenantId: TenantId): Promise<Notices>;
  writeNotices(tenantId: TenantId, notices: Notices): Promise<void>;

  recordSettingsChange(tenantId: TenantId, id: string, change: SettingsChange): Promise<void>;
}

/** A change record with the run that it belongs to. */
export interface ChangeOfRun extends NumberedChange {
  readonly runId: RunId;
}

/** A settings change with its id, a ULID. */
export interface NotedSettingsChange {
  readonly id: string;
  readonly change: SettingsChange;
}

/** A privacy request that was answered. */
export interface ForgottenNote {
  readonly userId: UserId;
  readonly by: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** Change records that held a name or an e-mail. */
  readonly records: number;
}

/** The history with what people read and write in it, beside what the runs do themselves. */
export interface OperatorHistory extends History {
  /** Newest first, `limit` at most. */
  recentRuns(tenantId: TenantId, limit: number): Promise<readonly StoredRun[]>;
  /** Everything that was changed or planned of one user, newest first, `limit` at most; a second or so behind. */
  changesOfUser(tenantId: TenantId, userId: UserId, limit: number): Promise<readonly ChangeOfRun[]>;
  /** Newest first, `limit` at most. */
  settingsChanges(tenantId: TenantId, limit: number): Promise<readonly NotedSettingsChange[]>;
  /** Replaces the record of one change, for a privacy request; everything but `record` stays. */
  rewriteChange(tenantId: TenantId, change: ChangeOfRun): Promise<void>;
  /** Records that a person's names and e-mail were taken out of the history. `id` is a ULID. */
  noteForgotten(tenantId: TenantId, id: string, note: ForgottenNote): Promise<void>;
}
