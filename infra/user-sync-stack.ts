import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { UserSyncConfiguration } from "./configuration.ts";
import { RingCentralUserSync } from "./ringcentral-user-sync.ts";

interface UserSyncStackProps extends StackProps {
  readonly configuration: UserSyncConfiguration;
}

/** The service and the names that an operator needs. */
export class UserSyncStack extends Stack {
  readonly service: RingCentralUserSync;

  constructor(scope: Construct, id: string, { configuration, ...props }: UserSyncStackProps) {
    super(scope, id, { description: "RingCentral User Sync for AI WFM", ...props });
    this.service = new RingCentralUserSync(this, "Service", configuration);
    for (const [name, { value, description }] of Object.entries(outputsOf(this.service))) {
      new CfnOutput(this, name, { value, description });
    }
  }
}

function outputsOf(service: RingCentralUserSync) {
  const {
    tables,
    sync,
    dispatch,
    page,
    pageSave,
    pageApprove,
    pageAccess,
    tick,
    alerts,
    dashboard,
    secretPrefix,
    parameterPrefix,
  } = service;
  return {
    SettingsTable: { value: tables.settings.tableName, description: "Settings, one item per tenant" },
    RosterTable: { value: tables.roster.tableName, description: "Roster users" },
    OrganizationTable: { value: tables.organization.tableName, description: "Activities and data sources" },
    HistoryTable: { value: tables.history.tableName, description: "Runs, changes, leases" },
    ApprovalsTable: { value: tables.approvals.tableName, description: "What people have approved" },
    WorkTable: { value: tables.work.tableName, description: "What is remembered for minutes or hours" },
    SyncFunction: { value: sync.function.functionName, description: "Invoke it for a run by hand" },
    DispatchFunction: { value: dispatch.function.functionName, description: "Called by the schedule every minute" },
    PageFunction: { value: page.function.functionName, description: "Shows the custom widget of the dashboard" },
    PageSaveFunction: { value: pageSave.function.functionName, description: "Saves what is changed on the page" },
    PageApproveFunction: {
      value: pageApprove.function.functionName,
      description: "Stores what is approved on the page",
    },
    PageViewPolicy: { value: pageAccess.view.managedPolicyArn, description: "For people who may see the page" },
    PageSavePolicy: { value: pageAccess.save.managedPolicyArn, description: "For people who may save on the page" },
    PageApprovePolicy: {
      value: pageAccess.approve.managedPolicyArn,
      description: "For people who may approve and refuse on the page",
    },
    SecretPrefix: { value: secretPrefix, description: "<prefix>/<tenantId> is a tenant's secret" },
    ParameterPrefix: { value: parameterPrefix, description: "<prefix>/<tenantId>/<attribute> is a setting" },
    AlertTopicArn: { value: alerts.topic.topicArn, description: "Subscribe to it for alarms and alerts" },
    SpareTopicArn: { value: alerts.spareTopic.topicArn, description: "Subscribe to it, too: says if alerts fail" },
    AlertSubscriber: { value: service.alertSubscriber, description: "Who hears of alarms and alerts" },
    DashboardName: { value: dashboard.dashboard.dashboardName, description: "Everything about the service" },
    TickSchedule: { value: tick.schedule.scheduleName, description: "Disable it to stop everything" },
    Stage: { value: service.stage, description: "Part of the names of secrets and parameters" },
    AllowedUrlHosts: { value: service.allowedUrlHosts.join(","), description: "Hosts that RingCentral URLs may have" },
    SyncLogGroup: { value: sync.logGroup.logGroupName, description: "Log of the runs" },
    DispatchLogGroup: { value: dispatch.logGroup.logGroupName, description: "Log of the ticks" },
    PageLogGroup: { value: page.logGroup.logGroupName, description: "Log of the page" },
    PageApproveLogGroup: {
      value: pageApprove.logGroup.logGroupName,
      description: "Log of what is approved on the page",
    },
    PageSaveLogGroup: { value: pageSave.logGroup.logGroupName, description: "Log of what is saved on the page" },
  };
}
