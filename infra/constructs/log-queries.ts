import { logMessage } from "../../shared/names.ts";

/** A Logs Insights query over the functions' JSON lines, one command a line. */
export interface LogQuery {
  readonly title: string;
  readonly of: "sync" | "sync and dispatch";
  readonly lines: readonly string[];
}

const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(", ");
const finished = `filter message = "${logMessage.syncFinished}" and status != "skipped"`;

/** The last run of any tenant, how it ended and how many minutes ago. */
export const lastRun: LogQuery = {
  title: "Last run",
  of: "sync",
  lines: [
    finished,
    "fields floor((now() * 1000 - toMillis(@timestamp)) / 60000) as minutes_ago",
    "sort @timestamp desc",
    "limit 1",
    "display status, minutes_ago, tenant_id, mode, people",
  ],
};

export const recentRuns: LogQuery = {
  title: "Recent runs",
  of: "sync",
  lines: [
    finished,
    "fields changes.created as created, changes.linked as linked, changes.updated as updated",
    "fields changes.reactivated as reactivated, changes.deactivated as deactivated",
    "fields changes.held as held, changes.failed as failed, reasons.0.code as first_reason",
    "sort @timestamp desc",
    "limit 50",
    "display finished_at, tenant_id, trigger, mode, status, first_reason, people, created, linked, updated, reactivated, deactivated, held, failed, run_id",
  ],
};

const failureMessages = [
  logMessage.syncRefused,
  logMessage.syncFault,
  logMessage.dispatchGivenUp,
  logMessage.dispatchTenantFailed,
  logMessage.dispatchTenantsFailed,
  logMessage.dispatchNotInvoked,
  logMessage.dispatchOddTick,
  logMessage.dispatchRunClosed,
  logMessage.alertNotSent,
];

/** Also what Lambda itself says of a run that it has ended, in its own words: `platform.report`. */
export const recentFailures: LogQuery = {
  title: "Recent failures",
  of: "sync and dispatch",
  lines: [
    `filter (message = "${logMessage.syncFinished}" and status = "failed") or message in [${quoted(failureMessages)}] or (type = "platform.report" and record.status in ["timeout", "failure"])`,
    "fields coalesce(message, type) as what, coalesce(reasons.0.code, code, error, record.status) as code_or_error",
    "fields coalesce(reasons.0.message, cause, frames.0, record.errorType) as details, reasons.1.code as second_reason",
    "sort @timestamp desc",
    "limit 50",
    "display @timestamp, tenant_id, what, code_or_error, second_reason, details, run_id",
  ],
};

/** The tenant that has been without a run for longest comes first. */
export const byTenant: LogQuery = {
  title: "By tenant: the last run of each",
  of: "sync",
  lines: [
    finished,
    "stats latest(finished_at) as last_run, latest(status) as last_status, latest(mode) as last_mode, latest(people) as in_scope, latest(changes.held) as held, latest(changes.failed) as failed, latest(changes.conflicts) as conflicts, latest(calls.throttled) as throttled, count(*) as runs by tenant_id",
    "sort last_run asc",
    "limit 100",
  ],
};

export const logQueries: readonly LogQuery[] = [lastRun, recentRuns, recentFailures, byTenant];
