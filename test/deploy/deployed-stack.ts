import { readFile } from "node:fs/promises";
import { delimiter, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { TemplateJson } from "#test/infra/synthesised.ts";
import { account, type EmulatedAws, region } from "./emulated-aws.ts";
import { runTool } from "./tools/run-tool.ts";

const projectRoot = fileURLToPath(new URL("../..", import.meta.url));
const assembly = `${projectRoot}.cache/deploy/cdk.out`;
const cdk = [`${projectRoot}node_modules/aws-cdk/bin/cdk`];
const quiet = {
  // Not the person's own folder: the CDK remembers there which account a key belongs to.
  CDK_HOME: `${projectRoot}.cache/deploy/cdk-home`,
  ...{ CI: "1", NO_COLOR: "1", CDK_DISABLE_CLI_TELEMETRY: "1" },
  // The app starts `node`, and must get this one.
  PATH: `${dirname(process.execPath)}${delimiter}${process.env["PATH"]}`,
};

type Context = Readonly<Record<string, string>>;

/** Makes the account ready for deployments, with the CDK's own command. */
export async function bootstrap(aws: EmulatedAws): Promise<void> {
  await runTool({
    command: process.execPath,
    args: [...cdk, "bootstrap", "--no-notices", `aws://${account}/${region}`],
    cwd: projectRoot,
    environment: { ...aws.environment, ...quiet },
    timeoutMs: 180_000,
  });
}

/** Deploys or updates the service with the CDK's own command, as an administrator does. */
export async function deploy(aws: EmulatedAws, context: Context): Promise<DeployedStack> {
  const name = `ringcentral-user-sync-${context["stage"]}`;
  const values = Object.entries(context).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
  await runTool({
    command: process.execPath,
    args: [
      ...[...cdk, "deploy", "--no-notices", "--require-approval", "never", "--output", assembly],
      // What moto lacks: change sets of a stack that exists, and parameters that keep their default.
      ...["--method", "direct", "--no-previous-parameters"],
      ...values,
    ],
    cwd: projectRoot,
    environment: { ...aws.environment, ...quiet },
    timeoutMs: 300_000,
  });
  const template = JSON.parse(await readFile(`${assembly}/${name}.template.json`, "utf8")) as TemplateJson;
  const { StackResources: resources } = (await aws.call("cloudformation", "describe_stack_resources", {
    StackName: name,
  })) as { StackResources: { LogicalResourceId?: string; PhysicalResourceId: string }[] };
  const physicalIds = new Map(
    resources.flatMap(({ LogicalResourceId: id, PhysicalResourceId: physical }) =>
      id === undefined ? [] : [[id, physical] as const],
    ),
  );
  return new DeployedStack({ name, template, physicalIds });
}

/** A stack as CloudFormation made it: the template, and the resources by their logical ids. */
export class DeployedStack {
  readonly name: string;
  readonly template: TemplateJson;
  readonly physicalIds: ReadonlyMap<string, string>;

  constructor(parts: { name: string; template: TemplateJson; physicalIds: ReadonlyMap<string, string> }) {
    this.name = parts.name;
    this.template = parts.template;
    this.physicalIds = parts.physicalIds;
  }

  /** Logical ids of all resources of a type. */
  idsOf(type: string): readonly string[] {
    return Object.entries(this.template.Resources).flatMap(([id, { Type }]) => (Type === type ? [id] : []));
  }

  /** The one resource of a type whose logical id begins so. */
  idOf(type: string, beginning: string): string {
    const [id, ...others] = this.idsOf(type).filter((candidate) => candidate.startsWith(beginning));
    if (id === undefined || others.length > 0) throw new Error(`${type} ${beginning}: not exactly one in the template`);
    return id;
  }

  physicalId(id: string): string {
    const physical = this.physicalIds.get(id);
    if (physical === undefined) throw new Error(`${id} was not deployed`);
    return physical;
  }

  /** Properties of a resource with every reference resolved to what is deployed. */
  properties(id: string): Readonly<Record<string, unknown>> {
    return this.resolve(this.template.Resources[id]?.Properties ?? {}) as Readonly<Record<string, unknown>>;
  }

  /** Resolves the intrinsic functions that the template uses. */
  resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((one) => this.resolve(one));
    if (typeof value !== "object" || value === null) return value;
    const [[name, argument] = [], ...others] = Object.entries(value);
    if (others.length === 0 && name === "Ref") return this.#reference(String(argument));
    if (others.length === 0 && name === "Fn::GetAtt") {
      const [id, attribute] = argument as [string, string];
      return this.attribute(id, attribute);
    }
    if (others.length === 0 && name === "Fn::Join") {
      const [separator, parts] = argument as [string, unknown[]];
      return parts.map((part) => this.resolve(part)).join(separator);
    }
    if (others.length === 0 && name === "Fn::Sub") {
      return String(argument).replaceAll(/\$\{([^}]+)\}/g, (_match, inner: string) => this.#reference(inner));
    }
    if (others.length === 0 && name?.startsWith("Fn::")) throw new Error(`${name} is not resolved yet: add it`);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.resolve(inner)]));
  }

  attribute(id: string, attribute: string): string {
    const physical = this.physicalId(id);
    const type = this.template.Resources[id]?.Type;
    const lastPart = physical.split("/").at(-1) ?? "";
    const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${account}:${rest}`;
    switch (`${type} ${attribute}`) {
      case "AWS::DynamoDB::Table Arn":
        return arn("dynamodb", `table/${physical}`);
      case "AWS::Lambda::Function Arn":
        return arn("lambda", `function:${physical}`);
      case "AWS::SQS::Queue Arn":
        return arn("sqs", lastPart);
      case "AWS::SQS::Queue QueueName":
        return lastPart;
      case "AWS::KMS::Key Arn":
        return arn("kms", `key/${physical}`);
      case "AWS::Logs::LogGroup Arn":
        // As moto has it; AWS adds `:*`, and with it the streams.
        return arn("logs", `log-group:${physical}`);
      case "AWS::IAM::Role Arn":
        return `arn:aws:iam::${account}:role/${physical}`;
      case "AWS::CloudWatch::Alarm Arn":
        return arn("cloudwatch", `alarm:${physical}`);
      default:
        throw new Error(`${type} ${attribute} is not resolved yet: add it`);
    }
  }

  #reference(name: string): string {
    switch (name) {
      case "AWS::Region":
        return region;
      case "AWS::AccountId":
        return account;
      case "AWS::Partition":
        return "aws";
      case "AWS::URLSuffix":
        return "amazonaws.com";
      case "AWS::StackName":
        return this.name;
      default:
        return this.physicalId(name);
    }
  }
}
