import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import middy from "@middy/core";
import { composeSync } from "#functions/composition.ts";
import { deadlineOf, type InvocationContext, StoreDeadline } from "#functions/deadline.ts";
import type { Runtime } from "#functions/runtime.ts";
import type { FunctionEnvironment } from "#shared/config/environment.ts";
import { parseSyncEvent } from "#shared/config/event.ts";
import type { RunRecord } from "#shared/domain/run/run.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import { logMessage } from "#shared/names.ts";
import { runSync } from "#shared/run/run-sync.ts";
import type { SyncPorts } from "#shared/run/sync-ports.ts";

/** The sync function with its adapters, its logger and its metrics. */
export function createSyncFunction(environment: FunctionEnvironment, runtime: Runtime) {
  const storeDeadline = new StoreDeadline();
  const { powertools, ports } = composeSync(environment, { ...runtime, storeDeadline });
  // Lambda ends a run whose time is over together with its process: one that is given up early would go on in the
  // next invocation.
  return middy(makeSyncHandler(ports), { timeoutEarlyInMillis: 0 })
    .use(injectLambdaContext(powertools.logger))
    .before(({ context }) => {
      storeDeadline.begin(context);
      powertools.metrics.captureColdStartMetric();
    });
}

/**
 * Makes the sync function. It resolves with the run's summary, and rejects for a failed run with an error named
 * after the reason, so that the Lambda service counts it.
 */
export function makeSyncHandler(ports: SyncPorts) {
  return async (event: unknown, context: InvocationContext): Promise<RunRecord> => {
    const run = await runSync({ event: parsed(event, ports), deadline: deadlineOf(context) }, ports);
    if (run.status !== "failed") return run;
    const reason = run.reasons.at(-1);
    throw new SyncError(
      reason?.code ?? "INTERNAL",
      `run ${run.runId} failed: ${reason?.message ?? "no reason recorded"}`,
    );
  };
}

function parsed(event: unknown, { telemetry }: SyncPorts) {
  try {
    return parseSyncEvent(event);
  } catch (error) {
    telemetry.note("error", logMessage.syncRefused, { cause: error instanceof Error ? error.message : "unknown" });
    throw error;
  }
}
