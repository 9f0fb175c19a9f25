import { isDeepStrictEqual } from "node:util";
import {
  BatchWriteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { type FunctionName, functionNames } from "#functions/build.ts";
import { loginIdOf } from "#shared/domain/directory/rejection.ts";
import { tenantId } from "#shared/domain/ids.ts";
import type { RunRecord } from "#shared/domain/run/run.ts";
import { deployedGrants } from "#test/infra/deployed-grants.ts";
import { type Grant, judge } from "#test/infra/grants.ts";
import { type AwsSimulator, startAwsSimulator } from "#test/simulators/aws/aws-simulator.ts";
import type { Organisation } from "#test/simulators/ringcentral/organisation.ts";
import {
  type RingCentralSimulator,
  startRingCentralSimulator,
} from "#test/simulators/ringcentral/ringcentral-simulator.ts";
import { ensureBuilt } from "./built-functions.ts";
import { type FunctionProcess, type InvocationEnd, type ProcessEnd, startFunction } from "./function-process.ts";

type Item = Readonly<Record<string, unknown>>;
type TableName = keyof AwsSimulator["tables"];

/** One customer with RingCentral and AWS around them, both behind sockets on this machine. */
export class Customer {
  readonly aws: AwsSimulator;
  readonly ringCentral: RingCentralSimulator;
  readonly organisation: Organisation;
  /** Bearer tokens and form fields that were sent to RingCentral: none of them may be told. */
  readonly sentCredentials = new Set<string>();
  /** Log of all processes. */
  log = "";
  /** What the functions' roles would have refused in the deployed stack, and did refuse here. */
  readonly refused: Grant[] = [];
  /** What the functions have used of what their roles allow, without repetition. */
  readonly used: Readonly<Record<FunctionName, Grant[]>> = Object.fromEntries(
    functionNames.map((name) => [name, [] as Grant[]]),
  ) as Record<FunctionName, Grant[]>;
  /** By access key, which each process has of its own: the AWS simulator knows them apart by it. */
  readonly #roles = new Map<string, { readonly name: FunctionName; readonly grants: readonly Grant[] }>();
  readonly #dynamodb: DynamoDBClient;

  static async start(organisation: Organisation, limits: "on" | "off" = "on"): Promise<Customer> {
    await ensureBuilt();
    const aws = await startAwsSimulator();
    const ringCentral = await startRingCentralSimulator({ organisation, limits });
    const customer = new Customer({ aws, ringCentral });
    await customer.#seed();
    return customer;
  }

  private constructor({ aws, ringCentral }: { aws: AwsSimulator; ringCentral: RingCentralSimulator }) {
    this.aws = aws;
    this.ringCentral = ringCentral;
    this.organisation = ringCentral.organisation;
    this.#dynamodb = new DynamoDBClient({
      endpoint: aws.environment["AWS_ENDPOINT_URL_DYNAMODB"] ?? "",
      region: "eu-central-1",
      credentials: { accessKeyId: "AKIATEST", secretAccessKey: "test" },
    });
    aws.onCall((call) => {
      const role = this.#roles.get(call.caller);
      if (role === undefined) return "allowed";
      const { used, missing } = judge(call, role.grants);
      const known = this.used[role.name];
      for (const grant of used) if (!known.some((one) => isDeepStrictEqual(one, grant))) known.push(grant);
      this.refused.push(...missing);
      return missing.length === 0 ? "allowed" : "denied";
    });
    ringCentral.onRequest("**", ({ headers, body }) => {
      const [, token] = /^bearer (\S+)$/i.exec(headers.authorization ?? "") ?? [];
      if (token !== undefined) this.sentCredentials.add(token);
      for (const value of new URLSearchParams(body).values()) if (value.length > 20) this.sentCredentials.add(value);
    });
  }

  /** A fresh process of a function, with the simulators' environment where no other is given. */
  process(name: FunctionName, events: readonly unknown[], options: ProcessSettings = {}): FunctionProcess {
    const { environment = this.aws.environment } = options;
    const started = startFunction({ name, events, environment: this.#inRole(name, environment) });
    const ended = started.ended.then((end) => {
      this.log += end.log;
      return end;
    });
    return { ...started, ended };
  }

  /** One invocation of the sync in a process of its own. */
  async sync(
    event: unknown = {},
    options: ProcessSettings = {},
  ): Promise<ProcessEnd & { readonly end: InvocationEnd }> {
    const ended = await this.process("sync", [event], options).ended;
    const [end] = ended.ends;
    if (end === undefined) throw new Error(`the sync ended without a result: ${ended.signal} ${ended.log}`);
    return { ...ended, end };
  }

  /** A run that must not reject: its summary, and what it logged. */
  async run(event: unknown = {}, options: ProcessSettings = {}): Promise<{ run: RunRecord; log: string }> {
    const { end, log } = await this.sync(event, options);
    if (end.kind !== "resolved") throw new Error(`${end.kind}: ${end.name} ${end.message}`);
    return { run: end.value as RunRecord, log };
  }

  async put(table: TableName, item: Item): Promise<void> {
    const Item = marshall({ tenantId: "default", ...item });
    await this.#dynamodb.send(new PutItemCommand({ TableName: this.aws.tables[table], Item }));
  }

  /** Replaces attributes of the settings item. */
  async change(attributes: Item): Promise<void> {
    await this.put("settings", { ...this.settings, ...attributes });
  }

  /** Lets the two minutes of a lease pass. */
  async expireLease(): Promise<void> {
    await this.#dynamodb.send(
      new UpdateItemCommand({
        TableName: this.aws.tables.history,
        Key: marshall({ tenantId: "default", entry: "lease" }),
        UpdateExpression: "SET #until = :past",
        ExpressionAttributeNames: { "#until": "until" },
        ExpressionAttributeValues: marshall({ ":past": "2020-01-01T00:00:00.000Z" }),
      }),
    );
  }

  /** Lets the time pass for which refused logins are remembered: their record is left, as DynamoDB leaves it. */
  async expireRefusal(): Promise<void> {
    const { clientSecret, jwt, clientId } = this.organisation.credentials;
    const { platformUrl: baseUrl, ringCxUrl } = this.ringCentral;
    const login = { tenantId: tenantId("default"), baseUrl, ringCxUrl, clientId, clientSecret, jwt };
    const past = "2020-01-01T00:00:00.000Z";
    await this.put("work", {
      ...{ area: "lookup#default", entry: `rejection#${loginIdOf(login).fingerprint}` },
      ...{ code: "OAU-140", at: past, until: past, count: 1 },
    });
  }

  /** All items of the tenant, optionally those of which the sort key begins so. */
  async items(table: TableName, { beginning = "" }: { readonly beginning?: string } = {}): Promise<Item[]> {
    const items: Item[] = [];
    let start: Record<string, never> | undefined;
    do {
      const page = await this.#dynamodb.send(
        new QueryCommand({
          TableName: this.aws.tables[table],
          KeyConditionExpression: "tenantId = :tenant",
          ExpressionAttributeValues: marshall({ ":tenant": "default" }),
          ConsistentRead: true,
          ExclusiveStartKey: start,
        }),
      );
      items.push(...(page.Items ?? []).map((item) => unmarshall(item)));
      start = page.LastEvaluatedKey as Record<string, never> | undefined;
    } while (start !== undefined);
    return items.filter(({ entry = "" }) => String(entry).startsWith(beginning));
  }

  /** Roster writes that the AWS simulator has seen. */
  rosterWrites(): number {
    const { roster } = this.aws.tables;
    return this.aws.requests.entries.filter(({ table, operation }) => table === roster && isWrite(operation)).length;
  }

  /** Calls `act` as soon as the roster has been written `count` times more, before the writer hears of it. */
  onRosterWrite(count: number, act: () => unknown): void {
    const { requests, tables } = this.aws;
    const add = requests.add.bind(requests);
    let left = count;
    requests.add = (entry) => {
      add(entry);
      if (entry.table !== tables.roster || !isWrite(entry.operation)) return;
      left -= 1;
      if (left === 0) act();
    };
  }

  /** @throws Error when a function has called what the deployed stack does not allow it */
  async close(): Promise<void> {
    this.#dynamodb.destroy();
    await Promise.all([this.ringCentral.close(), this.aws.close()]);
    if (this.refused.length > 0) throw new Error(`not granted by the stack: ${JSON.stringify(this.refused)}`);
  }

  readonly settings: Item = {};

  /** The environment with the access key of a role that allows what the deployed stack would. */
  #inRole(name: FunctionName, environment: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    if (environment["AWS_ACCESS_KEY_ID"] === undefined) return environment;
    const accessKey = `AKIAROLE${this.#roles.size}`;
    this.#roles.set(accessKey, { name, grants: deployedGrants(name, environment) });
    return { ...environment, AWS_ACCESS_KEY_ID: accessKey };
  }

  async #seed(): Promise<void> {
    const { mainAccountId, subAccounts, credentials } = this.organisation;
    const { clientId, clientSecret, jwt } = credentials;
    this.aws.secrets.put(`${this.aws.environment["SECRET_PREFIX"]}/default`, JSON.stringify({ clientSecret, jwt }));
    Object.assign(this.settings, {
      serviceEnabled: true,
      impersonatedUserId: "sync-service",
      realtimeDataSourceId: "3",
      defaultActivityId: "12",
      baseUrl: this.ringCentral.platformUrl,
      ringCxUrl: this.ringCentral.ringCxUrl,
      mainAccountId,
      subAccountIds: [...subAccounts.keys()].join(","),
      clientId,
    });
    const organization = [
      { key: "activity#12", kind: "activity", id: "12", name: "Site 1" },
      { key: "data-source#3", kind: "data-source", id: "3", name: "Realtime", adapter: "RingCentral" },
    ].map((item) => ({ PutRequest: { Item: marshall({ tenantId: "default", ...item }) } }));
    await this.#dynamodb.send(
      new BatchWriteItemCommand({ RequestItems: { [this.aws.tables.organization]: organization } }),
    );
    await this.put("settings", this.settings);
    await this.put("roster", {
      userId: "sync-service",
      firstName: "User",
      lastName: "Sync",
      role: "Administrator",
      status: "Active",
    });
  }
}

interface ProcessSettings {
  readonly environment?: Readonly<Record<string, string>>;
}

function isWrite(operation: string): boolean {
  return /^(Put|Update|Delete|BatchWrite|Transact)/.test(operation);
}
