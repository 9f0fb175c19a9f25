import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import {
  createDynamoDbClient,
  createLambdaClient,
  createSecretsManagerClient,
  createSnsClient,
  createSsmClient,
} from "#shared/adapters/aws-clients.ts";
import { systemClock } from "#shared/adapters/system-clock.ts";
import { env } from "#shared/names.ts";
import type { AwsSimulator } from "#test/simulators/aws/aws-simulator.ts";
import { startAwsSimulator } from "#test/simulators/aws/aws-simulator.ts";
import type { TableNames } from "#test/simulators/aws/table-definitions.ts";

/** The AWS simulator with the program's own clients, as the functions would build them. */
export async function startSimulatedAws() {
  const simulator: AwsSimulator = await startAwsSimulator();
  Object.assign(process.env, simulator.environment);
  const clients = {
    dynamodb: createDynamoDbClient(),
    ssm: createSsmClient(),
    secretsManager: createSecretsManagerClient(),
    sns: createSnsClient(),
    lambda: createLambdaClient(),
  };
  return {
    simulator,
    ...clients,
    /** Options of an adapter for one of the tables. */
    table: (name: keyof TableNames) => ({
      client: clients.dynamodb,
      tableName: simulator.tables[name],
      clock: systemClock,
    }),
    /** Writes an item as somebody else would. A `Set` is a string set, `null` is NULL. */
    putItem: async (name: keyof TableNames, item: Readonly<Record<string, unknown>>): Promise<void> => {
      const command = new PutItemCommand({ TableName: simulator.tables[name], Item: marshall(item) });
      await clients.dynamodb.send(command);
    },
    environment: (name: keyof typeof env): string => simulator.environment[env[name]] ?? "",
    close: async (): Promise<void> => {
      for (const client of Object.values(clients)) client.destroy();
      await simulator.close();
    },
  };
}

export type SimulatedAws = Awaited<ReturnType<typeof startSimulatedAws>>;
