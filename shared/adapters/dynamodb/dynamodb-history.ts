import type { RunId, TenantId } from "#shared/domain/ids.ts";
import type { Notices, RunRecord, RunStart, StoredRun } from "#shared/domain/run/run.ts";
import type { Clock } from "#shared/ports/clock.ts";
import type { History, NumberedChange, SettingsChange } from "#shared/ports/history.ts";
import { changeItem, numberedChangeOf } from "./change-item.ts";
import { DynamoDbNotices } from "./dynamodb-notices.ts";
import { DynamoDbRuns } from "./dynamodb-runs.ts";
import { expiresAt, historyEntry } from "./history-entry.ts";
import type { TableOptions } from "./table.ts";
import { Table } from "./table.ts";

/** The history table (design 3.5), but for the lease and the schedule. */
export class DynamoDbHistory implements History {
  readonly #table: Table;
  readonly #clock: Clock;
  readonly #runs: DynamoDbRuns;
  readonly #notices: DynamoDbNotices;

  constructor(options: TableOptions) {
    this.#table = new Table(options);
    this.#clock = options.clock;
    this.#runs = new DynamoDbRuns(this.#table, options.clock);
    this.#notices = new DynamoDbNotices(this.#table);
  }

  startRun(run: RunStart): Promise<void> {
    return this.#runs.startRun(run);
  }

  finishRun(run: RunRecord): Promise<void> {
    return this.#runs.finishRun(run);
  }

  closeRun(run: RunRecord): Promise<boolean> {
    return this.#runs.closeRun(run);
  }

  run(tenantId: TenantId, runId: RunId): Promise<StoredRun | undefined> {
    return this.#runs.run(tenantId, runId);
  }

  runsSince(tenantId: TenantId, since: Date): Promise<readonly StoredRun[]> {
    return this.#runs.runsSince(tenantId, since);
  }

  async writeChanges(
    run: { readonly tenantId: TenantId; readonly runId: RunId },
    changes: readonly NumberedChange[],
  ): Promise<void> {
    const lifetime = { expiresAt: expiresAt(this.#clock.now()) };
    // Lazily: items are made a batch at a time, not all 100,000 at once.
    await this.#table.putAll(changes.values().map((change) => ({ ...changeItem(run, change), ...lifetime })));
  }

  async readChanges(tenantId: TenantId, runId: RunId): Promise<readonly NumberedChange[]> {
    const changes: NumberedChange[] = [];
    for await (const page of this.#table.query({
      expression: "#tenantId = :tenantId AND begins_with(#entry, :changes)",
      values: { ":tenantId": tenantId, ":changes": historyEntry.changesOf(runId) },
    })) {
      for (const item of page) changes.push(numberedChangeOf(item));
    }
    return changes;
  }

  notices(tenantId: TenantId): Promise<Notices> {
    return this.#notices.notices(tenantId);
  }

  writeNotices(tenantId: TenantId, notices: Notices): Promise<void> {
    return this.#notices.writeNotices(tenantId, notices);
  }

  async recordSettingsChange(tenantId: TenantId, id: string, change: SettingsChange): Promise<void> {
    const entry = historyEntry.settingsChange(id);
    await this.#table.put({ ...change, tenantId, entry, expiresAt: expiresAt(this.#clock.now()) });
  }
}
