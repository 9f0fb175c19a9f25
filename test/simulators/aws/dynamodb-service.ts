import type { AwsAnswer, AwsRequest, AwsService } from "./aws-service.ts";
import type { EmbeddedDynamoDb } from "./dynalite-in-process.ts";

/** What one DynamoDB request did, for the request log. */
export interface DynamoDbUse {
  readonly table?: string;
  readonly items: number;
  readonly readUnits: number;
  readonly writeUnits: number;
}

interface Parsed {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly RequestItems?: Readonly<Record<string, readonly unknown[]>>;
  readonly ReturnConsumedCapacity?: string;
}

const writes = new Set(["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"]);
const readsMany = new Set(["Query", "Scan"]);

/** DynamoDB as dynalite plays it, with the consumed units counted and the answer otherwise untouched. */
export class DynamoDbService implements AwsService {
  readonly #database: EmbeddedDynamoDb;

  constructor(database: EmbeddedDynamoDb) {
    this.#database = database;
  }

  async handle(request: AwsRequest): Promise<AwsAnswer> {
    const text = request.body.toString("utf8");
    const counts = writes.has(request.operation) || readsMany.has(request.operation) || request.operation === "GetItem";
    return await this.#database.call(request.operation, counts ? withConsumedCapacity(text) : text);
  }

  /** Carries out the first half of a BatchWriteItem and gives the rest back as unprocessed. */
  async handleHalf(request: AwsRequest): Promise<AwsAnswer> {
    const whole = parse(request.body);
    const done: Record<string, readonly unknown[]> = {};
    const left: Record<string, readonly unknown[]> = {};
    for (const [table, items] of Object.entries(whole.RequestItems ?? {})) {
      const half = Math.floor(items.length / 2);
      if (half > 0) done[table] = items.slice(0, half);
      left[table] = items.slice(half);
    }
    const status = 200;
    if (Object.keys(done).length > 0) {
      const answer = await this.#database.call(request.operation, JSON.stringify({ ...whole, RequestItems: done }));
      if (answer.status !== status) return answer;
    }
    const headers = { "content-type": "application/x-amz-json-1.0" };
    return { status, headers, body: JSON.stringify({ UnprocessedItems: left }) };
  }
}

/** The table that a request is about. */
export function tableOf(request: AwsRequest): string | undefined {
  const { TableName: table, RequestItems: items = {} } = parse(request.body);
  return table ?? Object.keys(items)[0];
}

/** What a permission has to name for the request: `table/<name>`, or `table/<name>/index/<name>`. */
export function resourcesOf(request: AwsRequest): readonly string[] {
  const { TableName: table, IndexName: index, RequestItems: items = {} } = parse(request.body);
  if (table === undefined) return Object.keys(items).map((name) => `table/${name}`);
  return [`table/${table}${index === undefined ? "" : `/index/${index}`}`];
}

/** Units and items, read off the answer. A refused conditional write costs a unit, as in DynamoDB. */
export function useOf(request: AwsRequest, answer: AwsAnswer): DynamoDbUse {
  const units = Array.from(answer.body.matchAll(/"CapacityUnits":([\d.]+)/g), ([, value]) => Number(value));
  const consumed = units.reduce((sum, value) => sum + value, 0);
  const table = tableOf(request);
  const isWrite = writes.has(request.operation);
  const refused = answer.status === 400 && answer.body.includes("ConditionalCheckFailedException");
  return {
    ...(table === undefined ? {} : { table }),
    items: answer.status === 200 ? itemsOf(request, answer) : 0,
    readUnits: isWrite ? 0 : consumed,
    writeUnits: isWrite ? consumed + (refused ? 1 : 0) : 0,
  };
}

function itemsOf(request: AwsRequest, answer: AwsAnswer): number {
  switch (request.operation) {
    case "BatchWriteItem": {
      const count = (tables: Parsed["RequestItems"] = {}) => Object.values(tables).flat().length;
      const { UnprocessedItems } = JSON.parse(answer.body) as { UnprocessedItems?: Parsed["RequestItems"] };
      return count(parse(request.body).RequestItems) - count(UnprocessedItems);
    }
    case "GetItem":
      return answer.body.includes('"Item":') ? 1 : 0;
    case "Query":
    case "Scan":
      return Number(/"Count":(\d+)/.exec(answer.body)?.[1] ?? 0);
    default:
      return writes.has(request.operation) ? 1 : 0;
  }
}

const parsed = new WeakMap<Buffer, Parsed>();

/** Each body once: at 100,000 people this is what the simulator would spend its time on. */
function parse(body: Buffer): Parsed {
  const known = parsed.get(body);
  if (known !== undefined) return known;
  const read = parseText(body.toString("utf8"));
  parsed.set(body, read);
  return read;
}

function parseText(text: string): Parsed {
  try {
    return JSON.parse(text) as Parsed;
  } catch {
    return {};
  }
}

function withConsumedCapacity(text: string): string {
  const end = text.lastIndexOf("}");
  if (end < 0 || text.includes('"ReturnConsumedCapacity"')) return text;
  const separator = text.slice(0, end).trimEnd().endsWith("{") ? "" : ",";
  return `${text.slice(0, end)}${separator}"ReturnConsumedCapacity":"TOTAL"}`;
}
