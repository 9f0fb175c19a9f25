import { Duration, type aws_iam as iam } from "aws-cdk-lib";
import { Construct } from "constructs";
import { env } from "../shared/names.ts";
import { acknowledgeFindings } from "./acknowledgements.ts";
import { parseConfiguration, type UserSyncConfiguration } from "./configuration.ts";
import { Alarms } from "./constructs/alarms.ts";
import { AlertTopic } from "./constructs/alert-topic.ts";
import { TenantSecrets } from "./constructs/credentials.ts";
import { Dashboard } from "./constructs/dashboard.ts";
import type { MonitoringProps } from "./constructs/monitoring-props.ts";
import { NodeFunction } from "./constructs/node-function.ts";
import { PageAccess } from "./constructs/page-access.ts";
import {
  dispatchPermissions,
  pagePermissions,
  pageSavePermissions,
  syncPermissions,
} from "./constructs/permissions.ts";
import { MinuteTick } from "./constructs/schedule.ts";
import { SyncTables } from "./constructs/tables.ts";

/** The whole service, to be put into any stack. What the properties leave out has the defaults of the app. */
export class RingCentralUserSync extends Construct {
  readonly tables: SyncTables;
  readonly secrets: TenantSecrets;
  readonly alerts: AlertTopic;
  readonly sync: NodeFunction;
  readonly dispatch: NodeFunction;
  /** Shows the custom widget of the dashboard. */
  readonly page: NodeFunction;
  /** Saves for it. */
  readonly pageSave: NodeFunction;
  /** Policies for the people who may. */
  readonly pageAccess: PageAccess;
  readonly tick: MinuteTick;
  /** For alarms and dashboards of your own. */
  readonly monitoring: MonitoringProps;
  readonly alarms: Alarms;
  readonly dashboard: Dashboard;
  readonly secretPrefix: string;
  readonly parameterPrefix: string;
  readonly stage: string;
  readonly allowedUrlHosts: readonly string[];

  constructor(scope: Construct, id: string, props: Partial<UserSyncConfiguration> = {}) {
    super(scope, id);
    const configuration = parseConfiguration({ ...props });
    const { stage, tenantIds, adoptSecrets, logRetentionDays } = configuration;
    this.stage = stage;
    this.allowedUrlHosts = configuration.allowedUrlHosts;
    this.secretPrefix = `ringcentral-user-sync/${stage}`;
    this.parameterPrefix = `/ringcentral-user-sync/${stage}`;

    this.tables = new SyncTables(this, "Tables");
    this.secrets = new TenantSecrets(this, "Secrets", {
      prefix: this.secretPrefix,
      tenantIds: tenantIds.filter((tenantId) => !adoptSecrets.includes(tenantId)),
    });
    this.alerts = new AlertTopic(this, "Alerts", { email: configuration.alertEmail });

    const environment = this.#environment(configuration);
    const logging = { logRetentionDays, logKey: this.alerts.key };
    this.sync = new NodeFunction(this, "Sync", {
      bundle: "sync",
      description: "One run of the user sync for one tenant",
      memorySize: 1024,
      timeout: Duration.minutes(15),
      maxEventAge: Duration.minutes(10),
      environment,
      ...logging,
    });
    this.dispatch = new NodeFunction(this, "Dispatch", {
      bundle: "dispatch",
      description: "Every minute: starts the runs of the user sync that are due",
      memorySize: 512,
      timeout: Duration.minutes(1),
      maxEventAge: Duration.seconds(60),
      environment: {
        ...environment,
        [env.syncFunctionName]: this.sync.function.functionName,
        [env.maxConcurrentRuns]: "20",
      },
      ...logging,
    });
    // Somebody waits for the page: it has the memory that a cold start is fast with, and says what a minute is too short for.
    const forPage = { memorySize: 1024, timeout: Duration.minutes(1), maxEventAge: Duration.seconds(60), ...logging };
    const { [env.alertTopicArn]: _topic, ...pageEnvironment } = environment;
    this.pageSave = new NodeFunction(this, "PageSave", {
      bundle: "page-save",
      description: "Saves what people change on the page of the user sync",
      environment: { ...pageEnvironment, [env.syncFunctionName]: this.sync.function.functionName },
      ...forPage,
    });
    this.page = new NodeFunction(this, "Page", {
      bundle: "page",
      description: "Shows the page of the user sync, a custom widget on its dashboard",
      environment: { ...pageEnvironment, [env.saveFunctionArn]: this.pageSave.function.functionArn },
      ...forPage,
    });
    permit(this.page.role, pagePermissions(this.#reach()));
    permit(this.pageSave.role, pageSavePermissions({ ...this.#reach(), sync: this.sync.function }));
    this.pageAccess = new PageAccess(this, "PageAccess", {
      page: this.page.function,
      pageSave: this.pageSave.function,
    });
    permit(this.sync.role, syncPermissions(this.#reach()));
    permit(this.dispatch.role, dispatchPermissions({ ...this.#reach(), sync: this.sync.function }));
    this.tick = new MinuteTick(this, "Tick", { dispatch: this.dispatch.function });
    this.monitoring = {
      stage,
      sync: this.sync.function,
      dispatch: this.dispatch.function,
      syncLogs: this.sync.logGroup,
      dispatchLogs: this.dispatch.logGroup,
      deadLetters: this.tick.deadLetters,
      alertTopic: this.alerts.topic,
    };
    this.alarms = new Alarms(this, "Alarms", this.monitoring);
    this.dashboard = new Dashboard(this, "Dashboard", {
      ...this.monitoring,
      alarms: this.alarms,
      page: this.page.function,
    });
    acknowledgeFindings(this);
  }

  #reach() {
    const { tables, secretPrefix, parameterPrefix, alerts } = this;
    return { tables, secretPrefix, parameterPrefix, alerts };
  }

  /** Design 3.8: what the functions are told. */
  #environment({ stage, allowedUrlHosts }: UserSyncConfiguration): Readonly<Record<string, string>> {
    return {
      [env.settingsTable]: this.tables.settings.tableName,
      [env.rosterTable]: this.tables.roster.tableName,
      [env.organizationTable]: this.tables.organization.tableName,
      [env.historyTable]: this.tables.history.tableName,
      [env.secretPrefix]: this.secretPrefix,
      [env.parameterPrefix]: this.parameterPrefix,
      [env.alertTopicArn]: this.alerts.topic.topicArn,
      [env.stage]: stage,
      [env.allowedUrlHosts]: allowedUrlHosts.join(","),
    };
  }
}

function permit(role: iam.Role, statements: readonly iam.PolicyStatement[]): void {
  for (const statement of statements) role.addToPolicy(statement);
}
