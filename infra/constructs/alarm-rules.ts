import { aws_cloudwatch as cloudwatch } from "aws-cdk-lib";
import type { MonitoringProps } from "./monitoring-props.ts";
import { day, fiveMinutes, hour, quarterHour, runLimitMs, runWarningMs, syncMetric } from "./sync-metrics.ts";

/** When an alarm goes off and what it asks of a person. */
export interface AlarmRule {
  /** Kebab-case; the heading of its section in docs/operations.md. */
  readonly id: string;
  /** What is the case. */
  readonly meaning: string;
  /** What to do, in one line for the dashboard. */
  readonly action: string;
  readonly metric: cloudwatch.IMetric;
  /** Breached above (`over`), from (`from`) or below it. */
  readonly limit: { readonly over: number } | { readonly from: number } | { readonly below: number };
  readonly outOf: readonly [breaching: number, periods: number];
  readonly missing: cloudwatch.TreatMissingData;
  /** Whether its end is told as well: for the two that say that nothing works. */
  readonly recovery: "told" | "not told";
  /** The alert topic unless it is its own failure that is told. */
  readonly through?: "spare topic";
}

/** Where the section of an alarm stands, from the root of the project. */
export function runbook({ id }: Pick<AlarmRule, "id">): string {
  return `docs/operations.md#${id}`;
}

const { BREACHING, NOT_BREACHING } = cloudwatch.TreatMissingData;
const jwtWarningDays = 14;
const partialNights = 3;
const daysNotApplied = 7;

// None of the rules may go off for something that heals by itself within the hour: a failed run is retried after 15,
// 30 and 60 minutes, a killed one as well, a lost one is sent again after 15, a tick that failed is made up for by the
// next. Windows slide with every evaluation, so that something that lasts an hour touches five quarter hours and two
// days at most. Most tenants run once a day: rules about runs look back over days and keep their state in between.
// Metrics that are absent for whole periods are filled: where data are missing, CloudWatch takes older ones first, some
// periods back, and would go off again for what is over.

/** Rules about the schedule, which are fed every minute. */
function scheduleRules({ stage, sync, dispatch, deadLetters }: MonitoringProps): readonly AlarmRule[] {
  const overdue = syncMetric(stage, "hoursOverdue", { statistic: "Maximum", period: hour });
  const overdueLimit = 2;
  const quarters = { outOf: [6, 8], missing: NOT_BREACHING } as const;
  return [
    {
      id: "tenants-overdue",
      meaning: "A tenant has been without its daily run for two hours, or dispatch has said nothing for one.",
      action: "Is dispatch running at all? If so, the per-tenant table shows who is behind and the failures show why.",
      // One period of an hour, so that one value from two hours on is enough, but a silence has to last the whole of it.
      // Filled with a breach for that reason, and breaching for when there is nothing to fill.
      metric: filled("overdue", { metric: overdue, by: overdueLimit }),
      limit: { from: overdueLimit },
      outOf: [1, 1],
      missing: BREACHING,
      recovery: "told",
    },
    {
      id: "runs-given-up",
      meaning: "A run has failed and is not tried again by itself before the next day.",
      action: "The alert that came with it names the tenant and the cause: correct it, then start a run.",
      // Counted at the tick that gives up, after the retries or where only a person can help: one is enough.
      metric: syncMetric(stage, "runsGivenUp", { statistic: "Sum", period: fiveMinutes }),
      limit: { from: 1 },
      outOf: [1, 1],
      // Silence is the business of tenants-overdue.
      missing: NOT_BREACHING,
      recovery: "not told",
    },
    {
      id: "errors-without-record",
      meaning: "Runs of sync end without a record of their failure, and a tenant is behind by an hour.",
      action: "Look for timeouts, memory and start-up errors in the log of the sync function.",
      // A failed run rejects, which counts in both; what is left over was killed or never began. It is retried, so that
      // it only matters while somebody is still behind an hour later.
      metric: new cloudwatch.MathExpression({
        expression: "IF(FILL(errors, 0) - FILL(recorded, 0) > 0, FILL(overdue, 0), 0)",
        usingMetrics: {
          errors: sync.metricErrors({ statistic: "Sum", period: hour }),
          recorded: syncMetric(stage, "runFailed", { statistic: "Sum", period: hour }),
          overdue,
        },
        period: hour,
        label: "Hours overdue after errors without a record",
      }),
      limit: { from: 1 },
      outOf: [1, 1],
      missing: NOT_BREACHING,
      recovery: "not told",
    },
    {
      id: "dispatch-failing",
      meaning: "Ticks of dispatch have kept failing for more than an hour.",
      action: "Look at the errors in the log of the dispatch function.",
      metric: dispatch.metricErrors({ statistic: "Sum", period: quarterHour }),
      limit: { from: 1 },
      ...quarters,
      recovery: "told",
    },
    {
      id: "lost-ticks",
      meaning: "The schedule has kept failing to call dispatch for more than an hour.",
      action: "Read a message of the dead-letter queue: it says why. Purge the queue afterwards.",
      // What arrives, not what lies there: a tick of last week that the next one made up for must not keep it alarming.
      metric: filled("lost", {
        metric: deadLetters.metricNumberOfMessagesSent({ statistic: "Sum", period: quarterHour }),
        by: 0,
      }),
      limit: { from: 1 },
      ...quarters,
      recovery: "not told",
    },
    {
      id: "alerts-not-sent",
      meaning: "SNS has not taken alerts of the service: its topic, the topic's policy or its key refuses them.",
      action: "Look for alert.not_sent in the logs: it has the cause. What was not sent is sent again.",
      // Alerts of dispatch are sent again every minute, those of a run by the next run, which is tomorrow's.
      metric: syncMetric(stage, "alertsNotSent", { statistic: "Sum", period: fiveMinutes }),
      limit: { from: 1 },
      outOf: [1, 1],
      missing: NOT_BREACHING,
      recovery: "not told",
      through: "spare topic",
    },
    {
      id: "tenants-not-applied",
      meaning: "One more tenant has had no run for three days that applied what RingCentral says.",
      action: 'The table "By tenant" shows who it is, the reasons of its runs show why.',
      // The increase, so that a tenant which stays so does not hide the next one.
      metric: new cloudwatch.MathExpression({
        expression: "DIFF(notApplied)",
        usingMetrics: {
          notApplied: syncMetric(stage, "tenantsNotApplied", { statistic: "Maximum", period: fiveMinutes }),
        },
        period: fiveMinutes,
        label: "More tenants not applied for three days",
      }),
      limit: { over: 0 },
      outOf: [1, 3],
      missing: NOT_BREACHING,
      recovery: "not told",
    },
    {
      id: "days-since-applied",
      meaning: "A tenant has had no run for a week that applied what RingCentral says.",
      action: "See tenants-not-applied, which went off for it on the third day.",
      metric: syncMetric(stage, "daysSinceApplied", { statistic: "Maximum", period: hour }),
      limit: { from: daysNotApplied },
      outOf: [1, 1],
      missing: NOT_BREACHING,
      recovery: "not told",
    },
  ];
}

