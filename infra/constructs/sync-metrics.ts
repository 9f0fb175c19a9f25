import { aws_cloudwatch as cloudwatch, Duration } from "aws-cdk-lib";
import { metric, metricNamespace, serviceName } from "../../shared/names.ts";

interface MetricLook {
  readonly statistic: "Sum" | "Maximum" | "Minimum" | "SampleCount";
  readonly period: Duration;
  readonly label?: string;
  readonly color?: string;
}

/** A metric that the functions emit, over all tenants of a stage: no dimension tells tenants apart. */
export function syncMetric(stage: string, name: keyof typeof metric, look: MetricLook): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: metricNamespace,
    metricName: metric[name],
    dimensionsMap: { service: serviceName, stage },
    ...look,
  });
}

export const fiveMinutes = Duration.minutes(5);
export const quarterHour = Duration.minutes(15);
export const hour = Duration.hours(1);
export const day = Duration.days(1);

/** Lambda ends a run after this. */
export const runLimitMs = 15 * 60_000;
/** Above this a run is close to its end by Lambda, ms. */
export const runWarningMs = 0.8 * runLimitMs;
