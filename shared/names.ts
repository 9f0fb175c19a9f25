/** Names that the program, the stack and other programs must agree on: their one home. */

export const serviceName = "user-sync";
export const metricNamespace = "RingCentralUserSync";

/** Environment variables of the functions (design 3.8). */
export const env = {
  settingsTable: "SETTINGS_TABLE",
  rosterTable: "ROSTER_TABLE",
  organizationTable: "ORGANIZATION_TABLE",
  historyTable: "HISTORY_TABLE",
  approvalsTable: "APPROVALS_TABLE",
  workTable: "WORK_TABLE",
  secretPrefix: "SECRET_PREFIX",
  parameterPrefix: "PARAMETER_PREFIX",
  alertTopicArn: "ALERT_TOPIC_ARN",
  spareTopicArn: "SPARE_TOPIC_ARN",
  syncFunctionName: "SYNC_FUNCTION_NAME",
  maxConcurrentRuns: "MAX_CONCURRENT_RUNS",
  saveFunctionArn: "SAVE_FUNCTION_ARN",
  approveFunctionArn: "APPROVE_FUNCTION_ARN",
  stage: "STAGE",
  allowedUrlHosts: "ALLOWED_URL_HOSTS",
} as const;

/** Metric names (design 4.8). */
export const metric = {
  peopleRead: "PeopleRead",
  usersCreated: "UsersCreated",
  usersLinked: "UsersLinked",
  usersUpdated: "UsersUpdated",
  usersReactivated: "UsersReactivated",
  usersDeactivated: "UsersDeactivated",
  usersUnchanged: "UsersUnchanged",
  changesHeld: "ChangesHeld",
  changesFailed: "ChangesFailed",
  conflicts: "Conflicts",
  scopesUnreadable: "ScopesUnreadable",
  apiCalls: "ApiCalls",
  apiThrottles: "ApiThrottles",
  runDuration: "RunDuration",
  runFailed: "RunFailed",
  runHeld: "RunHeld",
  partialRunsInARow: "PartialRunsInARow",
  jwtDaysLeft: "JwtDaysLeft",
  runsGivenUp: "RunsGivenUp",
  tenantsOverdue: "TenantsOverdue",
  hoursOverdue: "HoursOverdue",
  daysSinceApplied: "DaysSinceApplied",
  tenantsNotApplied: "TenantsNotApplied",
  alertsNotSent: "AlertsNotSent",
} as const;

/** Constant log messages that dashboards and people search for. */
export const logMessage = {
  syncFinished: "sync.finished",
  syncRefused: "sync.refused",
  syncFault: "sync.fault",
  dispatchFinished: "dispatch.finished",
  dispatchRunClosed: "dispatch.run_closed",
  dispatchOddTick: "dispatch.odd_tick",
  dispatchTenantFailed: "dispatch.tenant_failed",
  dispatchNotInvoked: "dispatch.not_invoked",
  dispatchParametersStale: "dispatch.parameters_stale",
  dispatchSecretUnreadable: "dispatch.secret_unreadable",
  dispatchGivenUp: "dispatch.given_up",
  dispatchTenantsFailed: "dispatch.tenants_failed",
  loginNotRemembered: "login.not_remembered",
  alertNotSent: "alert.not_sent",
  pageFailed: "page.failed",
  pageSaved: "page.saved",
  pageDecided: "page.decided",
} as const;

/** The placeholder that the stack writes into a new secret. */
export const secretPlaceholder = "REPLACE_ME";

/** Keys of the tables (design 3.1 - 3.5). */
export const tableKeys = {
  settings: { partition: "tenantId" },
  roster: { partition: "tenantId", sort: "userId" },
  organization: { partition: "tenantId", sort: "key" },
  history: { partition: "tenantId", sort: "entry", timeToLive: "expiresAt" },
  approvals: { partition: "tenantId", sort: "entry", timeToLive: "expiresAt" },
  work: { partition: "area", sort: "entry", timeToLive: "expiresAt" },
} as const;

/** What the partition keys of the work table begin with; a tenant's id follows. */
export const workArea = { lookup: "lookup#", control: "control#" } as const;

/** Index of the history table that tells one person's story. */
export const historyByUser = { name: "byUser", partition: "tenantUser", sort: "entry" } as const;

/** For how long history and approvals are kept. */
export const historyDays = 400;

/** What a tenant id may look like: it becomes part of parameter names, of secret names and of keys. */
export const tenantIdPattern = /^[A-Za-z0-9._-]{1,64}$/u;
export const tenantIdExpected = "1 to 64 letters, digits, dots, hyphens or underscores";

/** An entry of the allowed hosts, in lower case: a host, or with a dot in front all hosts that end in it. */
export const urlHostPattern = /^\.?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/;

/** Hosts that RingCentral URLs may have unless a deployment says otherwise: production, sandbox, partner brands, RingCX. */
export const defaultUrlHosts: readonly string[] = [
  "platform.ringcentral.com",
  "platform.devtest.ringcentral.com",
  "platform.ringcentral.biz",
  "ringcx.ringcentral.com",
];

/** Whether an entry of the allowed hosts admits a host (both in lower case). */
export function admitsHost(entry: string, host: string): boolean {
  return entry.startsWith(".") ? host.endsWith(entry) : host === entry;
}

/** The word among the allowed hosts that admits plain http on this machine, for tests and the sandbox. */
export const loopback = "loopback";

/** The ARN of a Lambda function, with or without a qualifier. */
export const functionArnPattern = /^arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:[\w-]{1,140}(?::[\w$-]{1,128})?$/;
