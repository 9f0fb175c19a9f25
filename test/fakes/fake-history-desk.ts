import type { TenantId, UserId } from "#shared/domain/ids.ts";
import type { StoredRun } from "#shared/domain/run/run.ts";
import type { ChangeOfRun, ForgottenNote, HistoryDesk, NotedSettingsChange } from "#shared/ports/history-desk.ts";
import type { FakeHistory } from "./fake-history.ts";

/** What people read and write of a history in memory. */
export class FakeHistoryDesk implements HistoryDesk {
  readonly #history: FakeHistory;
  /** Privacy requests that were answered, in order. */
  readonly forgotten: ForgottenNote[] = [];

  constructor(history: FakeHistory) {
    this.#history = history;
  }

  async recentRuns(tenantId: TenantId, limit: number): Promise<readonly StoredRun[]> {
    return (await this.#history.runsSince(tenantId, new Date(0))).toReversed().slice(0, limit);
  }

  async changesOfUser(tenantId: TenantId, userId: UserId, limit: number): Promise<readonly ChangeOfRun[]> {
    const changes = this.#history.allChanges(tenantId).filter(({ record }) => record.userId === userId);
    const entry = ({ runId, number }: ChangeOfRun) => `${runId}#${String(number).padStart(6, "0")}`;
    return changes.sort((left, right) => (entry(left) < entry(right) ? 1 : -1)).slice(0, limit);
  }

  async settingsChanges(tenantId: TenantId, limit: number): Promise<readonly NotedSettingsChange[]> {
    const noted = Array.from(this.#history.settingsChangesById(tenantId), ([id, change]) => ({ id, change }));
    return noted.sort((left, right) => (left.id < right.id ? 1 : -1)).slice(0, limit);
  }

  async rewriteChange(tenantId: TenantId, { runId, ...change }: ChangeOfRun): Promise<void> {
    if (this.#history.allChanges(tenantId).some((one) => one.runId === runId && one.number === change.number))
      await this.#history.writeChanges({ tenantId, runId }, [change]);
  }

  async noteForgotten(_tenantId: TenantId, _id: string, note: ForgottenNote): Promise<void> {
    this.forgotten.push(note);
  }
}
