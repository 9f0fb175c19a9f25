import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import middy from "@middy/core";
import { composeShared } from "#functions/compose.ts";
import type { Runtime } from "#functions/runtime.ts";
import { connectRingCentral } from "#shared/adapters/ringcentral/connect-ringcentral.ts";
import type { FunctionEnvironment } from "#shared/config/environment.ts";
import { runId } from "#shared/domain/ids.ts";
import { makeSyncHandler } from "./handler.ts";

/** The sync function with its adapters, its logger and its metrics. */
export function createSyncFunction(environment: FunctionEnvironment, outside: Runtime) {
  const { powertools, ports, loginMemory } = composeShared(environment, outside);
  const { clock, telemetry } = ports;
  const handler = makeSyncHandler({
    ...ports,
    newRunId: () => runId(outside.newUlid(clock.now().getTime())),
    connectDirectory: connectRingCentral({
      ...outside,
      ...loginMemory,
      note: (level, message, facts) => telemetry.note(level, message, facts),
    }),
    config: { secretPrefix: environment.secretPrefix },
  });
  // Lambda ends a run whose time is over together with its process: one that is given up early would go on in the
  // next invocation.
  return middy(handler, { timeoutEarlyInMillis: 0 })
    .use(injectLambdaContext(powertools.logger))
    .before(() => powertools.metrics.captureColdStartMetric());
}
