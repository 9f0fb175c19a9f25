import {
  createDynamoDbClient,
  createLambdaClient,
  createSecretsManagerClient,
  createSnsClient,
  createSsmClient,
} from "#shared/adapters/aws-clients.ts";
import { DynamoDbApprovals } from "#shared/adapters/dynamodb/dynamodb-approvals.ts";
import { DynamoDbClaims } from "#shared/adapters/dynamodb/dynamodb-claims.ts";
import { DynamoDbDecisions } from "#shared/adapters/dynamodb/dynamodb-decisions.ts";
import { DynamoDbHistory } from "#shared/adapters/dynamodb/dynamodb-history.ts";
import { DynamoDbLeaseStore } from "#shared/adapters/dynamodb/dynamodb-lease-store.ts";
import { DynamoDbNonces } from "#shared/adapters/dynamodb/dynamodb-nonces.ts";
import { DynamoDbOperatorHistory } from "#shared/adapters/dynamodb/dynamodb-operator-history.ts";
import { DynamoDbOperatorOrganization, DynamoDbOrganization } from "#shared/adapters/dynamodb/dynamodb-organization.ts";
import { DynamoDbRejections } from "#shared/adapters/dynamodb/dynamodb-rejections.ts";
import { DynamoDbOperatorRoster, DynamoDbRoster } from "#shared/adapters/dynamodb/dynamodb-roster.ts";
import { DynamoDbScheduleStore } from "#shared/adapters/dynamodb/dynamodb-schedule-store.ts";
import {
  DynamoDbOperatorSettingsStore,
  DynamoDbSettingsStore,
} from "#shared/adapters/dynamodb/dynamodb-settings-store.ts";
import { DynamoDbStopRequests } from "#shared/adapters/dynamodb/dynamodb-stop-requests.ts";
import type { LimitWait } from "#shared/adapters/http/limit-waits.ts";
import { LambdaRunStarter } from "#shared/adapters/lambda/lambda-run-starter.ts";
import { createPowertools, PowertoolsTelemetry } from "#shared/adapters/powertools/powertools-telemetry.ts";
import { connectRingCentral, probeRingCentral } from "#shared/adapters/ringcentral/connect-ringcentral.ts";
import type { LoginMemory } from "#shared/adapters/ringcentral/remembered-login.ts";
import { TenantSessions } from "#shared/adapters/ringcentral/tenant-sessions.ts";
import {
  SecretsManagerOperatorSecretStore,
  SecretsManagerSecretStore,
} from "#shared/adapters/secrets-manager/secrets-manager-secret-store.ts";
import { SnsAlerts } from "#shared/adapters/sns/sns-alerts.ts";
import { SnsSubscriptions } from "#shared/adapters/sns/sns-subscriptions.ts";
import { SsmParameters } from "#shared/adapters/ssm/ssm-parameters.ts";
import type { DispatchEnvironment, FunctionEnvironment, PageSaveEnvironment } from "#shared/config/environment.ts";
import type { DispatchPorts } from "#shared/dispatch/dispatch-ports.ts";
import { runId } from "#shared/domain/ids.ts";
import type { OperatorPorts } from "#shared/operator/operator-ports.ts";
import type { Deadline } from "#shared/ports/clock.ts";
import type { Subscriptions } from "#shared/ports/subscriptions.ts";
import type { SyncPorts } from "#shared/run/sync-ports.ts";
import { unlimitedTurns, viewerTurns } from "#shared/tenant/reading-turns.ts";
import type { ApprovePorts } from "./page/approve/approve-request.ts";
import type { PagePorts } from "./page/page-context.ts";
import type { SavePorts } from "./page/save/save-request.ts";
import type { Runtime } from "./runtime.ts";

// The only place where adapters are made. A bundle keeps of it what its function uses: package.json says that no file
// has an effect by being imported.

/** With an end, before which the tables have to answer. */
interface TimedRuntime extends Runtime {
  readonly storeDeadline?: Deadline;
}

