import {
  createDynamoDbClient,
  createSecretsManagerClient,
  createSnsClient,
  createSsmClient,
} from "#shared/adapters/aws-clients.ts";
import { DynamoDbApprovals } from "#shared/adapters/dynamodb/dynamodb-approvals.ts";
import { DynamoDbClaims } from "#shared/adapters/dynamodb/dynamodb-claims.ts";
import { DynamoDbHistory } from "#shared/adapters/dynamodb/dynamodb-history.ts";
import { DynamoDbLeaseStore } from "#shared/adapters/dynamodb/dynamodb-lease-store.ts";
import { DynamoDbOrganization } from "#shared/adapters/dynamodb/dynamodb-organization.ts";
import { DynamoDbRejections } from "#shared/adapters/dynamodb/dynamodb-rejections.ts";
import { DynamoDbRoster } from "#shared/adapters/dynamodb/dynamodb-roster.ts";
import { DynamoDbScheduleStore } from "#shared/adapters/dynamodb/dynamodb-schedule-store.ts";
import { DynamoDbSettingsStore } from "#shared/adapters/dynamodb/dynamodb-settings-store.ts";
import { createPowertools } from "#shared/adapters/powertools/create-powertools.ts";
import { PowertoolsTelemetry } from "#shared/adapters/powertools/powertools-telemetry.ts";
import { SecretsManagerSecretStore } from "#shared/adapters/secrets-manager/secrets-manager-secret-store.ts";
import { SnsAlerts } from "#shared/adapters/sns/sns-alerts.ts";
import { SsmParameters } from "#shared/adapters/ssm/ssm-parameters.ts";
import type { FunctionEnvironment } from "#shared/config/environment.ts";
import { parseScheduleSettings, parseSettings } from "#shared/config/settings.ts";
import type { TenantId } from "#shared/domain/ids.ts";
import type { StoredSettings } from "#shared/domain/settings/merged-settings.ts";
import type { SettingsParser } from "#shared/ports/settings-parser.ts";
import type { Runtime } from "./runtime.ts";

/** The ports that both functions need, wired from the environment. */
export function composeShared(environment: FunctionEnvironment, { aws, clock, random }: Runtime) {
  const powertools = createPowertools(environment);
  const telemetry = new PowertoolsTelemetry(powertools);
  const client = createDynamoDbClient(aws);
  const table = (tableName: string) => ({ client, tableName, clock, random });
  const { alertTopicArn: topicArn } = environment;
  const parser: SettingsParser = {
    parse: (tenantId: TenantId, stored: StoredSettings) =>
      parseSettings({ tenantId, stored, allowedUrlHosts: environment.allowedUrlHosts }),
    parseSchedule: parseScheduleSettings,
  };
  return {
    powertools,
    loginMemory: {
      rejections: new DynamoDbRejections(table(environment.workTable)),
      claims: new DynamoDbClaims(table(environment.workTable)),
    },
    ports: {
      clock,
      telemetry,
      parser,
      settings: new DynamoDbSettingsStore({
        ...table(environment.settingsTable),
        parameters: new SsmParameters({ client: createSsmClient(aws), prefix: environment.parameterPrefix }),
      }),
      secrets: new SecretsManagerSecretStore({
        client: createSecretsManagerClient(aws),
        prefix: environment.secretPrefix,
      }),
      organization: new DynamoDbOrganization(table(environment.organizationTable)),
      roster: new DynamoDbRoster(table(environment.rosterTable)),
      history: new DynamoDbHistory(table(environment.historyTable)),
      approvals: new DynamoDbApprovals(table(environment.approvalsTable)),
      leases: new DynamoDbLeaseStore(table(environment.historyTable)),
      schedules: new DynamoDbScheduleStore(table(environment.historyTable)),
      alerts: new SnsAlerts({
        client: createSnsClient(aws),
        telemetry,
        ...(topicArn === undefined ? {} : { topicArn }),
      }),
    },
  };
}
