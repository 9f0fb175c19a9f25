import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  Aws,
  type Duration,
  type aws_dynamodb as dynamodb,
  aws_iam as iam,
  aws_lambda as lambda,
  aws_logs as logs,
  RemovalPolicy,
  Validations,
} from "aws-cdk-lib";
import { Construct } from "constructs";
import { env } from "../../shared/names.ts";
import type { AlertTopic } from "./alert-topic.ts";
import type { SyncTables } from "./tables.ts";

/** What the service has for each of its functions. */
export interface FunctionProps {
  readonly stage: string;
  readonly allowedUrlHosts: readonly string[];
  readonly tables: SyncTables;
  readonly alerts: AlertTopic;
  /** Without a slash at the end, like `parameterPrefix`. */
  readonly secretPrefix: string;
  readonly parameterPrefix: string;
  readonly logRetentionDays: number;
}

interface NodeFunctionProps extends FunctionProps {
  /** Folder below `dist`, written by `npm run build`. */
  readonly bundle: string;
  readonly description: string;
  /** MB; the share of a CPU grows with it. */
  readonly memorySize: number;
  readonly timeout: Duration;
  /** An event that has waited longer is dropped. */
  readonly maxEventAge: Duration;
  readonly whyNoDeadLetters: string;
  /** Variables beside those that every function has. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * One Lambda function with a role and a log group of its own. The role may write to that log group, and what the
 * subclass allows: statements instead of most `grant...`, which add the indexes of a table, the versions of a function
 * and actions that nothing here calls. A test compares them with the calls that the built functions make.
 */
export class NodeFunction extends Construct {
  readonly function: lambda.Function;
  readonly logGroup: logs.LogGroup;
  readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    this.logGroup = new logs.LogGroup(this, "Logs", {
      retention: props.logRetentionDays,
      encryptionKey: props.alerts.key,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new iam.Role(this, "Role", { assumedBy: new iam.ServicePrincipal("lambda.amazonaws.com") });
    this.logGroup.grantWrite(this.role);
    this.function = new lambda.Function(this, "Function", {
      description: props.description,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: "index.handler",
      code: lambda.Code.fromAsset(bundleFolder(props.bundle)),
      memorySize: props.memorySize,
      timeout: props.timeout,
      environment: { ...sharedEnvironment(props), ...props.environment },
      role: this.role,
      logGroup: this.logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      applicationLogLevelV2: lambda.ApplicationLogLevel.INFO,
      systemLogLevelV2: lambda.SystemLogLevel.WARN,
      // Every failure is in a record, and dispatch decides what is tried again and when.
      retryAttempts: 0,
      maxEventAge: props.maxEventAge,
    });
    Validations.of(this.function).acknowledge(
      {
        id: "Serverless-LambdaTracing",
        reason: "A run is told by its record, one log line and its metrics; X-Ray's SDK is in maintenance mode",
      },
      { id: "Serverless-LambdaDLQ", reason: props.whyNoDeadLetters },
      { id: "Serverless-LambdaAsyncFailureDestination", reason: props.whyNoDeadLetters },
    );
  }

  protected allow(resource: string, ...actions: readonly string[]): void {
    this.role.addToPolicy(new iam.PolicyStatement({ actions: [...actions], resources: [resource] }));
  }

  protected allowTable({ tableArn }: dynamodb.Table, ...operations: readonly string[]): void {
    this.allow(tableArn, ...operations.map((operation) => `dynamodb:${operation}`));
  }

  /** Items of the work table alone whose partition key begins with an area, e.g. `lookup#`. */
  protected allowWork(
    { work }: SyncTables,
    { areas }: { readonly areas: string },
    ...operations: readonly string[]
  ): void {
    this.role.addToPolicy(
      new iam.PolicyStatement({
        actions: operations.map((operation) => `dynamodb:${operation}`),
        resources: [work.tableArn],
        conditions: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [`${areas}*`] } },
      }),
    );
  }

  /** `name` may end in a wildcard, which also stands for the six characters that AWS adds to the ARN of a secret. */
  protected allowSecrets(name: string, ...operations: readonly string[]): void {
    const actions = operations.map((operation) => `secretsmanager:${operation}`);
    this.#allowInAccount({ service: "secretsmanager", resource: `secret:${name}` }, actions);
  }

  /** The path that is asked for is what is authorized: `<prefix>/*` is one tenant's, `<prefix>` all tenants' at once. */
  protected allowParameters(path: string): void {
    this.#allowInAccount({ service: "ssm", resource: `parameter${path}` }, ["ssm:GetParametersByPath"]);
  }

  protected allowAlerts({ topic }: AlertTopic): void {
    topic.grantPublish(this.role);
    this.#acknowledgeWildcard(
      "Action::kms:GenerateDataKey*",
      "What SNS documents for publishing to an encrypted topic; the resource is this stack's one key",
    );
  }

  #allowInAccount({ service, resource }: { service: string; resource: string }, actions: readonly string[]): void {
    // Not `formatArn`: in a stack with a region of its own, cdk-nag would write the wildcard in another way.
    this.allow(`arn:${Aws.PARTITION}:${service}:${Aws.REGION}:${Aws.ACCOUNT_ID}:${resource}`, ...actions);
    if (!resource.endsWith("*")) return;
    this.#acknowledgeWildcard(
      `Resource::arn:<AWS::Partition>:${service}:<AWS::Region>:<AWS::AccountId>:${resource}`,
      "Each tenant has its own below the stage's prefix, and tenants come and go without a deployment",
    );
  }

  /** This very wildcard, so that another one is found. */
  #acknowledgeWildcard(wildcard: string, reason: string): void {
    Validations.of(this.role).acknowledge({ id: `AwsSolutions-IAM5[${wildcard}]`, reason });
  }
}

function sharedEnvironment({ tables, secretPrefix, parameterPrefix, stage, allowedUrlHosts }: FunctionProps) {
  return {
    [env.settingsTable]: tables.settings.tableName,
    [env.rosterTable]: tables.roster.tableName,
    [env.organizationTable]: tables.organization.tableName,
    [env.historyTable]: tables.history.tableName,
    [env.approvalsTable]: tables.approvals.tableName,
    [env.workTable]: tables.work.tableName,
    [env.secretPrefix]: secretPrefix,
    [env.parameterPrefix]: parameterPrefix,
    [env.stage]: stage,
    [env.allowedUrlHosts]: allowedUrlHosts.join(","),
  };
}

function bundleFolder(name: string): string {
  const folder = fileURLToPath(new URL(`../../dist/${name}`, import.meta.url));
  if (existsSync(`${folder}/index.mjs`)) return folder;
  throw new Error(`dist/${name}/index.mjs does not exist: run "npm run build" first`);
}