/** The ports of sync, and the logger and metrics behind its telemetry. */
export function composeSync(environment: FunctionEnvironment, runtime: TimedRuntime) {
  const { powertools, ports, at } = unattended(environment, runtime);
  const { clock, telemetry } = ports;
  const note: typeof telemetry.note = (level, message, facts) => telemetry.note(level, message, facts);
  const syncPorts: SyncPorts = {
    ...ports,
    decisions: new DynamoDbDecisions(at.approvals),
    approvals: new DynamoDbApprovals(at.approvals),
    stops: new DynamoDbStopRequests(at.work),
    newRunId: () => runId(runtime.newUlid(clock.now().getTime())),
    connectDirectory: connectRingCentral({ ...runtime, ...loginMemory(at), note }),
    config: environment,
  };
  return { powertools, ports: syncPorts };
}

/** A tick comes every minute: what does not answer soon is left to the next one, instead of using up this one's time. */
const triesOfDispatch = 3;

/** The ports of dispatch, and the logger and metrics behind its telemetry. */
export function composeDispatch(environment: DispatchEnvironment, runtime: Runtime) {
  const impatient = { ...runtime, aws: { maxAttempts: triesOfDispatch, ...runtime.aws } };
  const { powertools, ports, at } = unattended(environment, impatient);
  const dispatchPorts: DispatchPorts = {
    ...ports,
    history: new DynamoDbOperatorHistory(at.history),
    starter: runStarter(environment, runtime),
    config: environment,
  };
  return { powertools, ports: dispatchPorts };
}

/** The ports by which the page looks at the service, with a logger. */
export function composePage(environment: FunctionEnvironment, runtime: Runtime): PagePorts {
  const { settings, secrets, organization, roster, history, approvals, work } = places(environment, runtime);
  const memory = loginMemory({ work });
  const { onWait, takeWaits } = waitsToShow();
  return {
    clock: runtime.clock,
    telemetry: new PowertoolsTelemetry(createPowertools(environment)),
    settings: new DynamoDbSettingsStore(settings),
    secrets: new SecretsManagerSecretStore(secrets),
    organization: new DynamoDbOperatorOrganization(organization),
    roster: new DynamoDbRoster(roster),
    decisions: new DynamoDbDecisions(approvals),
    history: new DynamoDbOperatorHistory(history),
    approvals: new DynamoDbApprovals(approvals),
    leases: new DynamoDbLeaseStore(history),
    schedules: new DynamoDbScheduleStore(history),
    ...ringCentral({ ...runtime, onWait }, memory),
    turns: viewerTurns(memory.claims),
    subscriptions: subscriptionsOf(environment, runtime),
    takeWaits,
    config: environment,
  };
}

/** The ports by which the page changes something, with a logger. */
export function composePageSave(environment: PageSaveEnvironment, runtime: Runtime): SavePorts {
  const telemetry = new PowertoolsTelemetry(createPowertools(environment));
  const { onWait, takeWaits } = waitsToShow();
  const nonces = new DynamoDbNonces(tablesAt(environment, runtime).work);
  return {
    ...composeSaving(environment, { ...runtime, onWait }),
    subscriptions: notAsked,
    telemetry,
    takeWaits,
    nonces,
  };
}

/** Whoever changes something has seen the page, which said whether anybody hears of alerts. */
const notAsked: Subscriptions = { read: async () => [] };

/** The ports by which people decide on the page, with a logger. */
export function composePageApprove(environment: FunctionEnvironment, runtime: Runtime): ApprovePorts {
  const { roster, history, approvals, work } = tablesAt(environment, runtime);
  return {
    clock: runtime.clock,
    telemetry: new PowertoolsTelemetry(createPowertools(environment)),
    roster: new DynamoDbRoster(roster),
    history: new DynamoDbOperatorHistory(history),
    approvals: new DynamoDbApprovals(approvals),
    leases: new DynamoDbLeaseStore(history),
    schedules: new DynamoDbScheduleStore(history),
    nonces: new DynamoDbNonces(work),
    subscriptions: notAsked,
  };
}

/** Keeps the waits for limits until the answer that they held up is shown. */
function waitsToShow() {
  const waits: LimitWait[] = [];
  return { onWait: (wait: LimitWait) => void waits.push(wait), takeWaits: () => waits.splice(0) };
}

/** With somebody in front of it who waits, perhaps. */
interface OperatorRuntime extends Runtime {
  readonly onWait?: (wait: LimitWait) => void;
}

/** The ports of the people who look after the service, from a terminal. */
export function composeOperator(environment: PageSaveEnvironment, runtime: OperatorRuntime): OperatorPorts {
  return { ...composeSaving(environment, runtime), subscriptions: subscriptionsOf(environment, runtime) };
}

