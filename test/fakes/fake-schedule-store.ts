import type { TenantId } from "#shared/domain/ids.ts";
import type { ResumeRequest, ScheduleState } from "#shared/domain/schedule/schedule-state.ts";
import { unseen } from "#shared/domain/schedule/schedule-state.ts";
import type { ScheduleStore } from "#shared/ports/schedules.ts";

/** A schedule store in memory. */
export class FakeScheduleStore implements ScheduleStore {
  readonly #states = new Map<TenantId, ScheduleState>();
  readonly #everEnabled = new Set<TenantId>();
  /** Writes that changed something, for tests that count them. */
  writes = 0;

  async readAll(tenantIds: readonly TenantId[]): Promise<ReadonlyMap<TenantId, ScheduleState>> {
    const found = new Map<TenantId, ScheduleState>();
    for (const id of tenantIds) {
      const state = this.#states.get(id);
      if (state !== undefined) found.set(id, structuredClone(state));
    }
    return found;
  }

  async everEnabled(): Promise<ReadonlySet<TenantId>> {
    return new Set(this.#everEnabled);
  }

  async addEverEnabled(tenantIds: readonly TenantId[]): Promise<void> {
    for (const id of tenantIds) this.#everEnabled.add(id);
  }

  async write(tenantId: TenantId, state: ScheduleState): Promise<boolean> {
    const { version } = this.#states.get(tenantId) ?? unseen;
    if (version !== state.version) return false;
    this.#states.set(tenantId, structuredClone({ ...state, version: version + 1 }));
    this.writes += 1;
    return true;
  }

  async requestResume(tenantId: TenantId, request: ResumeRequest): Promise<void> {
    const state = this.#states.get(tenantId) ?? unseen;
    this.#states.set(tenantId, structuredClone({ ...state, resumeRequest: request, version: state.version + 1 }));
  }

  async noteRead(tenantId: TenantId, read: Pick<ScheduleState, "settledAt" | "readSubAccounts">): Promise<void> {
    const state = this.#states.get(tenantId) ?? unseen;
    this.#states.set(tenantId, structuredClone({ ...state, ...read, version: state.version + 1 }));
  }

  /** As if somebody had deleted the item. */
  forget(tenantId: TenantId): void {
    this.#states.delete(tenantId);
  }

  /** The state as it stands, for tests. */
  state(tenantId: TenantId): ScheduleState | undefined {
    return this.#states.get(tenantId);
  }
}
