import { Annotations } from "aws-cdk-lib";
import { Construct } from "constructs";
import { parseConfiguration, type UserSyncConfiguration } from "./configuration.ts";
import { Alarms } from "./constructs/alarms.ts";
import { AlertTopic } from "./constructs/alert-topic.ts";
import { TenantSecrets } from "./constructs/credentials.ts";
import { Dashboard } from "./constructs/dashboard.ts";
import { DispatchFunction } from "./constructs/dispatch-function.ts";
import type { MonitoringProps } from "./constructs/monitoring-props.ts";
import { PageAccess } from "./constructs/page-access.ts";
import { PageApproveFunction } from "./constructs/page-approve-function.ts";
import { PageFunction } from "./constructs/page-function.ts";
import { PageSaveFunction } from "./constructs/page-save-function.ts";
import { MinuteTick } from "./constructs/schedule.ts";
import { SyncFunction } from "./constructs/sync-function.ts";
import { SyncTables } from "./constructs/tables.ts";

const noSubscriber =
  "Nobody would hear of alarms and alerts: set alertEmail (-c alertEmail=ops@example.com). If you subscribe to the topics of the outputs AlertTopicArn and SpareTopicArn by other means, say so with -c alertSubscriber=elsewhere.";

/** The whole service, to be put into any stack. What the properties leave out has the defaults of the app. */
export class RingCentralUserSync extends Construct {
  readonly tables: SyncTables;
  readonly secrets: TenantSecrets;
  readonly alerts: AlertTopic;
  /** Whom alarms and alerts reach, as far as the configuration says. */
  readonly alertSubscriber: "alertEmail" | "elsewhere" | "none";
  readonly sync: SyncFunction;
  readonly dispatch: DispatchFunction;
  readonly page: PageFunction;
  readonly pageSave: PageSaveFunction;
  readonly pageApprove: PageApproveFunction;
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
    const { stage, allowedUrlHosts, tenantIds, adoptSecrets, logRetentionDays } = configuration;
    const { alertEmail, alertSubscriber } = configuration;
    this.stage = stage;
    this.allowedUrlHosts = allowedUrlHosts;
    this.secretPrefix = `ringcentral-user-sync/${stage}`;
    this.parameterPrefix = `/ringcentral-user-sync/${stage}`;

    this.tables = new SyncTables(this, "Tables");
    this.secrets = new TenantSecrets(this, "Secrets", {
      prefix: this.secretPrefix,
      tenantIds: tenantIds.filter((tenantId) => !adoptSecrets.includes(tenantId)),
    });
    this.alerts = new AlertTopic(this, "Alerts", { email: alertEmail });
    this.alertSubscriber = alertEmail === undefined ? (alertSubscriber ?? "none") : "alertEmail";
    if (this.alertSubscriber === "none") Annotations.of(this).addWarningV2("user-sync:no-subscriber", noSubscriber);

    const { tables, alerts, secretPrefix, parameterPrefix } = this;
    const shared = { stage, allowedUrlHosts, tables, alerts, secretPrefix, parameterPrefix, logRetentionDays };
    this.sync = new SyncFunction(this, "Sync", shared);
    this.dispatch = new DispatchFunction(this, "Dispatch", { ...shared, sync: this.sync });
    this.pageSave = new PageSaveFunction(this, "PageSave", { ...shared, sync: this.sync });
    this.pageApprove = new PageApproveFunction(this, "PageApprove", shared);
    const { pageSave, pageApprove } = this;
    this.page = new PageFunction(this, "Page", { ...shared, pageSave, pageApprove });

    this.pageAccess = new PageAccess(this, "PageAccess", {
      page: this.page.function,
      pageSave: pageSave.function,
      pageApprove: pageApprove.function,
    });
    this.tick = new MinuteTick(this, "Tick", { dispatch: this.dispatch.function });
    this.monitoring = {
      stage,
      sync: this.sync.function,
      dispatch: this.dispatch.function,
      syncLogs: this.sync.logGroup,
      dispatchLogs: this.dispatch.logGroup,
      deadLetters: this.tick.deadLetters,
      alertTopic: this.alerts.topic,
      spareTopic: this.alerts.spareTopic,
    };
    this.alarms = new Alarms(this, "Alarms", this.monitoring);
    this.dashboard = new Dashboard(this, "Dashboard", {
      ...this.monitoring,
      alarms: this.alarms,
      page: this.page.function,
    });
  }
}