function composeSaving(
  environment: PageSaveEnvironment,
  runtime: OperatorRuntime,
): Omit<OperatorPorts, "subscriptions"> {
  const { settings, secrets, organization, roster, history, approvals, work } = places(environment, runtime);
  const { clock, newUlid } = runtime;
  return {
    clock,
    newUlid: () => newUlid(clock.now().getTime()),
    settings: new DynamoDbOperatorSettingsStore(settings),
    secrets: new SecretsManagerOperatorSecretStore(secrets),
    organization: new DynamoDbOperatorOrganization(organization),
    roster: new DynamoDbOperatorRoster(roster),
    decisions: new DynamoDbDecisions(approvals),
    history: new DynamoDbOperatorHistory(history),
    approvals: new DynamoDbApprovals(approvals),
    leases: new DynamoDbLeaseStore(history),
    schedules: new DynamoDbScheduleStore(history),
    stops: new DynamoDbStopRequests(work),
    starter: runStarter(environment, runtime),
    ...ringCentral(runtime, loginMemory({ work })),
    turns: unlimitedTurns,
    config: environment,
  };
}

function subscriptionsOf(environment: FunctionEnvironment, { aws }: Runtime): SnsSubscriptions {
  return new SnsSubscriptions({ ...environment, client: createSnsClient(aws) });
}

/** One set of sessions and limiters: whoever tries a login has used up a part of what a search may use. */
function ringCentral(runtime: OperatorRuntime, memory: LoginMemory) {
  const deps = { ...runtime, ...memory, tenants: new TenantSessions(runtime) };
  return { connectDirectory: connectRingCentral(deps), probe: probeRingCentral(deps) };
}

/** What everybody who logs in to RingCentral shares. */
function loginMemory({ work }: Pick<ReturnType<typeof places>, "work">) {
  return { rejections: new DynamoDbRejections(work), claims: new DynamoDbClaims(work) };
}

/** What runs without anybody looking: sync and dispatch. */
function unattended(environment: FunctionEnvironment, runtime: TimedRuntime) {
  const at = places(environment, runtime);
  const { settings, secrets, organization, roster, history } = at;
  const powertools = createPowertools(environment);
  const telemetry = new PowertoolsTelemetry(powertools);
  const { alertTopicArn: topicArn } = environment;
  const alerts = { client: createSnsClient(runtime.aws), telemetry, ...(topicArn === undefined ? {} : { topicArn }) };
  const ports = {
    clock: runtime.clock,
    telemetry,
    settings: new DynamoDbSettingsStore(settings),
    secrets: new SecretsManagerSecretStore(secrets),
    organization: new DynamoDbOrganization(organization),
    roster: new DynamoDbRoster(roster),
    history: new DynamoDbHistory(history),
    leases: new DynamoDbLeaseStore(history),
    schedules: new DynamoDbScheduleStore(history),
    alerts: new SnsAlerts(alerts),
  };
  return { powertools, ports, at };
}

/** Where each store is, and through which client it is reached. */
function places(environment: FunctionEnvironment, runtime: TimedRuntime) {
  const { aws } = runtime;
  const tables = tablesAt(environment, runtime);
  return {
    ...tables,
    settings: {
      ...tables.settings,
      parameters: new SsmParameters({ client: createSsmClient(aws), prefix: environment.parameterPrefix }),
    },
    secrets: { client: createSecretsManagerClient(aws), prefix: environment.secretPrefix },
  };
}

function tablesAt(environment: FunctionEnvironment, { aws, clock, random, storeDeadline }: TimedRuntime) {
  const client = createDynamoDbClient(aws);
  const timed = storeDeadline === undefined ? {} : { deadline: storeDeadline };
  const table = (tableName: string) => ({ client, tableName, clock, random, ...timed });
  return {
    settings: table(environment.settingsTable),
    organization: table(environment.organizationTable),
    // What a run does not get into the roster before its time is over is gone on with by the next tick.
    roster: { ...table(environment.rosterTable), throttledWrites: "waited out" as const },
    history: table(environment.historyTable),
    approvals: table(environment.approvalsTable),
    work: table(environment.workTable),
  };
}

function runStarter({ syncFunctionName: functionName }: PageSaveEnvironment, { aws }: Runtime): LambdaRunStarter {
  return new LambdaRunStarter({ client: createLambdaClient(aws), functionName });
}
