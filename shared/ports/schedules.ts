import type { TenantId } from "#shared/domain/ids.ts";
import type { ResumeRequest, ScheduleState } from "#shared/domain/schedule/schedule-state.ts";

/** What dispatch remembers of each tenant (design 3.5). */
export interface ScheduleStore {
  /** States of the tenants that have one, strongly consistent. An attribute that cannot be read is absent. */
  readAll(tenantIds: readonly TenantId[]): Promise<ReadonlyMap<TenantId, ScheduleState>>;
  /** Tenants whose service was enabled at some time, whether or not they still have settings. */
  everEnabled(): Promise<ReadonlySet<TenantId>>;
  addEverEnabled(tenantIds: readonly TenantId[]): Promise<void>;
  /** Replaces the state, whose `version` is the one that was read; `false` when somebody else has written since. */
  write(tenantId: TenantId, state: ScheduleState): Promise<boolean>;
  /**
   * Asks the next tick to go on with a run that ran out of time; replaces an earlier request. For runs that
   * dispatch did not start: those it goes on with by itself, and drops the request. At most 10 times in a row.
   */
  requestResume(tenantId: TenantId, request: ResumeRequest): Promise<void>;
  /** Notes what an apply run has read completely, and that the tenant has settled in; nothing else is touched. */
  noteRead(tenantId: TenantId, read: Pick<ScheduleState, "settledAt" | "readSubAccounts">): Promise<void>;
}