/** Rules about runs. Their values come once a day for most tenants, so the last two days count as one state. */
function runRules({ stage }: MonitoringProps): readonly AlarmRule[] {
  const ofDay = (name: Parameters<typeof syncMetric>[1], statistic: "Sum" | "Maximum" | "Minimum") =>
    syncMetric(stage, name, { statistic, period: day });
  const lastTwoDays = { outOf: [1, 2], missing: NOT_BREACHING, recovery: "not told" } as const;
  return [
    {
      id: "partial-runs",
      meaning: `A tenant's run has been incomplete ${partialNights} times in a row.`,
      action: "The reasons of its last run name the sub-account or permission that cannot be read.",
      metric: filled("partial", { metric: ofDay("partialRunsInARow", "Maximum"), by: 0 }),
      limit: { from: partialNights },
      ...lastTwoDays,
    },
    {
      id: "run-held",
      meaning: "Deactivations or role changes are held, or an extension may have a new owner: somebody has to decide.",
      action:
        "Look at the held list and the conflicts. RingCentral wrong: correct it there. Right: approve, or decide.",
      // A run with either counts as done, nothing repeats it before the next day. An empty directory is retried, fails
      // and is the business of runs-given-up.
      metric: filled("held", { metric: ofDay("runHeld", "Sum"), by: 0 }),
      limit: { from: 1 },
      ...lastTwoDays,
    },
    {
      id: "changes-failed",
      meaning: "Changes of users could not be written; they are not tried again before the next run.",
      action: "The change records say which and why. Start a run: it tries them again.",
      // Nobody retries them before the next day, unless the run ran out of time and goes on: an hour with such a run is
      // not judged, and an hour later what still fails stands alone.
      metric: new cloudwatch.MathExpression({
        expression: `IF(FILL(longest, 0) > ${runLimitMs - 60_000}, 0, FILL(failed, 0))`,
        usingMetrics: {
          failed: syncMetric(stage, "changesFailed", { statistic: "Sum", period: hour }),
          longest: syncMetric(stage, "runDuration", { statistic: "Maximum", period: hour }),
        },
        period: hour,
        label: "Changes failed",
      }),
      limit: { from: 1 },
      outOf: [1, 1],
      missing: NOT_BREACHING,
      recovery: "not told",
    },
    {
      id: "jwt-expiring",
      meaning: `The JWT of a tenant expires in less than ${jwtWarningDays} days, or has expired.`,
      action: "Create a new JWT in the RingCentral developer portal and store it in the tenant's secret.",
      // Absent when a JWT says nothing of its end.
      metric: filled("daysLeft", { metric: ofDay("jwtDaysLeft", "Minimum"), by: jwtWarningDays }),
      limit: { below: jwtWarningDays },
      ...lastTwoDays,
    },
    {
      id: "time-limit",
      meaning: "For three days, runs have taken more than four fifths of the 15 minutes that they may take.",
      action:
        "Split the tenant by sub-accounts, or ask RingCentral for a higher rate limit, before it runs out of time.",
      // Three days, because a first import may take several such runs in a night, which touch two.
      metric: filled("longest", { metric: ofDay("runDuration", "Maximum"), by: 0 }),
      limit: { over: runWarningMs },
      outOf: [3, 3],
      missing: NOT_BREACHING,
      recovery: "not told",
    },
  ];
}

/** The metric with a value for the periods that have none. */
function filled(
  name: string,
  { metric, by }: { readonly metric: cloudwatch.Metric; readonly by: number },
): cloudwatch.MathExpression {
  return new cloudwatch.MathExpression({
    expression: `FILL(${name}, ${by})`,
    usingMetrics: { [name]: metric },
    period: metric.period,
    label: name,
  });
}

/** Every alarm, the most urgent first. */
export function alarmRules(props: MonitoringProps): readonly AlarmRule[] {
  return [...scheduleRules(props), ...runRules(props)];
}
