import { aws_cloudwatch as cloudwatch, Duration, type aws_lambda as lambda } from "aws-cdk-lib";
import { Construct } from "constructs";
import { runbook } from "./alarm-rules.ts";
import type { Alarms } from "./alarms.ts";
import { byTenant, type LogQuery, lastRun, recentFailures, recentRuns } from "./log-queries.ts";
import type { MonitoringProps } from "./monitoring-props.ts";
import { day, fiveMinutes, hour, runLimitMs, runWarningMs, syncMetric } from "./sync-metrics.ts";

interface DashboardProps extends MonitoringProps {
  readonly alarms: Alarms;
  /** Shows settings, runs and people. */
  readonly page: lambda.IFunction;
}

/** The whole width, and the share of a row of two and of three: a grid of 24 columns, of some 50 pixels at 1280. */
const whole = 24;
const half = 12;
const third = 8;

/** Everything about the service on one page, readable on a screen of 1280 pixels: no row has more than three graphs. */
export class Dashboard extends Construct {
  readonly dashboard: cloudwatch.Dashboard;
  readonly #props: DashboardProps;

  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    this.#props = props;
    this.dashboard = new cloudwatch.Dashboard(this, "Dashboard", {
      // A week holds the nights that are compared; the tables read some kilobytes of log for each run.
      defaultInterval: Duration.days(7),
      widgets: [
        [this.#page()],
        [this.#alarmStates()],
        [this.#table(lastRun, { width: half, height: 4 }), ...this.#state()],
        this.#work(),
        this.#trouble(),
        [this.#table(recentRuns, { width: whole, height: 8 })],
        [this.#table(recentFailures, { width: whole, height: 8 })],
        [this.#table(byTenant, { width: whole, height: 8 })],
        [whatToDo(props.alarms)],
      ],
    });
  }

  /** Whoever may not invoke the function sees an error in its place, and the rest of the dashboard. */
  #page(): cloudwatch.IWidget {
    return new cloudwatch.CustomWidget({
      title: "Settings, runs and people",
      functionArn: this.#props.page.functionArn,
      params: { tenantId: "default" },
      // Shows how far a run is. What was typed comes back; the range of time and the size mean nothing to it.
      updateOnRefresh: true,
      updateOnResize: false,
      updateOnTimeRangeChange: false,
      width: whole,
      height: 16,
    });
  }

  #alarmStates(): cloudwatch.IWidget {
    const { stage, alarms } = this.#props;
    return new cloudwatch.AlarmStatusWidget({
      title: `User sync, ${stage}`,
      alarms: [...alarms.all],
      width: whole,
      height: 3,
    });
  }

  /** The last values, beside the last run. */
  #state(): cloudwatch.IWidget[] {
    const { stage, deadLetters } = this.#props;
    const metrics = [
      syncMetric(stage, "hoursOverdue", { statistic: "Maximum", period: fiveMinutes, label: "Hours overdue" }),
      syncMetric(stage, "tenantsOverdue", { statistic: "Maximum", period: fiveMinutes, label: "Tenants overdue" }),
      syncMetric(stage, "daysSinceApplied", { statistic: "Maximum", period: fiveMinutes, label: "Days since applied" }),
      syncMetric(stage, "tenantsNotApplied", {
        statistic: "Maximum",
        period: fiveMinutes,
        label: "Tenants not applied for 3 days",
      }),
      syncMetric(stage, "jwtDaysLeft", { statistic: "Minimum", period: day, label: "JWT days left" }),
      deadLetters.metricApproximateNumberOfMessagesVisible({
        statistic: "Maximum",
        period: fiveMinutes,
        label: "Dead letters",
      }),
    ];
    return [new cloudwatch.SingleValueWidget({ title: "Now", metrics, width: half, height: 4 })];
  }

  /** What the runs have done. Days, because most tenants have one run in each. */
  #work(): cloudwatch.IWidget[] {
    const sum = (name: Parameters<typeof syncMetric>[1], label: string) =>
      syncMetric(this.#props.stage, name, { statistic: "Sum", period: day, label });
    const largest = syncMetric(this.#props.stage, "peopleRead", {
      statistic: "Maximum",
      period: day,
      label: "largest tenant",
    });
    return [
      graph({ title: "People in scope, by day", left: [largest, sum("peopleRead", "all runs")] }),
      graph({
        title: "Changes, by day",
        stacked: true,
        left: [
          sum("usersCreated", "created"),
          sum("usersLinked", "linked"),
          sum("usersUpdated", "updated"),
          sum("usersReactivated", "reactivated"),
          sum("usersDeactivated", "deactivated"),
        ],
      }),
      graph({
        title: "Held and failed, by day",
        left: [
          sum("changesHeld", "changes held"),
          sum("changesFailed", "changes failed"),
          sum("conflicts", "conflicts"),
          sum("scopesUnreadable", "scopes unreadable"),
          sum("runFailed", "runs failed"),
        ],
      }),
    ];
  }

  #trouble(): cloudwatch.IWidget[] {
    const { stage, sync, dispatch, deadLetters } = this.#props;
    const duration = syncMetric(stage, "runDuration", { statistic: "Maximum", period: hour, label: "longest run" });
    const count = (name: Parameters<typeof syncMetric>[1], label: string) =>
      syncMetric(stage, name, { statistic: "Sum", period: hour, label });
    return [
      graph({
        title: "Run duration, ms",
        left: [duration],
        leftAnnotations: [
          { value: runLimitMs, label: "15 minutes: Lambda ends the run", color: cloudwatch.Color.RED },
          { value: runWarningMs, label: "alarm, after three days", color: cloudwatch.Color.ORANGE },
        ],
      }),
      graph({
        title: "RingCentral: calls (left) and throttles (right), by hour",
        left: [count("apiCalls", "calls")],
        right: [count("apiThrottles", "answers 429")],
      }),
      graph({
        title: "Errors and lost ticks, by hour",
        left: [
          sync.metricErrors({ statistic: "Sum", period: hour, label: "sync errors" }),
          dispatch.metricErrors({ statistic: "Sum", period: hour, label: "dispatch errors" }),
          dispatch.metricThrottles({ statistic: "Sum", period: hour, label: "dispatch throttled" }),
          deadLetters.metricNumberOfMessagesSent({ statistic: "Sum", period: hour, label: "ticks lost" }),
          count("runsGivenUp", "runs given up"),
          count("alertsNotSent", "alerts not sent"),
        ],
      }),
    ];
  }

