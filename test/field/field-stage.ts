import { BatchWriteItemCommand, DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { RunRecord } from "#shared/domain/run/run.ts";
import { env } from "#shared/names.ts";
import { ensureBuilt } from "#test/e2e/built-functions.ts";
import { type AwsSimulator, startAwsSimulator } from "#test/simulators/aws/aws-simulator.ts";
import type { FieldFile } from "./field-file.ts";

export type Item = Readonly<Record<string, unknown>>;
type Handler = (event: unknown, context: object) => Promise<unknown>;

const pageArn = "arn:aws:lambda:eu-central-1:111122223333:function:page";

const settings = {
  mainAccountId: "700",
  subAccountIds: "701",
  clientId: "a-client-id",
  impersonatedUserId: "planner",
  realtimeDataSourceId: "3",
  defaultActivityId: "12",
};
const planner = { userId: "planner", firstName: "Petra", lastName: "Planner", role: "Administrator", status: "Active" };
const secret = { clientSecret: "a-client-secret", jwt: "e30.e30.c2lnbmF0dXJl" };
const userDefaults = { role: "Agent", status: "Active", activityId: "12", dataSourceId: "3", agentIds: [], version: 1 };

/** What somebody typed into the secret, or pasted. */
export function secretsOf({ secret: typed }: FieldFile): { readonly clientSecret: string; readonly jwt: string } {
  return { ...secret, ...typed };
}

/** An embedded AWS with the built functions. Each situation is a tenant of its own. */
export class FieldStage {
  readonly aws: AwsSimulator;
  readonly #sync: Handler;
  readonly #page: Handler;
  readonly #dynamodb: DynamoDBClient;

  static async start(): Promise<FieldStage> {
    await ensureBuilt();
    const aws = await startAwsSimulator();
    const quiet = { POWERTOOLS_LOG_LEVEL: "SILENT", POWERTOOLS_METRICS_DISABLED: "true" };
    // The hosts that are allowed are those of a deployment that says nothing about them.
    const { [env.allowedUrlHosts]: _, ...environment } = aws.environment;
    delete process.env[env.allowedUrlHosts];
    Object.assign(process.env, environment, quiet, {
      [env.saveFunctionArn]: `${pageArn}-save`,
      [env.approveFunctionArn]: `${pageArn}-approve`,
    });
    const [sync, page] = await Promise.all(["sync", "page"].map(builtHandler));
    return new FieldStage({ aws, sync: sync as Handler, page: page as Handler });
  }

  private constructor({ aws, sync, page }: { aws: AwsSimulator; sync: Handler; page: Handler }) {
    this.aws = aws;
    this.#sync = sync;
    this.#page = page;
    this.#dynamodb = new DynamoDBClient({ endpoint: aws.environment["AWS_ENDPOINT_URL_DYNAMODB"] ?? "" });
  }

  /** A tenant as the file says, over a complete set. */
  async seed(tenantId: string, file: FieldFile): Promise<void> {
    const text = file.secretText ?? JSON.stringify(secretsOf(file));
    this.aws.secrets.put(`${this.aws.environment["SECRET_PREFIX"]}/${tenantId}`, text);
    await this.#put("settings", [{ tenantId, ...settings, ...file.settings }]);
    await this.#put("organization", [
      { tenantId, key: "activity#12", kind: "activity", id: "12", name: "Site" },
      { tenantId, key: "data-source#3", kind: "data-source", id: "3", name: "Adapter", adapter: "RingCentral" },
    ]);
    const users = Object.entries(file.roster).map(([userId, user]) => ({ ...userDefaults, userId, ...user }));
    await this.#put(
      "roster",
      [planner, ...users].map((user) => ({ tenantId, ...user })),
    );
  }

  /** One run, with the record that it leaves whether it succeeds or fails, what it recorded of whom, and its alerts. */
  async run(tenantId: string) {
    const before = new Set((await this.#items("history", tenantId)).map(({ entry }) => entry));
    const rejection = await this.#sync({ tenantId }, context()).then(
      () => undefined,
      (error: Error) => error.name,
    );
    const fresh = (await this.#items("history", tenantId)).filter(({ entry }) => !before.has(entry));
    const record = fresh.find(({ entry }) => String(entry).startsWith("run#")) as RunRecord | undefined;
    if (record === undefined) throw new Error(`the run has left no record: ${rejection}`);
    // Lambda counts a failed run by its error, which is named after the reason.
    const code = record.status === "failed" ? record.reasons.at(-1)?.code : undefined;
    if (rejection !== code) throw new Error(`the run has ended with ${rejection}, and its record says ${code}`);
    return {
      record,
      changes: fresh.filter(({ entry }) => String(entry).startsWith("change#")),
      alerts: this.aws.published.flatMap(({ message }) => (message.includes(record.runId) ? [message] : [])),
    };
  }

  /** Everybody by user id, without the planner. */
  async roster(tenantId: string): Promise<ReadonlyMap<string, Item>> {
    const users = await this.#items("roster", tenantId);
    return new Map(
      users.filter(({ userId }) => userId !== planner.userId).map((user) => [String(user["userId"]), user]),
    );
  }

  /** The view of the page after somebody has pressed "Test now". */
  async checkOnPage(tenantId: string): Promise<string> {
    return String(await this.#page({ tenantId, view: "check", widgetContext: {} }, context()));
  }

  async close(): Promise<void> {
    this.#dynamodb.destroy();
    await this.aws.close();
  }

  async #put(table: keyof AwsSimulator["tables"], items: readonly Item[]): Promise<void> {
    const requests = items.map((item) => ({ PutRequest: { Item: marshall(item) } }));
    await this.#dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [this.aws.tables[table]]: requests } }));
  }

  async #items(table: "history" | "roster", tenantId: string): Promise<readonly Item[]> {
    const { Items: items = [] } = await this.#dynamodb.send(
      new QueryCommand({
        TableName: this.aws.tables[table],
        ConsistentRead: true,
        KeyConditionExpression: "tenantId = :tenant",
        ExpressionAttributeValues: marshall({ ":tenant": tenantId }),
      }),
    );
    return items.map((item) => unmarshall(item));
  }
}

async function builtHandler(name: string): Promise<Handler> {
  const { handler } = await import(new URL(`../../dist/${name}/index.mjs`, import.meta.url).href);
  return handler;
}

function context(): object {
  const endsAt = Date.now() + 15 * 60_000;
  return {
    invokedFunctionArn: pageArn,
    awsRequestId: "00000000-0000-4000-8000-000000000000",
    getRemainingTimeInMillis: () => endsAt - Date.now(),
  };
}
