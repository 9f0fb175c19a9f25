import { encodeTime } from "ulid";
import type { RunId, TenantId } from "#shared/domain/ids.ts";
import { type Notices, noNotices } from "#shared/domain/outcome/notices.ts";
import type { RunRecord, StoredRun } from "#shared/domain/run/run.ts";
import type { Clock } from "#shared/ports/clock.ts";
import type { History, NumberedChange, SettingsChange } from "#shared/ports/history.ts";
import { changeItem, numberedChangeOf } from "./change-item.ts";
import { entriesOf, expiresAt, historyEntry } from "./history-entry.ts";
import type { Item } from "./plain-item.ts";
import { type Expression, Table, type TableOptions } from "./table.ts";

/** Characters of a ULID that tell the time. */
const timeCharacters = 10;
/** Of an item's 400 KB: what the two lists of the notices may take together. */
const largestListsBytes = 300_000;

/** The history table (design 3.5), but for the lease and the schedule. */
export class DynamoDbHistory implements History {
  readonly #table: Table;
  readonly #clock: Clock;

  constructor(options: TableOptions) {
    this.#table = new Table(options);
    this.#clock = options.clock;
  }

  async startRun(run: StoredRun): Promise<void> {
    await this.#table.put(this.#runItem(run));
  }

  async finishRun(run: RunRecord): Promise<void> {
    await this.#table.put(this.#runItem(run));
  }

  async closeRun(run: RunRecord): Promise<boolean> {
    const condition = { expression: "attribute_exists(#entry) AND attribute_not_exists(#finishedAt)" };
    if ((await this.#table.put(this.#runItem(run), condition)) === "written") return true;
    // Refused: perhaps by our own earlier attempt, whose answer was lost on the way.
    const stored = await this.run(run.tenantId, run.runId);
    return stored?.finishedAt === run.finishedAt && stored.status === run.status;
  }

  async run(tenantId: TenantId, runId: RunId): Promise<StoredRun | undefined> {
    const item = await this.#table.get({ tenantId, entry: historyEntry.run(runId) });
    return item === undefined ? undefined : storedRunOf(item);
  }

  async runsSince(tenantId: TenantId, since: Date): Promise<readonly StoredRun[]> {
    const earliest = encodeTime(Math.max(0, since.getTime()), timeCharacters);
    const condition = {
      expression: "#tenantId = :tenantId AND #entry BETWEEN :first AND :last",
      values: { ":tenantId": tenantId, ":first": `run#${earliest}`, ":last": "run#~" },
    };
    return await this.#read(condition, storedRunOf);
  }

  async *runsBackwards(tenantId: TenantId): AsyncGenerator<StoredRun> {
    const newest = { order: "descending" } as const;
    for await (const page of this.#table.query(entriesOf(tenantId, historyEntry.runs), newest))
      for (const item of page) yield storedRunOf(item);
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
    return await this.#read(entriesOf(tenantId, historyEntry.changesOf(runId)), numberedChangeOf);
  }

  async notices(tenantId: TenantId): Promise<Notices> {
    const item = await this.#table.get({ tenantId, entry: historyEntry.notices });
    if (item === undefined) return noNotices;
    const { tenantId: _tenantId, entry: _entry, ...notices } = item;
    const { held, ...others } = notices as Partial<Notices>;
    // Of a list that the version before told of only the digest is there, made in another way.
    const read = { ...noNotices, ...others, ...(held?.digests === undefined ? {} : { held }) };
    // Somebody may have edited it: what is no list has told nobody.
    const listOf = <One>(value: readonly One[]): readonly One[] => (Array.isArray(value) ? value : []);
    return { ...read, conflicts: listOf(read.conflicts), protectedAbsent: listOf(read.protectedAbsent) };
  }

  async writeNotices(tenantId: TenantId, notices: Notices): Promise<void> {
    let left = largestListsBytes;
    // What does not fit counts as not alerted yet: better told twice than a run that fails at its very end.
    const fitting = <Id extends string>(ids: readonly Id[]): readonly Id[] =>
      ids.filter((id) => {
        left -= Buffer.byteLength(id) + 4;
        return left >= 0;
      });
    const protectedAbsent = fitting(notices.protectedAbsent);
    const conflicts = fitting(notices.conflicts);
    await this.#table.put({ ...notices, protectedAbsent, conflicts, tenantId, entry: historyEntry.notices });
  }

  async recordSettingsChange(tenantId: TenantId, id: string, change: SettingsChange): Promise<void> {
    const entry = historyEntry.settingsChange(id);
    await this.#table.put({ ...change, tenantId, entry, expiresAt: expiresAt(this.#clock.now()) });
  }

  #runItem(run: StoredRun): Item {
    return { ...run, entry: historyEntry.run(run.runId), expiresAt: expiresAt(this.#clock.now()) };
  }

  async #read<One>(condition: Expression, one: (item: Item) => One): Promise<readonly One[]> {
    const all: One[] = [];
    for await (const page of this.#table.query(condition)) for (const item of page) all.push(one(item));
    return all;
  }
}

/** A run record from its item. */
export function storedRunOf({ entry: _entry, expiresAt: _expiresAt, ...run }: Item): StoredRun {
  return run as unknown as StoredRun;
}
