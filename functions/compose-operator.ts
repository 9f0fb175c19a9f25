import { createDynamoDbClient, createLambdaClient, createSecretsManagerClient } from "#shared/adapters/aws-clients.ts";
import { DynamoDbRosterAdditions } from "#shared/adapters/dynamodb/dynamodb-roster-additions.ts";
import { DynamoDbSettingsEditor } from "#shared/adapters/dynamodb/dynamodb-settings-editor.ts";
import { LambdaRunStarter } from "#shared/adapters/lambda/lambda-run-starter.ts";
import { SecretsManagerSecretWriter } from "#shared/adapters/secrets-manager/secrets-manager-secret-writer.ts";
import type { PageSaveEnvironment } from "#shared/config/environment.ts";
import type { OperatorPorts } from "#shared/operator/operator-ports.ts";
import { composeReading, type OperatorRuntime } from "./compose-reading.ts";

/** The ports of the people who look after the service, wired from the names that the functions have. */
export function composeOperator(environment: PageSaveEnvironment, outside: OperatorRuntime): OperatorPorts {
  const { aws, clock, random } = outside;
  const { secretPrefix: prefix, syncFunctionName: functionName } = environment;
  const client = createDynamoDbClient(aws);
  const table = (tableName: string) => ({ client, tableName, clock, random });
  return {
    ...composeReading(environment, outside),
    editor: new DynamoDbSettingsEditor(table(environment.settingsTable)),
    secretWriter: new SecretsManagerSecretWriter({ client: createSecretsManagerClient(aws), prefix }),
    additions: new DynamoDbRosterAdditions(table(environment.rosterTable)),
    starter: new LambdaRunStarter({ client: createLambdaClient(aws), functionName }),
  };
}
