import { encodeTime } from "ulid";
import type { RunId, TenantId } from "#shared/domain/ids.ts";
import type { RunRecord, RunStart, StoredRun } from "#shared/domain/run/run.ts";
import type { Clock } from "#shared/ports/clock.ts";
import type { History } from "#shared/ports/history.ts";
import { expiresAt, historyEntry } from "./history-entry.ts";
import type { Item } from "./plain-item.ts";
import type { Table } from "./table.ts";

/** Characters of a ULID that tell the time. */
const timeCharacters = 10;

/** Run records: `run#<runId>`. */
export class DynamoDbRuns implements Pick<History, "startRun" | "finishRun" | "closeRun" | "run" | "runsSince"> {
  readonly #table: Table;
  readonly #clock: Clock;

  constructor(table: Table, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  async startRun(run: RunStart): Promise<void> {
    await this.#table.put(this.#item(run));
  }

  async finishRun(run: RunRecord): Promise<void> {
    await this.#table.put(this.#item(run));
  }

  async closeRun(run: RunRecord): Promise<boolean> {
    const condition = { expression: "attribute_exists(#entry) AND attribute_not_exists(#finishedAt)" };
    if ((await this.#table.put(this.#item(run), condition)) === "written") return true;
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
    const runs: StoredRun[] = [];
    for await (const page of this.#table.query({
      expression: "#tenantId = :tenantId AND #entry BETWEEN :first AND :last",
      values: { ":tenantId": tenantId, ":first": `run#${earliest}`, ":last": "run#~" },
    })) {
      for (const item of page) runs.push(storedRunOf(item));
    }
    return runs;
  }

  #item(run: RunStart | RunRecord): Item {
    return { ...run, entry: historyEntry.run(run.runId), expiresAt: expiresAt(this.#clock.now()) };
  }
}

export function storedRunOf({ entry: _entry, expiresAt: _expiresAt, ...run }: Item): StoredRun {
  return run as unknown as StoredRun;
}
