import { runId as runIdOf, type TenantId, type UserId } from "#shared/domain/ids.ts";
import type { StoredRun } from "#shared/domain/run/run.ts";
import { historyByUser } from "#shared/names.ts";
import type { Clock } from "#shared/ports/clock.ts";
import type {
  ChangeOfRun,
  ForgottenNote,
  NotedSettingsChange,
  OperatorHistory,
  SettingsChange,
} from "#shared/ports/history.ts";
import { changeItem, numberedChangeOf } from "./change-item.ts";
import { DynamoDbHistory, storedRunOf } from "./dynamodb-history.ts";
import { entriesOf, expiresAt, historyEntry } from "./history-entry.ts";
import type { Item } from "./plain-item.ts";
import type { Expression, QueryOptions, TableOptions } from "./table.ts";
import { Table } from "./table.ts";

/** The history table (design 3.5) with what people read and write in it. */
export class DynamoDbOperatorHistory extends DynamoDbHistory implements OperatorHistory {
  readonly #table: Table;
  readonly #clock: Clock;

  constructor(options: TableOptions) {
    super(options);
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

  async rewriteChange(tenantId: TenantId, { runId, number, record }: ChangeOfRun): Promise<void> {
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
