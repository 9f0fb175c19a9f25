import type {
  AttributeValue,
  BatchWriteItemCommandOutput,
  DynamoDBClient,
  KeysAndAttributes,
} from "@aws-sdk/client-dynamodb";
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import pMap from "p-map";
import { type BackOff, backOffMs } from "#shared/domain/back-off.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import type { Clock, Deadline } from "#shared/ports/clock.ts";
import type { Item } from "./plain-item.ts";
import { plainItem } from "./plain-item.ts";

/** What a table's adapter is built from. */
export interface TableOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly clock: Clock;
  /** 0 (included) to 1, for the jitter of back-offs. */
  readonly random?: () => number;
  /** When a call has to be over, as it begins; none where absent. */
  readonly deadline?: Deadline;
  /** Whether throttled writes of an item are sent again as long as there is time, or for five rounds; those where absent. */
  readonly throttledWrites?: "waited out";
}

/**
 * An expression of DynamoDB. Attributes are written `#name`, for every name: none has to be checked against
 * the reserved words, and the names are declared by being used. A value is declared as `:value` in `values`.
 */
export interface Expression {
  readonly expression: string;
  /** Plain values; a `Set` of strings is a string set. */
  readonly values?: Readonly<Record<string, unknown>>;
  /** Values as DynamoDB has them, which keep what plain ones lose: whether a list was a set. */
  readonly stored?: Readonly<Record<string, AttributeValue>>;
}

/** How a query reads; ascending and whole items where nothing is said. */
export interface QueryOptions {
  readonly attributes?: readonly string[];
  /** A global secondary index, a second or so behind the table. */
  readonly index?: string;
  readonly order?: "ascending" | "descending";
  /** Items on a page. */
  readonly limit?: number;
}

/** Whether a conditional write was made. */
export type Written = "written" | "refused";

/** The limits of BatchWriteItem and BatchGetItem. */
const batchSize = 25;
const readBatchSize = 100;
const batchesAtOnce = 4;
const unprocessedRounds = 10;
/** Reading many items is done soon, or not at all: a tick waits for it. */
const readBackOff: BackOff = { firstMs: 100, maxMs: 2_000 };
const throttledRounds = 5;
const backOff: BackOff = { firstMs: 200, maxMs: 10_000 };
/** No call takes longer, with all of the SDK's tries and the waits between them. */
const longestCallMs = 120_000;
const throttleNames = ["ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"];

/** One table: marshalling, paging, batches and conditions, and every read strongly consistent. */
export class Table {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #deadline: Deadline | undefined;
  readonly #writeRounds: number;

  constructor({ client, tableName, clock, random = Math.random, deadline, throttledWrites }: TableOptions) {
    this.#client = client;
    this.#tableName = tableName;
    this.#clock = clock;
    this.#random = random;
    this.#deadline = deadline;
    const isWaitedOut = deadline !== undefined && throttledWrites === "waited out";
    this.#writeRounds = isWaitedOut ? Number.POSITIVE_INFINITY : throttledRounds;
  }

  async get(key: Item): Promise<Item | undefined> {
    const item = await this.getStored(key);
    return item === undefined ? undefined : plainItem(item);
  }

