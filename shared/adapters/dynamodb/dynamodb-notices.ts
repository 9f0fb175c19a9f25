import type { TenantId, UserId } from "#shared/domain/ids.ts";
import type { Notices } from "#shared/domain/run/run.ts";
import { noNotices } from "#shared/domain/run/run.ts";
import type { History } from "#shared/ports/history.ts";
import { historyEntry } from "./history-entry.ts";
import type { Table } from "./table.ts";

/** Of an item's 400 KB: what the two lists may take together. */
const largestListsBytes = 300_000;

/** What has been alerted already: the entry `notices`. */
export class DynamoDbNotices implements Pick<History, "notices" | "writeNotices"> {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async notices(tenantId: TenantId): Promise<Notices> {
    const item = await this.#table.get({ tenantId, entry: historyEntry.notices });
    if (item === undefined) return noNotices;
    const { tenantId: _tenantId, entry: _entry, ...notices } = item;
    return { ...noNotices, ...(notices as Partial<Notices>) };
  }

  async writeNotices(tenantId: TenantId, notices: Notices): Promise<void> {
    let left = largestListsBytes;
    // What does not fit counts as not alerted yet: better told twice than a run that fails at its very end.
    const fitting = <Id extends string | UserId>(ids: readonly Id[]): readonly Id[] =>
      ids.filter((id) => {
        left -= Buffer.byteLength(id) + 4;
        return left >= 0;
      });
    const protectedAbsent = fitting(notices.protectedAbsent);
    const conflicts = fitting(notices.conflicts);
    await this.#table.put({ ...notices, protectedAbsent, conflicts, tenantId, entry: historyEntry.notices });
  }
}
