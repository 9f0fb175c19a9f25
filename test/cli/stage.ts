import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { sandboxFile } from "#functions/cli/connection.ts";
import { env } from "#shared/names.ts";
import { ensureBuilt } from "#test/e2e/built-functions.ts";
import { builtHandler } from "#test/sandbox/built-handler.ts";
import { type AwsSimulator, startAwsSimulator } from "#test/simulators/aws/aws-simulator.ts";
import type { Organisation } from "#test/simulators/ringcentral/organisation.ts";
import {
  type RingCentralSimulator,
  startRingCentralSimulator,
} from "#test/simulators/ringcentral/ringcentral-simulator.ts";
import { smallOrganisation } from "#test/simulators/ringcentral/small-organisation.ts";
import { type Ended, runPiped } from "./cli-process.ts";
import { Terminal } from "./terminal.ts";

type Item = Readonly<Record<string, unknown>>;
type Handler = (
  event: unknown,
  context: { getRemainingTimeInMillis(): number; awsRequestId: string },
) => Promise<unknown>;

interface Running {
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly columns?: number;
}

/** One sandbox for a test file: an embedded AWS with the built functions, in a folder of its own. */
export class Stage {
  readonly aws: AwsSimulator;
  readonly folder: string;
  readonly #sync: Handler;
  readonly #dispatch: Handler;
  readonly #dynamodb: DynamoDBClient;
  readonly #tenants: StagedTenant[] = [];
  readonly #terminals: Terminal[] = [];
  readonly #ended: Ended[] = [];
  readonly #typedSecrets: string[] = [];

  /** `allowedUrlHosts`: hosts that the URLs of the settings may have, comma separated; otherwise this machine alone. */
  static async start({ allowedUrlHosts }: { readonly allowedUrlHosts?: string } = {}): Promise<Stage> {
    await ensureBuilt();
    const aws = await startAwsSimulator();
    const environment = {
      ...aws.environment,
      ...(allowedUrlHosts === undefined ? {} : { [env.allowedUrlHosts]: allowedUrlHosts }),
    };
    const quiet = { POWERTOOLS_LOG_LEVEL: "SILENT", POWERTOOLS_METRICS_DISABLED: "true" };
    Object.assign(process.env, environment, quiet);
    const [sync, dispatch] = await Promise.all([builtHandler<Handler>("sync"), builtHandler<Handler>("dispatch")]);
    const folder = await mkdtemp(join(tmpdir(), "user-sync-cli-"));
    await mkdir(dirname(join(folder, sandboxFile)));
    await writeFile(join(folder, sandboxFile), JSON.stringify(environment));
    return new Stage({ aws, folder, sync, dispatch });
  }

