import { DeleteItemCommand, GetItemCommand, PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { ulid } from "ulid";
import { createPageApproveFunction } from "#functions/page/approve/handler.ts";
import { createPageFunction } from "#functions/page/handler.ts";
import { createPageSaveFunction } from "#functions/page/save/handler.ts";
import { realRuntime } from "#functions/runtime.ts";
import {
  parsePageApproveEnvironment,
  parsePageEnvironment,
  parsePageSaveEnvironment,
} from "#shared/config/environment.ts";
import { env } from "#shared/names.ts";
import { startSimulatedAws } from "#test/contracts/simulated-aws.ts";
import { seedTenant } from "#test/sandbox/seed-tenant.ts";
import type { TableNames } from "#test/simulators/aws/table-definitions.ts";
import { startRingCentralSimulator } from "#test/simulators/ringcentral/ringcentral-simulator.ts";
import { smallOrganisation } from "#test/simulators/ringcentral/small-organisation.ts";
import { Shown } from "./shown.ts";

type Item = Readonly<Record<string, unknown>>;

interface Holding {
  readonly mode?: "apply" | "plan";
  readonly changes?: Readonly<Record<string, Item>>;
}

export const pageArn = "arn:aws:lambda:eu-central-1:111122223333:function:page";
export const saveArn = "arn:aws:lambda:eu-central-1:111122223333:function:page-save";
export const approveArn = "arn:aws:lambda:eu-central-1:111122223333:function:page-approve";
export const requestId = "6d67e385-053d-4622-a56f-b25bcef23083";

/** The functions of the page with RingCentral and AWS around them, and a viewer who fills in forms. */
export async function startPageWorld() {
  const aws = await startSimulatedAws();
  const { simulator } = aws;
  const { organisation, agent } = smallOrganisation();
  const ringCentral = await startRingCentralSimulator({ organisation });
  const { mainAccountId, subAccounts, credentials } = organisation;
  const connection = {
    baseUrl: ringCentral.platformUrl,
    ringCxUrl: ringCentral.ringCxUrl,
    mainAccountId,
    subAccountIds: [...subAccounts.keys()].join(","),
    ...credentials,
  };
  await seedTenant(simulator, { connection, settings: {} });
  const secretId = `${simulator.environment["SECRET_PREFIX"]}/default`;
  const variables = { ...simulator.environment, [env.saveFunctionArn]: saveArn, [env.approveFunctionArn]: approveArn };
  const page = createPageFunction(parsePageEnvironment(variables), realRuntime);
  const save = createPageSaveFunction(parsePageSaveEnvironment(variables), realRuntime);
  const approve = createPageApproveFunction(parsePageApproveEnvironment(variables), realRuntime);
  const handlers = new Map([
    [pageArn, page],
    [saveArn, save],
    [approveArn, approve],
  ]);
  const context = (invokedFunctionArn: string, leftMs = 60_000) => ({
    invokedFunctionArn,
    awsRequestId: requestId,
    getRemainingTimeInMillis: () => leftMs,
  });

  const call = async (endpoint: string, event: Item): Promise<Shown> => {
    const handler = handlers.get(endpoint);
    if (handler === undefined) throw new Error(`no function ${endpoint}`);
    return new Shown(await handler(event, context(endpoint)));
  };

  /** What the console sends with every call. */
  const widgetContext = (forms: Item, more: Item = {}) => ({
    dashboardName: "user-sync",
    widgetId: "widget-1",
    accountId: "999999999999",
    locale: "en",
    timezone: { label: "Local", offsetISO: "+02:00", offsetInMinutes: -120 },
    theme: "light",
    forms: { all: forms },
    params: { tenantId: "default" },
    ...more,
  });

  /** As if five minutes had passed since a viewer had the directory read. */
  const forgetReading = async (): Promise<void> => {
    const Key = marshall({ area: "lookup#default", entry: "claim#viewer-reading" });
    await aws.dynamodb.send(new DeleteItemCommand({ TableName: simulator.tables.work, Key }));
  };

  return {
    aws: simulator,
    ringCentral,
    organisation,
    agent,
    credentials,
    secretId,
    /** The widget as the dashboard shows it, or at a refresh. */
    open: (event: Item = {}, { forms = {}, ...more }: { forms?: Item } & Item = {}) =>
      call(pageArn, { tenantId: "default", ...event, widgetContext: widgetContext(forms, more) }),
    /** The same more than five minutes after somebody had the directory read. */
    openLater: async (event: Item, more: { forms?: Item } = {}) => {
      await forgetReading();
      return await call(pageArn, { tenantId: "default", ...event, widgetContext: widgetContext(more.forms ?? {}) });
    },
    /** Presses a button of a page with what is typed in its form. */
    press: (shown: Shown, label: string, typed: Item = {}) => {
      const { endpoint, payload } = shown.action(label);
      return call(endpoint, { ...payload, widgetContext: widgetContext({ ...shown.forms(), ...typed }) });
    },
    call,
    put: (table: keyof TableNames, item: Item) => aws.putItem(table, { tenantId: "default", ...item }),
    item: async (table: keyof TableNames, key: Item = {}): Promise<Item | undefined> => {
      const Key = marshall({ tenantId: "default", ...key }, { removeUndefinedValues: true });
      const { Item } = await aws.dynamodb.send(
        new GetItemCommand({ TableName: simulator.tables[table], Key, ConsistentRead: true }),
      );
      return Item === undefined ? undefined : unmarshall(Item);
    },
    items: async (table: keyof TableNames): Promise<readonly Item[]> => {
      const { Items = [] } = await aws.dynamodb.send(
        new QueryCommand({
          TableName: simulator.tables[table],
          KeyConditionExpression: "tenantId = :tenant",
          ExpressionAttributeValues: marshall({ ":tenant": "default" }),
          ConsistentRead: true,
        }),
      );
      return Items.map((item) => unmarshall(item));
    },
    secret: async (): Promise<string> => {
      const { SecretString = "" } = await aws.secretsManager.send(new GetSecretValueCommand({ SecretId: secretId }));
      return SecretString;
    },
    remove: (table: keyof TableNames) =>
      aws.dynamodb.send(
        new DeleteItemCommand({ TableName: simulator.tables[table], Key: marshall({ tenantId: "default" }) }),
      ),
    /** A finished run that holds deactivations of roster users, or what is said of them. */
    holdingRun: async (userIds: readonly string[], { mode = "apply", changes = {} }: Holding = {}): Promise<string> => {
      const runId = ulid();
      const put = (item: Item) =>
        aws.dynamodb.send(
          new PutItemCommand({
            TableName: simulator.tables.history,
            Item: marshall({ tenantId: "default", ...item }, { removeUndefinedValues: true }),
          }),
        );
      const at = new Date().toISOString();
      const run = { runId, trigger: "schedule", mode, status: "held", reasons: [], startedAt: at, finishedAt: at };
      await put({ entry: `run#${runId}`, ...run, people: 1, rosterUsers: 2 });
      for (const [index, userId] of userIds.entries()) {
        await put({
          entry: `change#${runId}#${String(index + 1).padStart(6, "0")}`,
          ...{ mode, kind: "deactivate", userId, outcome: "held", actor: "sync-service", at },
          ...{ before: { status: "Active" }, after: { status: "Inactive" }, reason: "not listed any more" },
          ...changes[userId],
        });
      }
      return runId;
    },
    close: async () => {
      await ringCentral.close();
      await aws.close();
    },
  };
}

export type PageWorld = Awaited<ReturnType<typeof startPageWorld>>;
