import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { delimiter, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { generateOrganisation } from "#test/fixtures/people.ts";
import {
  type RingCentralSimulator,
  startRingCentralSimulator,
} from "#test/simulators/ringcentral/ringcentral-simulator.ts";
import { Shown } from "#test/unit/page/shown.ts";
import { bootstrap, type DeployedStack, deploy } from "./deployed-stack.ts";
import { account, EmulatedAws, region } from "./emulated-aws.ts";
import { EventListener } from "./event-listener.ts";
import { fetchFunction } from "./fetched-code.ts";
import { runCommands } from "./readme-commands.ts";
import { RunningFunction } from "./running-function.ts";
import type { InvocationEnd } from "./runtime-api.ts";

type Item = Readonly<Record<string, unknown>>;
export type TableName = "Settings" | "Roster" | "Organization" | "History" | "Approvals" | "Work";

/** Programs that the proof runs with. */
export interface Programs {
  /** Python with moto, the AWS SDK and the AWS CLI. */
  readonly python: string;
  /** Module of the runtime interface client. */
  readonly runtimeClient: string;
}

declare module "vitest" {
  interface ProvidedContext {
    programs: Programs;
  }
}

interface Functions {
  readonly sync: RunningFunction;
  readonly dispatch: RunningFunction;
  readonly page: RunningFunction;
  readonly pageSave: RunningFunction;
  readonly pageApprove: RunningFunction;
}

export const stage = "proof";
export const people = 40;
/** Where the operator of the README works. */
const desk = fileURLToPath(new URL("../../.cache/deploy/desk", import.meta.url));

/** The service, deployed to the emulator, its functions running, with a simulated RingCentral in front of it. */
export class DeployedService {
  readonly aws: EmulatedAws;
  readonly ringCentral: RingCentralSimulator;
  readonly lambda: EventListener;
  readonly #programs: Programs;
  #stack: DeployedStack;
  #functions: Functions | undefined;

  static async start(programs: Programs): Promise<DeployedService> {
    const aws = await EmulatedAws.start(programs.python);
    try {
      await bootstrap(aws);
      const stack = await deploy(aws, { stage, allowedUrlHosts: "loopback,platform.ringcentral.com" });
      const recipe = { seed: 11, people, sharedMailboxes: 0, withoutRcUserIdShare: 0, otherExtensionsShare: 0.1 };
      const ringCentral = await startRingCentralSimulator({ organisation: generateOrganisation(recipe) });
      let service: DeployedService | undefined;
      const lambda = await EventListener.start((event) => {
        if (service === undefined) throw new Error("an invocation before the functions were started");
        return service.sync(event);
      });
      service = new DeployedService({ aws, stack, ringCentral, lambda, programs });
      return service;
    } catch (error) {
      await aws.close();
      throw error;
    }
  }

  private constructor(parts: {
    readonly aws: EmulatedAws;
    readonly stack: DeployedStack;
    readonly ringCentral: RingCentralSimulator;
    readonly lambda: EventListener;
    readonly programs: Programs;
  }) {
    this.aws = parts.aws;
    this.#stack = parts.stack;
    this.ringCentral = parts.ringCentral;
    this.lambda = parts.lambda;
    this.#programs = parts.programs;
  }

  get stack(): DeployedStack {
    return this.#stack;
  }

  /** The running functions. */
  get functions(): Functions {
    if (this.#functions === undefined) throw new Error("the functions were not started");
    return this.#functions;
  }

  /** Deploys again, and runs what is deployed then. */
  async update(context: Readonly<Record<string, string>>): Promise<void> {
    await this.#stop();
    this.#stack = await deploy(this.aws, { stage, ...context });
    await this.startFunctions();
  }

  /** Fetches code and configuration of every function from the emulator and starts them. */
  async startFunctions(): Promise<void> {
    const start = async (name: "Sync" | "Dispatch" | "Page" | "PageSave" | "PageApprove") => {
      const id = this.#stack.idOf("AWS::Lambda::Function", `Service${name}Function`);
      const { python, runtimeClient } = this.#programs;
      const { folder, configuration } = await fetchFunction(this.aws, { name: this.#stack.physicalId(id), python });
      return RunningFunction.start({ runtimeClient, folder, configuration, surroundings: this.#surroundings() });
    };
    this.#functions = {
      sync: await start("Sync"),
      dispatch: await start("Dispatch"),
      page: await start("Page"),
      pageSave: await start("PageSave"),
      pageApprove: await start("PageApprove"),
    };
  }

  sync(event: unknown): Promise<InvocationEnd> {
    return this.functions.sync.invoke(event);
  }

  /** What the dashboard shows when somebody presses something, with what is typed in its fields. */
  async press(
    name: "page" | "pageSave" | "pageApprove",
    event: object,
    fields: Readonly<Record<string, string>>,
  ): Promise<Shown> {
    const widgetContext = { theme: "light", forms: { all: fields }, params: { tenantId: "default" } };
    const { kind, body } = await this.functions[name].invoke({ tenantId: "default", ...event, widgetContext });
    if (kind === "error") throw new Error(`${name} rejected: ${JSON.stringify(body)}`);
    return new Shown(String(body));
  }

  /** One tick with the schedule's own input, and every sync that it starts; what dispatch returned. */
  async tick(scheduledTime: string): Promise<unknown> {
    const id = this.#stack.idOf("AWS::Scheduler::Schedule", "ServiceTick");
    const { Target: target } = (await this.aws.call("scheduler", "get_schedule", {
      Name: this.#stack.physicalId(id),
    })) as { Target: { Input: string } };
    // The Scheduler writes whole seconds.
    const time = scheduledTime.replace(".000Z", "Z");
    const event: unknown = JSON.parse(target.Input.replaceAll("<aws.scheduler.scheduled-time>", time));
    const { kind, body } = await this.functions.dispatch.invoke(event);
    await this.lambda.settled();
    if (kind === "error") throw new Error(`dispatch rejected: ${JSON.stringify(body)}`);
    return body;
  }

  tableName(name: TableName): string {
    return this.#stack.physicalId(this.#stack.idOf("AWS::DynamoDB::Table", `ServiceTables${name}`));
  }

  /** All items of a table; of the history those whose sort key begins so. */
  async items(name: TableName, beginning = ""): Promise<readonly Item[]> {
    const { Items = [] } = (await this.aws.call("dynamodb", "scan", { TableName: this.tableName(name) })) as {
      Items?: Parameters<typeof unmarshall>[0][];
    };
    const items = Items.map((item) => unmarshall(item));
    const sortKey = ({ entry, userId, key }: Item) => [entry, userId, key].find((part) => part !== undefined) as string;
    return items
      .filter((item) => beginning === "" || sortKey(item).startsWith(beginning))
      .sort((left, right) => (sortKey(left) < sortKey(right) ? -1 : 1));
  }

  /** Changes the tenant's settings item; `undefined` removes an attribute. */
  async changeSettings(attributes: Readonly<Record<string, string | undefined>>): Promise<void> {
    const AttributeUpdates = Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [
        name,
        value === undefined ? { Action: "DELETE" } : { Action: "PUT", Value: { S: value } },
      ]),
    );
    const Key = { tenantId: { S: "default" } };
    await this.aws.call("dynamodb", "update_item", { TableName: this.tableName("Settings"), Key, AttributeUpdates });
  }

  /** Subscribes a queue to the alert topic; the function reads what has come so far. */
  async subscribe(): Promise<() => Promise<readonly Item[]>> {
    const QueueName = "alerts-of-the-test";
    const { QueueUrl } = await this.aws.call("sqs", "create_queue", { QueueName });
    const TopicArn = this.#stack.physicalId(this.#stack.idOf("AWS::SNS::Topic", "ServiceAlertsTopic"));
    const Endpoint = `arn:aws:sqs:${region}:${account}:${QueueName}`;
    await this.aws.call("sns", "subscribe", { TopicArn, Protocol: "sqs", Endpoint });
    return async () => {
      const { Messages = [] } = (await this.aws.call("sqs", "receive_message", {
        ...{ QueueUrl, MaxNumberOfMessages: 10 },
      })) as { Messages?: { Body: string }[] };
      return Messages.map(({ Body }) => JSON.parse(Body) as Item);
    };
  }

  /** Runs commands of the README as the operator does, who has filled in `report/`; returns what they print. */
  async operate(commands: readonly string[]): Promise<string> {
    return runCommands(commands, {
      folder: desk,
      environment: {
        ...this.#surroundings(),
        AWS_DEFAULT_OUTPUT: "json",
        PATH: [dirname(this.#programs.python), dirname(process.execPath), process.env["PATH"]].join(delimiter),
      },
    });
  }

  /** Fills the operator's `report/` as the README says. */
  async prepareDesk(settings: Readonly<Record<string, string>>): Promise<void> {
    await rm(desk, { recursive: true, force: true });
    await mkdir(`${desk}/report`, { recursive: true });
    const { clientSecret, jwt } = this.ringCentral.organisation.credentials;
    await this.#put("secret.json", { clientSecret, jwt });
    await this.#put("outputs.json", { [this.#stack.name]: await this.outputs() });
    const sample = new URL("../../docs/first-tenant.json", import.meta.url);
    const tenant = JSON.parse(await readFile(sample, "utf8")) as {
      SETTINGS_TABLE: [{ PutRequest: { Item: Record<string, unknown> } }];
    };
    for (const [name, value] of Object.entries(settings)) tenant.SETTINGS_TABLE[0].PutRequest.Item[name] = { S: value };
    await this.#put("first-tenant.json", tenant);
  }

  async readReport(name: string): Promise<unknown> {
    return JSON.parse(await readFile(`${desk}/report/${name}`, "utf8"));
  }

  /** Outputs of the stack, as `cdk deploy` shows them. */
  async outputs(): Promise<Readonly<Record<string, string>>> {
    const { Stacks } = (await this.aws.call("cloudformation", "describe_stacks", {
      StackName: this.#stack.name,
    })) as { Stacks: [{ Outputs?: { OutputKey: string; OutputValue: string }[] }] };
    return Object.fromEntries((Stacks[0].Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  }

  async close(): Promise<void> {
    await this.#stop();
    await Promise.all([this.lambda.close(), this.ringCentral.close(), this.aws.close()]);
  }

  async #stop(): Promise<void> {
    await Promise.all(Object.values(this.#functions ?? {}).map((running) => running.stop()));
    this.#functions = undefined;
  }

  async #put(name: string, content: unknown): Promise<void> {
    await writeFile(`${desk}/report/${name}`, JSON.stringify(content));
  }

  #surroundings(): Readonly<Record<string, string>> {
    return { ...this.aws.environment, AWS_ENDPOINT_URL_LAMBDA: this.lambda.endpoint };
  }
}
