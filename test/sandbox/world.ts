import {
  BatchWriteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { ChangeRecord } from "#shared/domain/roster/change.ts";
import type { RunSummary } from "#shared/domain/run/summary.ts";
import type { AwsSimulator } from "#test/simulators/aws/aws-simulator.ts";
import { startAwsSimulator } from "#test/simulators/aws/aws-simulator.ts";
import { builtHandler } from "./built-handler.ts";
import type { Tenant } from "./seed-tenant.ts";
import { seedTenant } from "./seed-tenant.ts";

/** Minutes that Lambda gives the sync. */
const syncMinutes = 15;

type Item = Record<string, unknown>;
type Handler = (
  event: unknown,
  context: { getRemainingTimeInMillis(): number; awsRequestId: string },
) => Promise<unknown>;

export interface WorldOptions extends Tenant {
  /** Variables for the functions beyond those of the embedded AWS. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** How a run ended: its summary, or the error that the sync function rejected with. */
export type RunEnd =
  | { readonly kind: "summary"; readonly summary: RunSummary }
  | { readonly kind: "rejected"; readonly error: Error };

/** The two built functions with an embedded AWS around them, on this machine. */
export class World {
  readonly aws: AwsSimulator;
  readonly #dynamodb: DynamoDBClient;
  readonly #dispatch: Handler;
  readonly #sync: Handler;
  readonly #ends: RunEnd[] = [];

  static async start(options: WorldOptions): Promise<World> {
    const aws = await startAwsSimulator();
    Object.assign(process.env, aws.environment, options.environment);
    const [dispatch, sync] = await Promise.all([builtHandler<Handler>("dispatch"), builtHandler<Handler>("sync")]);
    const world = new World({ aws, dispatch, sync });
    await seedTenant(aws, options);
    return world;
  }

  private constructor(parts: { aws: AwsSimulator; dispatch: Handler; sync: Handler }) {
    this.aws = parts.aws;
    this.#dispatch = parts.dispatch;
    this.#sync = parts.sync;
    this.#dynamodb = new DynamoDBClient({ endpoint: this.aws.environment["AWS_ENDPOINT_URL_DYNAMODB"] ?? "" });
    this.aws.onInvoke(async (event) => {
      await this.sync(event);
    });
  }

  /** One tick of the schedule; resolves when the runs that it started have ended. */
  async tick(scheduledTime: string): Promise<{ result: unknown; ends: readonly RunEnd[] }> {
    this.#ends.length = 0;
    const result = await this.#dispatch({ scheduledTime }, invocation(1));
    await this.aws.settled();
    return { result, ends: [...this.#ends] };
  }

  /** One invocation of the sync function. */
  async sync(event: unknown): Promise<RunEnd> {
    const end = await this.#sync(event, invocation(syncMinutes)).then(
      (summary): RunEnd => ({ kind: "summary", summary: summary as RunSummary }),
      (error: Error): RunEnd => ({ kind: "rejected", error }),
    );
    this.#ends.push(end);
    return end;
  }

  async put(table: keyof AwsSimulator["tables"], item: Item): Promise<void> {
    await this.#dynamodb.send(
      new PutItemCommand({ TableName: this.aws.tables[table], Item: marshall({ tenantId: "default", ...item }) }),
    );
  }

  async putAll(table: keyof AwsSimulator["tables"], items: readonly Item[]): Promise<void> {
    for (let from = 0; from < items.length; from += 25) {
      const requests = items
        .slice(from, from + 25)
        .map((item) => ({ PutRequest: { Item: marshall({ tenantId: "default", ...item }) } }));
      await this.#dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [this.aws.tables[table]]: requests } }));
    }
  }

  /** What a person does in AI WFM: an attribute changes, and nothing else. */
  async editUser(userId: string, { attribute, value }: { attribute: string; value: string }): Promise<void> {
    await this.#dynamodb.send(
      new UpdateItemCommand({
        TableName: this.aws.tables.roster,
        Key: marshall({ tenantId: "default", userId }),
        UpdateExpression: "SET #attribute = :value",
        ExpressionAttributeNames: { "#attribute": attribute },
        ExpressionAttributeValues: marshall({ ":value": value }),
      }),
    );
  }

  async user(userId: string): Promise<Item | undefined> {
    return this.item("roster", { userId });
  }

  async item(table: keyof AwsSimulator["tables"], key: Readonly<Record<string, string>>): Promise<Item | undefined> {
    const { Item: item } = await this.#dynamodb.send(
      new GetItemCommand({
        TableName: this.aws.tables[table],
        Key: marshall({ tenantId: "default", ...key }),
        ConsistentRead: true,
      }),
    );
    return item === undefined ? undefined : unmarshall(item);
  }

  async changes(runId: string): Promise<ChangeRecord[]> {
    const records: ChangeRecord[] = [];
    let start: Record<string, never> | undefined;
    do {
      const page = await this.#dynamodb.send(
        new QueryCommand({
          TableName: this.aws.tables.history,
          KeyConditionExpression: "tenantId = :tenant AND begins_with(entry, :prefix)",
          ExpressionAttributeValues: marshall({ ":tenant": "default", ":prefix": `change#${runId}#` }),
          ConsistentRead: true,
          ExclusiveStartKey: start,
        }),
      );
      for (const item of page.Items ?? []) records.push(unmarshall(item) as unknown as ChangeRecord);
      start = page.LastEvaluatedKey as Record<string, never> | undefined;
    } while (start !== undefined);
    return records;
  }

  async close(): Promise<void> {
    this.#dynamodb.destroy();
    await this.aws.close();
  }
}

function invocation(minutes: number) {
  const end = Date.now() + minutes * 60_000;
  return { getRemainingTimeInMillis: () => end - Date.now(), awsRequestId: "00000000-0000-4000-8000-000000000000" };
}
