import type { RunId, TenantId, UserId } from "#shared/domain/ids.ts";
import type { ChangeRecord } from "#shared/domain/roster/change.ts";
import type { StoredRun } from "#shared/domain/run/run.ts";
import type { NumberedChange, SettingsChange } from "./history.ts";

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

/** What people read and write in the history, beside what the runs do themselves. */
export interface HistoryDesk {
  /** Newest first, `limit` at most. */
  recentRuns(tenantId: TenantId, limit: number): Promise<readonly StoredRun[]>;
  /** Everything that was changed or planned of one user, newest first, `limit` at most; a second or so behind. */
  changesOfUser(tenantId: TenantId, userId: UserId, limit: number): Promise<readonly ChangeOfRun[]>;
  /** Newest first, `limit` at most. */
  settingsChanges(tenantId: TenantId, limit: number): Promise<readonly NotedSettingsChange[]>;
  /** Replaces the record of one change, for a privacy request; everything but `record` stays. */
  rewriteChange(
    tenantId: TenantId,
    change: { readonly runId: RunId; readonly number: number; readonly record: ChangeRecord },
  ): Promise<void>;
  /** Records that a person's names and e-mail were taken out of the history. `id` is a ULID. */
  noteForgotten(tenantId: TenantId, id: string, note: ForgottenNote): Promise<void>;
}
