import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  type Duration,
  aws_iam as iam,
  type aws_kms as kms,
  aws_lambda as lambda,
  aws_logs as logs,
  RemovalPolicy,
} from "aws-cdk-lib";
import { Construct } from "constructs";

interface NodeFunctionProps {
  /** Folder below `dist`, written by `npm run build`. */
  readonly bundle: "sync" | "dispatch" | "page" | "page-save";
  readonly description: string;
  /** MB; the share of a CPU grows with it. */
  readonly memorySize: number;
  readonly timeout: Duration;
  /** An event that has waited longer is dropped. */
  readonly maxEventAge: Duration;
  readonly environment: Readonly<Record<string, string>>;
  readonly logRetentionDays: number;
  readonly logKey: kms.IKey;
}

/** One Lambda function with a role and a log group of its own. The role may write to that log group and nothing else. */
export class NodeFunction extends Construct {
  readonly function: lambda.Function;
  readonly logGroup: logs.LogGroup;
  readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    this.logGroup = new logs.LogGroup(this, "Logs", {
      retention: props.logRetentionDays,
      encryptionKey: props.logKey,
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
      environment: { ...props.environment },
      role: this.role,
      logGroup: this.logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      applicationLogLevelV2: lambda.ApplicationLogLevel.INFO,
      systemLogLevelV2: lambda.SystemLogLevel.WARN,
      // Every failure is in a record, and dispatch decides what is tried again and when.
      retryAttempts: 0,
      maxEventAge: props.maxEventAge,
    });
  }
}

function bundleFolder(name: NodeFunctionProps["bundle"]): string {
  const folder = fileURLToPath(new URL(`../../dist/${name}`, import.meta.url));
  if (existsSync(`${folder}/index.mjs`)) return folder;
  throw new Error(`dist/${name}/index.mjs does not exist: run "npm run build" first`);
}
