import { randomUUID } from "node:crypto";
import type { DynamoDBClient, KeysAndAttributes } from "@aws-sdk/client-dynamodb";
import { BatchGetItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { type BackOff, backOffMs } from "#shared/domain/back-off.ts";
import type { TenantId } from "#shared/domain/ids.ts";
import { tenantId as asTenantId } from "#shared/domain/ids.ts";
import type { ResumeRequest, ScheduleState } from "#shared/domain/schedule/schedule-state.ts";
import type { Clock } from "#shared/ports/clock.ts";
import type { ScheduleStore } from "#shared/ports/schedules.ts";
import type { Item } from "./plain-item.ts";
import { plainItem } from "./plain-item.ts";
import { scheduleEntry, scheduleItem, scheduleStateOf } from "./schedule-item.ts";
import type { Expression, TableOptions } from "./table.ts";
import { Table } from "./table.ts";

/** The limit of BatchGetItem. */
const batchSize = 100;
const unprocessedRounds = 10;
const backOff: BackOff = { firstMs: 100, maxMs: 2_000 };

/** The entry `schedule` of the history table. */
export class DynamoDbScheduleStore implements ScheduleStore {
  readonly #table: Table;
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #clock: Clock;

  constructor(options: TableOptions) {
    this.#table = new Table(options);
    this.#client = options.client;
    this.#tableName = options.tableName;
    this.#clock = options.clock;
  }

  async readAll(tenantIds: readonly TenantId[]): Promise<ReadonlyMap<TenantId, ScheduleState>> {
    const states = new Map<TenantId, ScheduleState>();
    for (let start = 0; start < tenantIds.length; start += batchSize) {
      for (const item of await this.#readBatch(tenantIds.slice(start, start + batchSize))) {
        states.set(asTenantId(String(item.tenantId)), scheduleStateOf(item));
      }
    }
    return states;
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

  async #readBatch(tenantIds: readonly TenantId[]): Promise<readonly Item[]> {
    const items: Item[] = [];
    let asked: KeysAndAttributes = { Keys: tenantIds.map((id) => marshall(keyOf(id))), ConsistentRead: true };
    for (let round = 0; round < unprocessedRounds; round += 1) {
      if (round > 0) await this.#clock.sleep(backOffMs(backOff, { tried: round, share: 1 }));
      const command = new BatchGetItemCommand({ RequestItems: { [this.#tableName]: asked } });
      const { Responses: responses, UnprocessedKeys: unprocessed } = await this.#client.send(command);
      // The SDK makes an answer without responses of whatever it does not understand: nobody is new because of that.
      if (responses === undefined) throw new Error(`The states in table ${this.#tableName} could not be read`);
      items.push(...(responses[this.#tableName] ?? []).map(plainItem));
      const left = unprocessed?.[this.#tableName];
      if (left?.Keys === undefined || left.Keys.length === 0) return items;
      asked = left;
    }
    throw new Error(
      `Not all states were read from table ${this.#tableName} in ${unprocessedRounds} rounds: it is overloaded`,
    );
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