  #table({ title, of, lines }: LogQuery, size: { readonly width: number; readonly height: number }) {
    const { syncLogs, dispatchLogs } = this.#props;
    const groups = of === "sync" ? [syncLogs] : [syncLogs, dispatchLogs];
    return new cloudwatch.LogQueryWidget({
      title,
      logGroupNames: groups.map(({ logGroupName }) => logGroupName),
      queryLines: [...lines],
      view: cloudwatch.LogQueryVisualizationType.TABLE,
      ...size,
    });
  }
}

function graph(props: cloudwatch.GraphWidgetProps): cloudwatch.GraphWidget {
  return new cloudwatch.GraphWidget({
    width: third,
    height: 6,
    leftYAxis: { min: 0, showUnits: false },
    rightYAxis: { min: 0, showUnits: false },
    legendPosition: cloudwatch.LegendPosition.BOTTOM,
    ...props,
  });
}

function whatToDo({ rules }: Alarms): cloudwatch.TextWidget {
  const rows = rules.map((rule) => `| \`${rule.id}\` | ${rule.meaning} | ${rule.action} | ${runbook(rule)} |`);
  const markdown = [
    "## What to do when an alarm goes off",
    "| alarm | what is the case | what to do | runbook |",
    "|---|---|---|---|",
    ...rows,
    "",
    "Who changed and why stands in the history table, not in the logs: they hold ids and counts only.",
  ].join("\n");
  return new cloudwatch.TextWidget({ markdown, width: whole, height: 14 });
}
