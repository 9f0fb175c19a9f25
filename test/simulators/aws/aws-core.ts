import { env } from "#shared/names.ts";
import type { AwsAnswer, AwsRequest } from "./aws-service.ts";
import { AwsServiceError, errorAnswer } from "./aws-service.ts";
import type { AwsCall } from "./call.ts";
import { callOf } from "./call.ts";
import type { EmbeddedDynamoDb } from "./dynalite-in-process.ts";
import { startEmbeddedDynamoDb } from "./dynalite-in-process.ts";
import { DynamoDbService, tableOf, useOf } from "./dynamodb-service.ts";
import type { FaultKind } from "./faults.ts";
import { Faults, faultError } from "./faults.ts";
import type { InvokedFunction } from "./lambda-service.ts";
import { LambdaService } from "./lambda-service.ts";
import { connectDynamoDb } from "./remote-dynamodb.ts";
import { RequestLog } from "./request-log.ts";
import { SecretsManagerService } from "./secrets-manager-service.ts";
import type { PublishedAlert } from "./sns-service.ts";
import { SnsService } from "./sns-service.ts";
import { SsmService } from "./ssm-service.ts";
import type { TableNames } from "./table-definitions.ts";
import { tableDefinitions } from "./table-definitions.ts";

/** What became of a request: an answer, a connection left without one, or a broken connection. */
export type Handled =
  | { readonly kind: "answer"; readonly answer: AwsAnswer }
  | { readonly kind: "silence" }
  | { readonly kind: "broken" };

