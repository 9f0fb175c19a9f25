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

/** The whole service, to be put into any stack. What the properties leave out has the defaults of the app. */
export class RingCentralUserSync extends Construct {
  readonly tables: SyncTables;
  readonly secrets: TenantSecrets;
  readonly alerts: AlertTopic;
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
    const { stage, allowedUrlHosts, tenantIds, adoptSecrets, alertEmail, logRetentionDays } = configuration;
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
    };
    this.alarms = new Alarms(this, "Alarms", this.monitoring);
    this.dashboard = new Dashboard(this, "Dashboard", {
      ...this.monitoring,
      alarms: this.alarms,
      page: this.page.function,
    });
  }
}