  private constructor(parts: { aws: AwsSimulator; folder: string; sync: Handler; dispatch: Handler }) {
    this.aws = parts.aws;
    this.folder = parts.folder;
    this.#sync = parts.sync;
    this.#dispatch = parts.dispatch;
    this.#dynamodb = new DynamoDBClient({ endpoint: this.aws.environment["AWS_ENDPOINT_URL_DYNAMODB"] ?? "" });
    this.aws.onInvoke((event) => this.#sync(event, invocation()));
  }

  /** A tenant that is set up, with a small contact centre of its own, unless it is `bare`. */
  async tenant(id: string, settings: Item | "bare" = {}): Promise<StagedTenant> {
    const { organisation, ...people } = smallOrganisation();
    const ringCentral = await startRingCentralSimulator({ organisation, limits: "off" });
    const tenant = new StagedTenant({ id, stage: this, organisation, ringCentral, people });
    this.#tenants.push(tenant);
    if (settings !== "bare") await tenant.setUp(settings);
    return tenant;
  }

  /** A tick of the schedule. */
  async tick(): Promise<void> {
    await this.#dispatch({ scheduledTime: new Date().toISOString() }, invocation());
    await this.aws.settled();
  }

  /** One invocation of the sync function. */
  async sync(event: Item): Promise<{ readonly runId: string; readonly status: string }> {
    return (await this.#sync(event, invocation())) as { runId: string; status: string };
  }

  async secretText(id: string): Promise<string | undefined> {
    const client = new SecretsManagerClient();
    try {
      return (await client.send(new GetSecretValueCommand({ SecretId: id }))).SecretString;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    } finally {
      client.destroy();
    }
  }

  async run(args: readonly string[], { input, environment = {} }: Running = {}): Promise<Ended> {
    const place = { folder: this.folder, environment, ...(input === undefined ? {} : { input }) };
    const ended = await runPiped(args, place);
    this.#ended.push(ended);
    return ended;
  }

  terminal(args: readonly string[], { environment = {}, columns = 80 }: Running = {}): Terminal {
    const terminal = new Terminal(args, { folder: this.folder, environment, columns });
    this.#terminals.push(terminal);
    return terminal;
  }

  /** Everything that any process has printed so far. */
  get printed(): string {
    return [
      ...this.#ended.flatMap(({ stdout, stderr }) => [stdout, stderr]),
      ...this.#terminals.map(({ raw }) => raw),
    ].join("\n");
  }

  async put(table: keyof AwsSimulator["tables"], item: Item): Promise<void> {
    await this.#dynamodb.send(new PutItemCommand({ TableName: this.aws.tables[table], Item: marshall(item) }));
  }

  async get(table: keyof AwsSimulator["tables"], key: Item): Promise<Item | undefined> {
    const command = new GetItemCommand({ TableName: this.aws.tables[table], Key: marshall(key), ConsistentRead: true });
    const { Item: item } = await this.#dynamodb.send(command);
    return item === undefined ? undefined : unmarshall(item);
  }

  /** Every item of a tenant. */
  async all(table: keyof AwsSimulator["tables"], tenantId: string): Promise<readonly Item[]> {
    const { Items: items = [] } = await this.#dynamodb.send(
      new QueryCommand({
        TableName: this.aws.tables[table],
        KeyConditionExpression: "tenantId = :tenant",
        ExpressionAttributeValues: marshall({ ":tenant": tenantId }),
        ConsistentRead: true,
      }),
    );
    return items.map((item) => unmarshall(item));
  }

  /** Ends everything. @throws when a secret stood in anything that was printed in all that time */
  async close(): Promise<void> {
    for (const terminal of this.#terminals) terminal.kill();
    // A run that a command has only started may still be writing.
    await this.aws.settled();
    this.#dynamodb.destroy();
    await Promise.all(this.#tenants.map(({ ringCentral }) => ringCentral.close()));
    await this.aws.close();
    await rm(this.folder, { recursive: true });
    const secrets = this.#tenants.flatMap(({ organisation: { credentials } }) => [
      credentials.clientSecret,
      credentials.jwt,
    ]);
    const told = [...secrets, ...this.#typedSecrets].filter((secret) => this.printed.includes(secret));
    if (told.length > 0) throw new Error(`Printed although it is secret: ${told.join(", ")}`);
  }

  /** Marks what is typed or piped as a secret, too. */
  secret(text: string): string {
    this.#typedSecrets.push(text);
    return text;
  }
}

type People = Omit<ReturnType<typeof smallOrganisation>, "organisation">;

/** One customer of the sandbox. */
export class StagedTenant {
  readonly id: string;
  readonly organisation: Organisation;
  readonly ringCentral: RingCentralSimulator;
  readonly people: People;
  readonly #stage: Stage;

  constructor(parts: {
    id: string;
    stage: Stage;
    organisation: Organisation;
    ringCentral: RingCentralSimulator;
    people: People;
  }) {
    this.id = parts.id;
    this.#stage = parts.stage;
    this.organisation = parts.organisation;
    this.ringCentral = parts.ringCentral;
    this.people = parts.people;
  }

  /** What somebody would have to know to connect. */
  get connection() {
    const { organisation, ringCentral } = this;
    return {
      baseUrl: ringCentral.platformUrl,
      ringCxUrl: ringCentral.ringCxUrl,
      mainAccountId: organisation.mainAccountId,
      subAccountIds: [...organisation.subAccounts.keys()].join(","),
      clientId: organisation.credentials.clientId,
    };
  }

  get secret(): string {
    const { clientSecret, jwt } = this.organisation.credentials;
    return JSON.stringify({ clientSecret, jwt });
  }

  async setUp(settings: Item): Promise<void> {
    this.storeSecret(this.secret);
    await this.put("organization", { key: "activity#1", kind: "activity", id: "1", name: "Contact centre" });
    const site = { key: "activity#12", kind: "activity", id: "12", name: "Site 1 - Dallas, TX", parentId: "1" };
    await this.put("organization", site);
    const adapter = { kind: "data-source", id: "3", name: "Realtime Adapter", adapter: "RingCentral" };
    await this.put("organization", { key: "data-source#3", ...adapter });
    const names = { firstName: "User", lastName: "Sync" };
    await this.put("roster", { userId: "sync-service", ...names, role: "Administrator", status: "Active", version: 1 });
    await this.put("settings", {
      impersonatedUserId: "sync-service",
      realtimeDataSourceId: "3",
      defaultActivityId: "12",
      ...this.connection,
      ...settings,
    });
  }

  storeSecret(text: string): void {
    this.#stage.aws.secrets.put(this.secretId, text);
  }

  get secretId(): string {
    return `${this.#stage.aws.environment["SECRET_PREFIX"]}/${this.id}`;
  }

  async put(table: keyof AwsSimulator["tables"], item: Item): Promise<void> {
    await this.#stage.put(table, { tenantId: this.id, ...item });
  }

  async user(userId: string): Promise<Item | undefined> {
    return await this.#stage.get("roster", { tenantId: this.id, userId });
  }

  async settings(): Promise<Item | undefined> {
    return await this.#stage.get("settings", { tenantId: this.id });
  }

  async all(table: keyof AwsSimulator["tables"]): Promise<readonly Item[]> {
    return await this.#stage.all(table, this.id);
  }

  /** Runs a command about this tenant in pipes. */
  async run(args: readonly string[], running: Running = {}): Promise<Ended> {
    return await this.#stage.run([...args, ...this.#place], running);
  }

  /** What a command prints with `--json`. */
  async json(args: readonly string[], running: Running = {}): Promise<unknown> {
    const { stdout } = await this.run([...args, "--json"], running);
    return JSON.parse(stdout);
  }

  terminal(args: readonly string[], running: Running = {}): Terminal {
    return this.#stage.terminal([...args, ...this.#place], running);
  }

  /** A run to its end, without the command line. */
  async syncOnce(): Promise<{ readonly runId: string; readonly status: string }> {
    return await this.#stage.sync({ tenantId: this.id, requestedBy: "sandbox (01JNB2Q9T1X4W7C9Z3E5G7K9M1)" });
  }

  /** The text in Secrets Manager, if there is one. */
  async storedSecret(): Promise<string | undefined> {
    return await this.#stage.secretText(this.secretId);
  }

  /** Logins that RingCentral was asked for. */
  get logins(): number {
    return this.ringCentral.requests.filter(({ path }) => path.startsWith("/restapi/oauth/token")).length;
  }

  get #place(): readonly string[] {
    return ["--sandbox", "--tenant", this.id];
  }
}

function invocation() {
  const end = Date.now() + 15 * 60_000;
  return { getRemainingTimeInMillis: () => end - Date.now(), awsRequestId: "00000000-0000-4000-8000-000000000000" };
}
