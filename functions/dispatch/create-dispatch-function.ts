import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import middy from "@middy/core";
import { composeShared } from "#functions/compose.ts";
import type { Runtime } from "#functions/runtime.ts";
import { createLambdaClient } from "#shared/adapters/aws-clients.ts";
import { LambdaRunStarter } from "#shared/adapters/lambda/lambda-run-starter.ts";
import type { DispatchEnvironment } from "#shared/config/environment.ts";
import { makeDispatchHandler } from "./handler.ts";

/** A tick comes every minute: what does not answer soon is left to the next one, instead of using up this one's time. */
const maxTries = 3;

/** The dispatch function with its adapters, its logger and its metrics. */
export function createDispatchFunction(environment: DispatchEnvironment, outside: Runtime) {
  const { maxConcurrentRuns, syncFunctionName: functionName } = environment;
  const { powertools, ports } = composeShared(environment, {
    ...outside,
    aws: { maxAttempts: maxTries, ...outside.aws },
  });
  const handler = makeDispatchHandler({
    ...ports,
    starter: new LambdaRunStarter({ client: createLambdaClient(outside.aws), functionName }),
    config: { maxConcurrentRuns },
  });
  // As in sync: a tick that is given up early would go on in the next invocation.
  return middy(handler, { timeoutEarlyInMillis: 0 })
    .use(injectLambdaContext(powertools.logger))
    .before(() => powertools.metrics.captureColdStartMetric());
}
