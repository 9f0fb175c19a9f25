import {
  ArnFormat,
  type aws_dynamodb as dynamodb,
  aws_iam as iam,
  type aws_lambda as lambda,
  Stack,
} from "aws-cdk-lib";
import { historyByUser } from "../../shared/names.ts";
import type { AlertTopic } from "./alert-topic.ts";
import type { SyncTables } from "./tables.ts";

/** What both functions reach. */
interface Reach {
  readonly tables: SyncTables;
  readonly secretPrefix: string;
  readonly parameterPrefix: string;
  readonly alerts: AlertTopic;
}

// Statements instead of `grant...`: that adds the indexes of a table, the versions of a function, and actions that
// nothing here calls. A test compares these lists with the calls that the built functions make.

/** All that sync may do beside writing its log. */
export function syncPermissions(reach: Reach): readonly iam.PolicyStatement[] {
  const { tables, secretPrefix, parameterPrefix, alerts } = reach;
  return [
    // UpdateItem: an undo sets `mode: plan`.
    onTable(tables.settings, "GetItem", "UpdateItem"),
    onTable(tables.roster, "GetItem", "Query", "PutItem", "UpdateItem"),
    onTable(tables.organization, "GetItem"),
    // DeleteItem: the lease that a run gives back.
    onTable(tables.history, "GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"),
    onSecrets(reach.tables, { action: "GetSecretValue", prefix: secretPrefix }),
    // The path that is asked for is what is authorized: one tenant's, never all at once.
    onParameters(tables, `${parameterPrefix}/*`),
    ...publishing(alerts),
  ];
}

/** All that dispatch may do beside writing its log: it describes secrets and never reads them. */
export function dispatchPermissions(
  reach: Reach & { readonly sync: lambda.IFunction },
): readonly iam.PolicyStatement[] {
  const { tables, secretPrefix, parameterPrefix, alerts, sync } = reach;
  return [
    onTable(tables.settings, "Scan"),
    onTable(tables.roster, "GetItem"),
    onTable(tables.organization, "GetItem"),
    onTable(tables.history, "BatchGetItem", "GetItem", "Query", "PutItem"),
    onSecrets(tables, { action: "DescribeSecret", prefix: secretPrefix }),
    // All tenants' parameters in one listing, authorized by the path itself.
    onParameters(tables, parameterPrefix),
    ...publishing(alerts),
    new iam.PolicyStatement({ actions: ["lambda:InvokeFunction"], resources: [sync.functionArn] }),
  ];
}

/** All that the page's function may do beside writing its log: it reads, the stories of people by the history's index. */
export function pagePermissions(reach: Omit<Reach, "alerts">): readonly iam.PolicyStatement[] {
  const { tables } = reach;
  return [
    ...showing(reach),
    new iam.PolicyStatement({
      actions: ["dynamodb:Query"],
      resources: [`${tables.history.tableArn}/index/${historyByUser.name}`],
    }),
  ];
}

/** All that the function which saves for the page may do beside writing its log: what it shows, and what it changes. */
export function pageSavePermissions(
  reach: Omit<Reach, "alerts"> & { readonly sync: lambda.IFunction },
): readonly iam.PolicyStatement[] {
  const { tables, secretPrefix: prefix, sync } = reach;
  return [
    ...showing(reach),
    onTable(tables.settings, "UpdateItem"),
    // The record of a change, and an approval.
    onTable(tables.history, "PutItem"),
    onSecrets(tables, { action: "PutSecretValue", prefix }),
    // A tenant whose secret is not there yet.
    onSecrets(tables, { action: "CreateSecret", prefix }),
    new iam.PolicyStatement({ actions: ["lambda:InvokeFunction"], resources: [sync.functionArn] }),
  ];
}

function showing({ tables, secretPrefix, parameterPrefix }: Omit<Reach, "alerts">): readonly iam.PolicyStatement[] {
  return [
    onTable(tables.settings, "GetItem"),
    onTable(tables.roster, "GetItem", "Query"),
    onTable(tables.organization, "GetItem", "Query"),
    onTable(tables.history, "GetItem", "Query", "BatchGetItem"),
    // Whether the secrets are there, when the JWT ends, and the one login of a test.
    onSecrets(tables, { action: "GetSecretValue", prefix: secretPrefix }),
    onParameters(tables, `${parameterPrefix}/*`),
  ];
}

function onTable(table: dynamodb.Table, ...operations: readonly string[]): iam.PolicyStatement {
  const actions = operations.map((operation) => `dynamodb:${operation}`);
  return new iam.PolicyStatement({ actions, resources: [table.tableArn] });
}

function onSecrets(
  scope: SyncTables,
  { action, prefix }: { readonly action: string; readonly prefix: string },
): iam.PolicyStatement {
  const resource = Stack.of(scope).formatArn({
    service: "secretsmanager",
    resource: "secret",
    resourceName: `${prefix}/*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return new iam.PolicyStatement({ actions: [`secretsmanager:${action}`], resources: [resource] });
}

function onParameters(scope: SyncTables, path: string): iam.PolicyStatement {
  const resource = Stack.of(scope).formatArn({ service: "ssm", resource: "parameter", resourceName: path.slice(1) });
  return new iam.PolicyStatement({ actions: ["ssm:GetParametersByPath"], resources: [resource] });
}

function publishing({ topic, key }: AlertTopic): readonly iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({ actions: ["sns:Publish"], resources: [topic.topicArn] }),
    new iam.PolicyStatement({ actions: ["kms:Decrypt", "kms:GenerateDataKey*"], resources: [key.keyArn] }),
  ];
}
