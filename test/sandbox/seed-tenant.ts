import { BatchWriteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { AwsSimulator } from "#test/simulators/aws/aws-simulator.ts";

type Item = Readonly<Record<string, unknown>>;

/** Where the directory is, with the credentials for it. */
export interface Connection {
  readonly baseUrl: string;
  readonly ringCxUrl: string;
  readonly mainAccountId: string;
  readonly subAccountIds: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly jwt: string;
}

export interface Tenant {
  readonly connection: Connection;
  /** Attributes of the tenant's settings item beyond the connection. */
  readonly settings: Item;
}

/** Puts the tenant `default` into an empty AWS: its secret, its organization, the user of the sync, its settings. */
export async function seedTenant(aws: AwsSimulator, { connection, settings }: Tenant): Promise<void> {
  const { clientSecret, jwt, ...attributes } = connection;
  aws.secrets.put(`${aws.environment["SECRET_PREFIX"]}/default`, JSON.stringify({ clientSecret, jwt }));
  const adapter = "RingCentral";
  const items: Readonly<Partial<Record<keyof AwsSimulator["tables"], readonly Item[]>>> = {
    organization: [
      { key: "activity#1", kind: "activity", id: "1", name: "Contact centre" },
      { key: "activity#12", kind: "activity", id: "12", name: "Site 1 - Dallas, TX", parentId: "1" },
      { key: "data-source#3", kind: "data-source", id: "3", name: "RingCentral Realtime Adapter", adapter },
    ],
    roster: [
      {
        userId: "sync-service",
        firstName: "User",
        lastName: "Sync",
        email: "user-sync@contact-centre.example",
        role: "Administrator",
        status: "Active",
      },
    ],
    settings: [
      {
        impersonatedUserId: "sync-service",
        realtimeDataSourceId: "3",
        defaultActivityId: "12",
        ...attributes,
        ...settings,
      },
    ],
  };
  const requests = Object.entries(items).map(([table, rows]) => [
    aws.tables[table as keyof typeof items],
    rows.map((row) => ({ PutRequest: { Item: marshall({ tenantId: "default", ...row }) } })),
  ]);
  const client = new DynamoDBClient({
    endpoint: aws.environment["AWS_ENDPOINT_URL_DYNAMODB"] ?? "",
    region: aws.environment["AWS_REGION"] ?? "",
    credentials: { accessKeyId: "simulated", secretAccessKey: "simulated" },
  });
  await client.send(new BatchWriteItemCommand({ RequestItems: Object.fromEntries(requests) }));
  client.destroy();
}
