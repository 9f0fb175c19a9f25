import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import type { RunRecord } from "#shared/domain/run/run.ts";
import { noChanges } from "#shared/domain/run/summary.ts";
import { logMessage, metric, metricNamespace, serviceName } from "#shared/names.ts";
import type { RunMetrics, Telemetry, TickMetrics } from "#shared/ports/telemetry.ts";

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

interface TelemetryOptions {
  readonly logger: Logger;
  /** With its namespace, service and `stage` dimension set. */
  readonly metrics: Metrics;
}

/** Structured log lines and EMF metrics on standard output; one EMF blob for a run and one for a tick. */
export class PowertoolsTelemetry implements Telemetry {
  readonly #logger: Logger;
  readonly #metrics: Metrics;

  constructor({ logger, metrics }: TelemetryOptions) {
    this.#logger = logger;
    this.#metrics = metrics;
  }

  runFinished(run: RunRecord, values: RunMetrics): void {
    // Who asked stays in the record: the session name of an AWS identity is often an e-mail.
    const { requestedBy: _, stoppedBy: __, ...told } = run;
    const facts = snakeCased(told);
    if (run.status === "failed") this.#logger.error(logMessage.syncFinished, facts);
    else this.#logger.info(logMessage.syncFinished, facts);

    const { calls } = run;
    const isDryRun = run.mode === "plan";
    // What a dry run would do is in its log line: as a metric it would look as if it had been done, and wake somebody.
    const { unchanged, conflicts } = run.changes;
    const changes = isDryRun ? { ...noChanges, unchanged, conflicts } : run.changes;
    this.#emit({
      [metric.peopleRead]: run.people,
      [metric.usersCreated]: changes.created,
      [metric.usersLinked]: changes.linked,
      [metric.usersUpdated]: changes.updated,
      [metric.usersReactivated]: changes.reactivated,
      [metric.usersDeactivated]: changes.deactivated,
      [metric.usersUnchanged]: changes.unchanged,
      [metric.changesHeld]: changes.held,
      [metric.changesFailed]: changes.failed,
      [metric.conflicts]: changes.conflicts,
      [metric.scopesUnreadable]: values.scopesUnreadable,
      [metric.apiCalls]: calls.ringCentral + calls.ringCx,
      [metric.apiThrottles]: calls.throttled,
      [metric.runDuration]: Math.max(0, Date.parse(run.finishedAt) - Date.parse(run.startedAt)),
      [metric.runFailed]: run.status === "failed" ? 1 : 0,
      // Both wait for a person's word, and meanwhile somebody who has left may still sign in.
      [metric.runHeld]: (run.status === "held" || values.perhapsAnotherHuman > 0) && !isDryRun ? 1 : 0,
      [metric.partialRunsInARow]: values.partialRunsInARow,
      [metric.alertsNotSent]: values.alertsNotSent,
      ...(values.jwtDaysLeft === undefined ? {} : { [metric.jwtDaysLeft]: values.jwtDaysLeft }),
    });
  }

  tickFinished(values: TickMetrics): void {
    this.#emit({
      [metric.runsGivenUp]: values.runsGivenUp,
      [metric.tenantsOverdue]: values.tenantsOverdue,
      [metric.hoursOverdue]: values.hoursOverdue,
      [metric.daysSinceApplied]: values.daysSinceApplied,
      [metric.tenantsNotApplied]: values.tenantsNotApplied,
      [metric.alertsNotSent]: values.alertsNotSent,
    });
  }

  note(
    level: "debug" | "info" | "warn" | "error",
    message: string,
    facts: Readonly<Record<string, unknown>> = {},
  ): void {
    this.#logger[level](message, { ...facts });
  }

  #emit(values: Readonly<Record<string, number>>): void {
    for (const [name, value] of Object.entries(values)) {
      this.#metrics.addMetric(name, name === metric.runDuration ? "Milliseconds" : "Count", value);
    }
    this.#metrics.publishStoredMetrics();
  }
}

/** The value with the keys of its objects, at every depth, in snake_case; `undefined` members are left out. */
function snakeCased(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const cased: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    cased[key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] = casedValue(member);
  }
  return cased;
}

function casedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(casedValue);
  if (typeof value === "object" && value !== null) return snakeCased(value as Readonly<Record<string, unknown>>);
  return value;
}
