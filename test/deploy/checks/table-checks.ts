import { historyByUser, tableKeys } from "#shared/names.ts";
import { type Deployed, fields, type Json, type PropertyCheck, physicalIdOf } from "./property-check.ts";

const type = "AWS::DynamoDB::Table";
const key = (AttributeName: string, KeyType: "HASH" | "RANGE") => ({ AttributeName, KeyType });

const byUser = {
  IndexName: historyByUser.name,
  KeySchema: [key(historyByUser.partition, "HASH"), key(historyByUser.sort, "RANGE")],
  Projection: { ProjectionType: "ALL" },
};

/** The tables of design 3.1 to 3.5. */
export const tableChecks: readonly PropertyCheck[] = (
  ["settings", "roster", "organization", "history", "approvals", "work"] as const
).flatMap(checksOf);

function checksOf(name: keyof typeof tableKeys): readonly PropertyCheck[] {
  const of = `ServiceTables${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
  const keys: { readonly partition: string; readonly sort?: string; readonly timeToLive?: string } = tableKeys[name];
  const ask = async (deployed: Deployed, operation: string): Promise<Json> =>
    deployed.aws.call("dynamodb", operation, { TableName: physicalIdOf(deployed, { type, of }) });
  const described = (field: string) => async (deployed: Deployed) => {
    const { Table } = (await ask(deployed, "describe_table")) as { Table: Json };
    return Table[field];
  };
  const checks: PropertyCheck[] = [
    {
      ...{ type, of, property: "KeySchema" },
      expected: () => [key(keys.partition, "HASH"), ...(keys.sort === undefined ? [] : [key(keys.sort, "RANGE")])],
      actual: described("KeySchema"),
    },
    {
      ...{ type, of, property: "GlobalSecondaryIndexes" },
      expected: () => (name === "history" ? [byUser] : []),
      actual: async (deployed) =>
        ((await described("GlobalSecondaryIndexes")(deployed)) as Json[]).map((index) =>
          fields(index, Object.keys(byUser)),
        ),
    },
    {
      ...{ type, of, property: "BillingMode" },
      expected: () => ({ BillingMode: "PAY_PER_REQUEST" }),
      actual: described("BillingModeSummary"),
    },
    {
      ...{ type, of, property: "SSESpecification" },
      expected: () => "ENABLED",
      actual: async (deployed) => ((await described("SSEDescription")(deployed)) as Json | undefined)?.["Status"],
      inTemplate: { SSEEnabled: true },
    },
  ];
  if (name !== "work") {
    checks.push(
      {
        ...{ type, of, property: "DeletionProtectionEnabled" },
        expected: () => true,
        actual: described("DeletionProtectionEnabled"),
      },
      {
        ...{ type, of, property: "PointInTimeRecoverySpecification" },
        expected: () => "ENABLED",
        actual: async (deployed) => {
          const { ContinuousBackupsDescription: backups } = (await ask(deployed, "describe_continuous_backups")) as {
            ContinuousBackupsDescription: { PointInTimeRecoveryDescription: Json };
          };
          return backups.PointInTimeRecoveryDescription["PointInTimeRecoveryStatus"];
        },
        inTemplate: { PointInTimeRecoveryEnabled: true },
      },
    );
  }
  if (keys.timeToLive === undefined) return checks;
  const timeToLive: PropertyCheck = {
    ...{ type, of, property: "TimeToLiveSpecification" },
    expected: () => ({ TimeToLiveStatus: "ENABLED", AttributeName: keys.timeToLive }),
    actual: async (deployed) => (await ask(deployed, "describe_time_to_live"))["TimeToLiveDescription"],
    inTemplate: { AttributeName: keys.timeToLive, Enabled: true },
  };
  return [...checks, timeToLive];
}
