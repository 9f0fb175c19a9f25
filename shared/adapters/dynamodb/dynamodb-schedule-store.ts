import { randomUUID } from "node:crypto";
import type { TenantId } from "#shared/domain/ids.ts";
import { tenantId as asTenantId } from "#shared/domain/ids.ts";
import type { ResumeRequest, ScheduleState } from "#shared/domain/schedule/schedule-state.ts";
import type { ScheduleStore } from "#shared/ports/schedules.ts";
import type { Item } from "./plain-item.ts";
import { scheduleEntry, scheduleItem, scheduleStateOf } from "./schedule-item.ts";
import type { Expression, TableOptions } from "./table.ts";
import { Table } from "./table.ts";

/** The entry `schedule` of the history table. */
export class DynamoDbScheduleStore implements ScheduleStore {
  readonly #table: Table;

  constructor(options: TableOptions) {
    this.#table = new Table(options);
  }

  async readAll(tenantIds: readonly TenantId[]): Promise<ReadonlyMap<TenantId, ScheduleState>> {
    const items = await this.#table.getAll(tenantIds.map(keyOf));
    return new Map(items.map((item) => [asTenantId(String(item.tenantId)), scheduleStateOf(item)]));
  }

  async everEnabled(): Promise<ReadonlySet<TenantId>> {
    const { tenantIds = [] } = (await this.#table.get(everEnabledKey)) ?? {};
    return new Set(Array.isArray(tenantIds) ? tenantIds.map((id) => asTenantId(String(id))) : []);
  }

  async addEverEnabled(tenantIds: readonly TenantId[]): Promise<void> {
    const change = { expression: "ADD #tenantIds :tenantIds", values: { ":tenantIds": new Set(tenantIds) } };
    await this.#table.update(everEnabledKey, change, always);
  }

  async write(tenantId: TenantId, state: ScheduleState): Promise<boolean> {
    const writeId = randomUUID();
    const item = { ...scheduleItem({ ...state, version: state.version + 1 }), tenantId, writeId };
    if ((await this.#table.put(item, unchangedSince(state))) === "written") return true;
    // Refused: perhaps by our own first attempt, whose answer was lost on the way.
    return (await this.#table.get(keyOf(tenantId)))?.writeId === writeId;
  }

  async requestResume(tenantId: TenantId, resumeRequest: ResumeRequest): Promise<void> {
    // The version grows, so that a tick that has read the state before cannot overwrite the request.
    const change = {
      expression: "SET #resumeRequest = :resumeRequest ADD #version :one",
      values: { ":resumeRequest": resumeRequest, ":one": 1 },
    };
    await this.#table.update(keyOf(tenantId), change, always);
  }

  async noteRead(
    tenantId: TenantId,
    { settledAt, readSubAccounts }: Pick<ScheduleState, "settledAt" | "readSubAccounts">,
  ): Promise<void> {
    const settled = settledAt === undefined ? "" : ", #settledAt = :settledAt";
    const change = {
      expression: `SET #readSubAccounts = :readSubAccounts${settled} ADD #version :one`,
      values: {
        ":readSubAccounts": readSubAccounts ?? [],
        ":one": 1,
        ...(settledAt === undefined ? {} : { ":settledAt": settledAt }),
      },
    };
    await this.#table.update(keyOf(tenantId), change, always);
  }
}

/** No tenant can have such an id. */
const everEnabledKey = { tenantId: "#dispatch", entry: "tenants" } as const;

/** Updates of a table take a condition; this one has none. */
const always: Expression = { expression: "attribute_exists(#entry) OR attribute_not_exists(#entry)" };

function keyOf(tenantId: TenantId): Item {
  return { tenantId, entry: scheduleEntry };
}

/** A state without a version is new, or was put there by hand. */
function unchangedSince({ version }: ScheduleState): Expression {
  if (version === 0) return { expression: "attribute_not_exists(#version)" };
  return { expression: "#version = :version", values: { ":version": version } };
}
