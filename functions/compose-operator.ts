import {
  createDynamoDbClient,
  createLambdaClient,
  createSecretsManagerClient,
  createSsmClient,
} from "#shared/adapters/aws-clients.ts";
import { DynamoDbHistory } from "#shared/adapters/dynamodb/dynamodb-history.ts";
import { DynamoDbHistoryDesk } from "#shared/adapters/dynamodb/dynamodb-history-desk.ts";
import { DynamoDbLeaseStore } from "#shared/adapters/dynamodb/dynamodb-lease-store.ts";
import { DynamoDbOrganization } from "#shared/adapters/dynamodb/dynamodb-organization.ts";
import { DynamoDbOrganizationUnits } from "#shared/adapters/dynamodb/dynamodb-organization-units.ts";
import { DynamoDbRoster } from "#shared/adapters/dynamodb/dynamodb-roster.ts";
import { DynamoDbRosterAdditions } from "#shared/adapters/dynamodb/dynamodb-roster-additions.ts";
import { DynamoDbScheduleStore } from "#shared/adapters/dynamodb/dynamodb-schedule-store.ts";
import { DynamoDbSettingsEditor } from "#shared/adapters/dynamodb/dynamodb-settings-editor.ts";
import { DynamoDbSettingsStore } from "#shared/adapters/dynamodb/dynamodb-settings-store.ts";
import { LambdaRunStarter } from "#shared/adapters/lambda/lambda-run-starter.ts";
import { connectRingCentral, probeRingCentral } from "#shared/adapters/ringcentral/connect-ringcentral.ts";
import { SecretsManagerSecretStore } from "#shared/adapters/secrets-manager/secrets-manager-secret-store.ts";
import { SecretsManagerSecretWriter } from "#shared/adapters/secrets-manager/secrets-manager-secret-writer.ts";
import { SsmParameters } from "#shared/adapters/ssm/ssm-parameters.ts";
import type { DispatchEnvironment } from "#shared/config/environment.ts";
import { parseScheduleSettings, parseSettings } from "#shared/config/settings.ts";
import type { OperatorPorts } from "#shared/operator/operator-ports.ts";
import type { Outside } from "./outside.ts";

/** The ports of the people who look after the service, wired from the names that the functions have. */
export function composeOperator(environment: DispatchEnvironment, outside: Outside): OperatorPorts {
  const { aws, clock, random, newUlid } = outside;
  const client = createDynamoDbClient(aws);
  const table = (tableName: string) => ({ client, tableName, clock, random });
  const secretsClient = createSecretsManagerClient(aws);
  const { secretPrefix: prefix, syncFunctionName: functionName } = environment;
  return {
    clock,
    newUlid: () => newUlid(clock.now().getTime()),
    settings: new DynamoDbSettingsStore({
      ...table(environment.settingsTable),
      parameters: new SsmParameters({ client: createSsmClient(aws), prefix: environment.parameterPrefix }),
    }),
    editor: new DynamoDbSettingsEditor(table(environment.settingsTable)),
    parser: {
      parse: (tenantId, stored) => parseSettings({ tenantId, stored, allowedUrlHosts: environment.allowedUrlHosts }),
      parseSchedule: parseScheduleSettings,
    },
    secrets: new SecretsManagerSecretStore({ client: secretsClient, prefix }),
    secretWriter: new SecretsManagerSecretWriter({ client: secretsClient, prefix }),
    organization: new DynamoDbOrganization(table(environment.organizationTable)),
    units: new DynamoDbOrganizationUnits(table(environment.organizationTable)),
    roster: new DynamoDbRoster(table(environment.rosterTable)),
    additions: new DynamoDbRosterAdditions(table(environment.rosterTable)),
    history: new DynamoDbHistory(table(environment.historyTable)),
    desk: new DynamoDbHistoryDesk(table(environment.historyTable)),
    leases: new DynamoDbLeaseStore(table(environment.historyTable)),
    schedules: new DynamoDbScheduleStore(table(environment.historyTable)),
    starter: new LambdaRunStarter({ client: createLambdaClient(aws), functionName }),
    connectDirectory: connectRingCentral(outside),
    probe: probeRingCentral(outside),
    config: { secretPrefix: prefix },
  };
}