  /** An item as DynamoDB has it. */
  async getStored(key: Item): Promise<Readonly<Record<string, AttributeValue>> | undefined> {
    const command = new GetItemCommand({
      TableName: this.#tableName,
      Key: marshall(key),
      ConsistentRead: true,
      ReturnConsumedCapacity: "TOTAL",
    });
    const { Item: item, ConsumedCapacity: consumed } = await this.#patiently((options) =>
      this.#client.send(command, options),
    );
    // DynamoDB says nothing of an item that is not there; what the reading cost shows that the answer is its own.
    if (item === undefined && consumed === undefined) throw this.#unreadable("GetItem");
    return item;
  }

  /** Those of the items that exist, in no order. */
  async getAll(keys: readonly Item[]): Promise<readonly Item[]> {
    const items: Item[] = [];
    for (let start = 0; start < keys.length; start += readBatchSize) {
      items.push(...(await this.#getBatch(keys.slice(start, start + readBatchSize))));
    }
    return items;
  }

  async #getBatch(keys: readonly Item[]): Promise<readonly Item[]> {
    const items: Item[] = [];
    let asked: KeysAndAttributes = { Keys: keys.map((key) => marshall(key)), ConsistentRead: true };
    for (let round = 0; round < unprocessedRounds; round += 1) {
      if (round > 0) await this.#clock.sleep(backOffMs(readBackOff, { tried: round, share: 1 }));
      const command = new BatchGetItemCommand({ RequestItems: { [this.#tableName]: asked } });
      const { Responses: responses, UnprocessedKeys: unprocessed } = await this.#client.send(command);
      // The SDK makes an answer without responses of whatever it does not understand: nothing is absent because of that.
      if (responses === undefined) throw this.#unreadable("BatchGetItem");
      items.push(...(responses[this.#tableName] ?? []).map(plainItem));
      const left = unprocessed?.[this.#tableName];
      if (left?.Keys === undefined || left.Keys.length === 0) return items;
      asked = left;
    }
    throw new Error(
      `Not all items were read from table ${this.#tableName} in ${unprocessedRounds} rounds: it is overloaded`,
    );
  }

  /** Items under one partition key in the order of the sort key, a page at a time. */
  async *query(condition: Expression, options: QueryOptions = {}): AsyncGenerator<readonly Item[]> {
    const { attributes, index, order = "ascending", limit } = options;
    const projection = attributes?.map((name) => `#${name}`).join();
    const input = {
      ...this.#common(projection === undefined ? [condition] : [condition, { expression: projection }]),
      KeyConditionExpression: condition.expression,
      ...(projection === undefined ? {} : { ProjectionExpression: projection }),
      // An index cannot be read with strong consistency.
      ...(index === undefined ? { ConsistentRead: true } : { IndexName: index }),
      ScanIndexForward: order === "ascending",
      ...(limit === undefined ? {} : { Limit: limit }),
    };
    yield* this.#pages((start, options) => this.#client.send(new QueryCommand({ ...input, ...start }), options));
  }

  /** All items of the table, a page at a time, in no order. */
  async *scan(): AsyncGenerator<readonly Item[]> {
    const input = { TableName: this.#tableName, ConsistentRead: true };
    yield* this.#pages((start, options) => this.#client.send(new ScanCommand({ ...input, ...start }), options));
  }

  /** Writes the item whole. Attributes that are `undefined` are left out. */
  async put(item: Item, condition?: Expression): Promise<Written> {
    const command = new PutItemCommand({
      ...this.#common(condition === undefined ? [] : [condition]),
      Item: marshallItem(item),
      ...(condition === undefined ? {} : { ConditionExpression: condition.expression }),
    });
    return await this.#conditionally((options) => this.#client.send(command, options));
  }

  /** Changes attributes of an item, e.g. `SET #mode = :plan`, and leaves the others alone. */
  async update(key: Item, change: Expression, condition: Expression): Promise<Written> {
    const command = new UpdateItemCommand({
      ...this.#common([change, condition]),
      Key: marshall(key),
      UpdateExpression: change.expression,
      ConditionExpression: condition.expression,
    });
    return await this.#conditionally((options) => this.#client.send(command, options));
  }

  async delete(key: Item, condition: Expression): Promise<Written> {
    const command = new DeleteItemCommand({
      ...this.#common([condition]),
      Key: marshall(key),
      ConditionExpression: condition.expression,
    });
    return await this.#conditionally((options) => this.#client.send(command, options));
  }

  /** Writes items whole, in batches of 25, four at a time. No two items may have the same key. */
  async putAll(items: Iterable<Item>): Promise<void> {
    await pMap(batchesOf(items), (batch) => this.#putBatch(batch), { concurrency: batchesAtOnce });
  }

  async #putBatch(items: readonly Item[]): Promise<void> {
    let requests: NonNullable<BatchWriteItemCommandOutput["UnprocessedItems"]>[string] = items.map((item) => ({
      PutRequest: { Item: marshallItem(item) },
    }));
    const endMs = this.#endMs();
    for (let round = 0; round < unprocessedRounds; round += 1) {
      if (round > 0) await this.#backOff(round, endMs);
      const command = new BatchWriteItemCommand({ RequestItems: { [this.#tableName]: requests } });
      const { UnprocessedItems: unprocessed } = await this.#patiently(
        (options) => this.#client.send(command, options),
        { endMs },
      );
      if (unprocessed === undefined) throw this.#unreadable("BatchWriteItem");
      requests = unprocessed[this.#tableName] ?? [];
      if (requests.length === 0) return;
    }
    throw new Error(
      `${requests.length} items were not accepted by table ${this.#tableName} in ${unprocessedRounds} rounds: the table is overloaded`,
    );
  }

  async *#pages(
    send: (
      start: { readonly ExclusiveStartKey?: Record<string, AttributeValue> },
      options: SendOptions,
    ) => Promise<Page>,
  ): AsyncGenerator<readonly Item[]> {
    let start: { readonly ExclusiveStartKey?: Record<string, AttributeValue> } = {};
    for (;;) {
      const { Items: items, LastEvaluatedKey: last } = await this.#patiently((options) => send(start, options));
      // The SDK makes an answer without items of whatever it does not understand: that is no empty list.
      if (items === undefined) throw this.#unreadable("a page of items");
      if (items.length > 0) yield items.map(plainItem);
      if (last === undefined) return;
      start = { ExclusiveStartKey: last };
    }
  }

  async #conditionally(write: Send<unknown>): Promise<Written> {
    try {
      await this.#patiently(write, { rounds: this.#writeRounds });
      return "written";
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return "refused";
      throw error;
    }
  }

  /** The SDK's retries share one budget, which many throttled writes use up: a throttle is waited out here. */
  async #patiently<Result>(
    send: Send<Result>,
    { endMs = this.#endMs(), rounds = throttledRounds }: { readonly endMs?: number; readonly rounds?: number } = {},
  ): Promise<Result> {
    for (let round = 1; ; round += 1) {
      try {
        return await this.#inTime(send, endMs);
      } catch (error) {
        const isThrottle = error instanceof Error && throttleNames.includes(error.name);
        if (!isThrottle || round > rounds) throw error;
        await this.#backOff(round, endMs);
      }
    }
  }

  /** When a call that begins now has to be over, by the clock. */
  #endMs(): number {
    return this.#clock.now().getTime() + (this.#deadline?.remainingMs() ?? Number.POSITIVE_INFINITY);
  }

  /** Gives a call up at its end, with whatever the SDK would still try. */
  async #inTime<Result>(send: Send<Result>, endMs: number): Promise<Result> {
    const leftMs = endMs - this.#clock.now().getTime();
    if (leftMs <= 0) throw this.#outOfTime();
    if (leftMs > longestCallMs) return await send({});
    const [over, answered] = [new AbortController(), new AbortController()];
    const end = this.#clock.sleep(leftMs, answered.signal).then(() => {
      over.abort();
      throw this.#outOfTime();
    });
    try {
      return await Promise.race([send({ abortSignal: over.signal }), end]);
    } finally {
      answered.abort();
    }
  }

  #outOfTime(): SyncError {
    return new SyncError("OUT_OF_TIME", `time ran out before table ${this.#tableName} had taken a request`);
  }

  #unreadable(what: string): Error {
    return new Error(`The answer to ${what} of table ${this.#tableName} is not DynamoDB's: it could not be read`);
  }

  async #backOff(round: number, endMs: number): Promise<void> {
    const leftMs = Math.max(0, endMs - this.#clock.now().getTime());
    await this.#clock.sleep(Math.min(leftMs, backOffMs(backOff, { tried: round, share: 0.5 + this.#random() / 2 })));
  }

  #common(expressions: readonly Expression[]) {
    const names = new Set(expressions.flatMap(({ expression }) => expression.match(/#\w+/g) ?? []));
    const values = Object.assign({}, ...expressions.map(({ values: own }) => own)) as Record<string, unknown>;
    const stored = Object.assign({}, ...expressions.map(({ stored: own }) => own)) as Record<string, AttributeValue>;
    const attributeValues = { ...marshallItem(values), ...stored };
    return {
      TableName: this.#tableName,
      ...(names.size === 0
        ? {}
        : { ExpressionAttributeNames: Object.fromEntries(Array.from(names, (name) => [name, name.slice(1)])) }),
      ...(Object.keys(attributeValues).length === 0 ? {} : { ExpressionAttributeValues: attributeValues }),
    };
  }
}

interface Page {
  readonly Items?: Record<string, AttributeValue>[] | undefined;
  readonly LastEvaluatedKey?: Record<string, AttributeValue> | undefined;
}

interface SendOptions {
  readonly abortSignal?: AbortSignal;
}

type Send<Result> = (options: SendOptions) => Promise<Result>;

function marshallItem(item: Item): Record<string, AttributeValue> {
  return marshall(item, { removeUndefinedValues: true });
}

function* batchesOf(items: Iterable<Item>): Generator<readonly Item[]> {
  let batch: Item[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