/** The AWS services that the program uses, as functions from requests to answers; they open no socket. */
export interface AwsCore {
  /** Everything a function or an SDK client needs to talk to it at a URL. */
  environmentAt(url: string): Readonly<Record<string, string>>;
  /** Serves one request and logs it. */
  handle(request: AwsRequest): Promise<Handled>;
  readonly tables: TableNames;
  readonly published: readonly PublishedAlert[];
  /** As SNS counts them, for each topic; to be changed. */
  readonly subscriptions: SnsService["subscriptions"];
  /** Events that Lambda has accepted. */
  readonly invocations: readonly unknown[];
  readonly requests: RequestLog;
  readonly faults: Faults;
  /** Milliseconds that the embedded database has worked so far, which would be the real service's. */
  databaseBusyMs(): number;
  /** Sets up parameters and secrets without a request. */
  readonly ssm: Pick<SsmService, "put" | "remove">;
  readonly secrets: Pick<SecretsManagerService, "put">;
  onInvoke(invoked: InvokedFunction): void;
  /** Judges every request from now on; without it everything is allowed. */
  onCall(judge: (call: AwsCall) => "allowed" | "denied"): void;
  /** Resolves when no invocation is running any more. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

const region = "eu-central-1";
const topicArn = `arn:aws:sns:${region}:111122223333:user-sync-alerts`;
const spareTopicArn = `arn:aws:sns:${region}:111122223333:user-sync-spare`;
const functionName = "user-sync-simulated-sync";
const tables: TableNames = {
  settings: "user-sync-settings",
  roster: "user-sync-roster",
  organization: "user-sync-organization",
  history: "user-sync-history",
  approvals: "user-sync-approvals",
  work: "user-sync-work",
};

/** Starts the services, the tables empty. */
export async function startAwsCore(): Promise<AwsCore> {
  // For the same tests against another implementation of DynamoDB.
  const { DYNAMODB_ENDPOINT: elsewhere } = process.env;
  const database = elsewhere === undefined ? await startEmbeddedDynamoDb() : connectDynamoDb(elsewhere);
  await createTables(database);
  const dynamodb = new DynamoDbService(database);
  const ssm = new SsmService();
  const secretsmanager = new SecretsManagerService();
  const sns = new SnsService({ topicArn, spareTopicArn });
  const lambda = new LambdaService(functionName);
  const services = { dynamodb, ssm, secretsmanager, sns, lambda };
  const faults = new Faults();
  const requests = new RequestLog();
  let judge: ((call: AwsCall) => "allowed" | "denied") | undefined;

  async function handle(request: AwsRequest): Promise<Handled> {
    const { service, operation } = request;
    const table = service === "dynamodb" ? tableOf(request) : undefined;
    const denied = judge?.(callOf(request)) === "denied";
    const fault = denied ? "access-denied" : faults.hit({ service, operation, table });
    const carriedOut = fault === undefined || fault === "lost-answer" || fault === "unprocessed";
    const result = carriedOut ? await carryOut(request, fault) : injected(request, fault);
    const sent = fault === "timeout" || fault === "reset" || fault === "lost-answer" ? undefined : result;
    const use = service === "dynamodb" && carriedOut && result ? useOf(request, result) : {};
    requests.add({
      service,
      operation,
      ...(table === undefined ? {} : { table }),
      ...use,
      requestBytes: request.body.length,
      responseBytes: sent === undefined ? 0 : Buffer.byteLength(sent.body),
      ...(sent === undefined ? {} : { status: sent.status }),
      ...(fault === undefined ? {} : { fault }),
    });
    if (sent !== undefined) return { kind: "answer", answer: sent };
    return { kind: fault === "timeout" ? "silence" : "broken" };
  }

  async function carryOut(request: AwsRequest, fault: FaultKind | undefined): Promise<AwsAnswer> {
    try {
      if (fault === "unprocessed" && request.operation === "BatchWriteItem") return await dynamodb.handleHalf(request);
      return await services[request.service].handle(request);
    } catch (error) {
      if (error instanceof AwsServiceError) return errorAnswer(request.service, error);
      throw error;
    }
  }

  return {
    environmentAt: environmentFor,
    handle,
    tables,
    published: sns.published,
    subscriptions: sns.subscriptions,
    invocations: lambda.invocations,
    requests,
    faults,
    databaseBusyMs: () => database.busyMs(),
    ssm,
    secrets: secretsmanager,
    onInvoke: (invoked) => lambda.onInvoke(invoked),
    onCall: (judged) => {
      judge = judged;
    },
    settled: () => lambda.settled(),
    close: () => database.close(),
  };
}

function injected(request: AwsRequest, fault: FaultKind): AwsAnswer | undefined {
  const error = faultError(request, fault);
  return error === undefined ? undefined : errorAnswer(request.service, error);
}

async function createTables(database: EmbeddedDynamoDb): Promise<void> {
  for (const definition of tableDefinitions(tables)) {
    const created = await database.call("CreateTable", JSON.stringify(definition));
    if (created.status !== 200) throw new Error(`Table not created: ${created.body}`);
    // dynalite moves a new table to ACTIVE in a timer of its own, even of 0 ms.
    const about = JSON.stringify({ TableName: definition.TableName });
    while (!(await database.call("DescribeTable", about)).body.includes('"TableStatus":"ACTIVE"')) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

function environmentFor(url: string): Readonly<Record<string, string>> {
  const endpoints = ["DYNAMODB", "SSM", "SECRETS_MANAGER", "SNS", "LAMBDA"];
  return {
    ...Object.fromEntries(endpoints.map((service) => [`AWS_ENDPOINT_URL_${service}`, url])),
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: "AKIASIMULATED",
    AWS_SECRET_ACCESS_KEY: "simulated",
    AWS_EC2_METADATA_DISABLED: "true",
    [env.settingsTable]: tables.settings,
    [env.rosterTable]: tables.roster,
    [env.organizationTable]: tables.organization,
    [env.historyTable]: tables.history,
    [env.approvalsTable]: tables.approvals,
    [env.workTable]: tables.work,
    [env.secretPrefix]: "user-sync/simulated",
    [env.parameterPrefix]: "/user-sync/simulated",
    [env.alertTopicArn]: topicArn,
    [env.spareTopicArn]: spareTopicArn,
    [env.syncFunctionName]: functionName,
    [env.stage]: "simulated",
    [env.allowedUrlHosts]: "loopback",
  };
}
