import type { RunId, TenantId, UserId } from "#shared/domain/ids.ts";
import { runId as runIdOf } from "#shared/domain/ids.ts";
import type { ChangeRecord } from "#shared/domain/roster/change.ts";
import type { StoredRun } from "#shared/domain/run/run.ts";
import { historyByUser } from "#shared/names.ts";
import type { Clock } from "#shared/ports/clock.ts";
import type { SettingsChange } from "#shared/ports/history.ts";
import type { ChangeOfRun, ForgottenNote, HistoryDesk, NotedSettingsChange } from "#shared/ports/history-desk.ts";
import { changeItem, numberedChangeOf } from "./change-item.ts";
import { storedRunOf } from "./dynamodb-runs.ts";
import { expiresAt, historyEntry } from "./history-entry.ts";
import type { Item } from "./plain-item.ts";
import type { Expression, QueryOptions, TableOptions } from "./table.ts";
import { Table } from "./table.ts";

/** The history table as people use it (design 3.5). */
export class DynamoDbHistoryDesk implements HistoryDesk {
  readonly #table: Table;
  readonly #clock: Clock;

  constructor(options: TableOptions) {
    this.#table = new Table(options);
    this.#clock = options.clock;
  }

  async recentRuns(tenantId: TenantId, limit: number): Promise<readonly StoredRun[]> {
    return (await this.#newest(entriesOf(tenantId, historyEntry.runs), { limit })).map(storedRunOf);
  }

  async changesOfUser(tenantId: TenantId, userId: UserId, limit: number): Promise<readonly ChangeOfRun[]> {
    const condition = {
      expression: `#${historyByUser.partition} = :tenantUser`,
      values: { ":tenantUser": `${tenantId}#${userId}` },
    };
    return (await this.#newest(condition, { index: historyByUser.name, limit })).map((item) => ({
      runId: runIdOf(String(item.entry).split("#")[1] ?? ""),
      ...numberedChangeOf(item),
    }));
  }

  async settingsChanges(tenantId: TenantId, limit: number): Promise<readonly NotedSettingsChange[]> {
    const items = await this.#newest(entriesOf(tenantId, historyEntry.settingsChanges), { limit });
    return items.map(({ tenantId: _tenant, entry, expiresAt: _expiresAt, ...change }) => ({
      id: String(entry).slice(historyEntry.settingsChanges.length),
      change: change as unknown as SettingsChange,
    }));
  }

  async rewriteChange(
    tenantId: TenantId,
    { runId, number, record }: { readonly runId: RunId; readonly number: number; readonly record: ChangeRecord },
  ): Promise<void> {
    const { entry, tenantId: _tenant, ...item } = changeItem({ tenantId, runId }, { number, record });
    const names = Object.keys(item).filter((name) => item[name] !== undefined);
    await this.#table.update(
      { tenantId, entry },
      {
        expression: `SET ${names.map((name) => `#${name} = :${name}`).join(", ")}`,
        values: Object.fromEntries(names.map((name) => [`:${name}`, item[name]])),
      },
      { expression: "attribute_exists(#entry)" },
    );
  }

  async noteForgotten(tenantId: TenantId, id: string, note: ForgottenNote): Promise<void> {
    const entry = historyEntry.forgotten(id);
    await this.#table.put({ ...note, tenantId, entry, expiresAt: expiresAt(this.#clock.now()) });
  }

  async #newest(condition: Expression, options: QueryOptions & { readonly limit: number }): Promise<readonly Item[]> {
    const items: Item[] = [];
    for await (const page of this.#table.query(condition, { ...options, order: "descending" })) {
      items.push(...page);
      if (items.length >= options.limit) break;
    }
    return items.slice(0, options.limit);
  }
}

function entriesOf(tenantId: TenantId, prefix: string): Expression {
  const expression = "#tenantId = :tenantId AND begins_with(#entry, :prefix)";
  return { expression, values: { ":tenantId": tenantId, ":prefix": prefix } };
}
