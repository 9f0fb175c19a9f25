import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import { metricNamespace, serviceName } from "#shared/names.ts";

/** The logger and the metrics of one function, for its telemetry and its middleware alike. */
export function createPowertools({ stage }: { readonly stage: string }): {
  readonly logger: Logger;
  readonly metrics: Metrics;
} {
  return {
    logger: new Logger({ serviceName, persistentKeys: { stage } }),
    metrics: new Metrics({ namespace: metricNamespace, serviceName, defaultDimensions: { stage } }),
  };
}
