import { createDynamoDbClient, createSecretsManagerClient, createSsmClient } from "#shared/adapters/aws-clients.ts";
import { DynamoDbApprovals } from "#shared/adapters/dynamodb/dynamodb-approvals.ts";
import { DynamoDbClaims } from "#shared/adapters/dynamodb/dynamodb-claims.ts";
import { DynamoDbHistory } from "#shared/adapters/dynamodb/dynamodb-history.ts";
import { DynamoDbHistoryDesk } from "#shared/adapters/dynamodb/dynamodb-history-desk.ts";
import { DynamoDbLeaseStore } from "#shared/adapters/dynamodb/dynamodb-lease-store.ts";
import { DynamoDbOrganization } from "#shared/adapters/dynamodb/dynamodb-organization.ts";
import { DynamoDbOrganizationUnits } from "#shared/adapters/dynamodb/dynamodb-organization-units.ts";
import { DynamoDbRejections } from "#shared/adapters/dynamodb/dynamodb-rejections.ts";
import { DynamoDbRoster } from "#shared/adapters/dynamodb/dynamodb-roster.ts";
import { DynamoDbScheduleStore } from "#shared/adapters/dynamodb/dynamodb-schedule-store.ts";
import { DynamoDbSettingsStore } from "#shared/adapters/dynamodb/dynamodb-settings-store.ts";
import { connectRingCentral, probeRingCentral } from "#shared/adapters/ringcentral/connect-ringcentral.ts";
import { SecretsManagerSecretStore } from "#shared/adapters/secrets-manager/secrets-manager-secret-store.ts";
import { SsmParameters } from "#shared/adapters/ssm/ssm-parameters.ts";
import type { FunctionEnvironment } from "#shared/config/environment.ts";
import { parseScheduleSettings, parseSettings } from "#shared/config/settings.ts";
import type { OperatorPorts } from "#shared/operator/operator-ports.ts";
import { unlimitedTurns } from "#shared/operator/reading-turns.ts";
import type { Claims } from "#shared/ports/claims.ts";
import type { Runtime } from "./runtime.ts";

/** The operator's ports without those that exist for writing alone. */
export type ReadingPorts = Omit<OperatorPorts, "editor" | "secretWriter" | "additions" | "starter"> & {
  readonly claims: Claims;
};

/** The ports by which somebody looks at the service, wired from the names that the functions have. */
export function composeReading(environment: FunctionEnvironment, outside: Runtime): ReadingPorts {
  const { aws, clock, random, newUlid } = outside;
  const client = createDynamoDbClient(aws);
  const table = (tableName: string) => ({ client, tableName, clock, random });
  const { secretPrefix: prefix } = environment;
  const claims = new DynamoDbClaims(table(environment.workTable));
  const ringCentral = { ...outside, rejections: new DynamoDbRejections(table(environment.workTable)), claims };
  return {
    clock,
    newUlid: () => newUlid(clock.now().getTime()),
    settings: new DynamoDbSettingsStore({
      ...table(environment.settingsTable),
      parameters: new SsmParameters({ client: createSsmClient(aws), prefix: environment.parameterPrefix }),
    }),
    parser: {
      parse: (tenantId, stored) => parseSettings({ tenantId, stored, allowedUrlHosts: environment.allowedUrlHosts }),
      parseSchedule: parseScheduleSettings,
    },
    secrets: new SecretsManagerSecretStore({ client: createSecretsManagerClient(aws), prefix }),
    organization: new DynamoDbOrganization(table(environment.organizationTable)),
    units: new DynamoDbOrganizationUnits(table(environment.organizationTable)),
    roster: new DynamoDbRoster(table(environment.rosterTable)),
    history: new DynamoDbHistory(table(environment.historyTable)),
    desk: new DynamoDbHistoryDesk(table(environment.historyTable)),
    approvals: new DynamoDbApprovals(table(environment.approvalsTable)),
    leases: new DynamoDbLeaseStore(table(environment.historyTable)),
    schedules: new DynamoDbScheduleStore(table(environment.historyTable)),
    connectDirectory: connectRingCentral(ringCentral),
    probe: probeRingCentral(ringCentral),
    turns: unlimitedTurns,
    claims,
    config: { secretPrefix: prefix },
  };
}
