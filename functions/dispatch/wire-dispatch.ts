import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import middy from "@middy/core";
import { createLambdaClient } from "#shared/adapters/aws-clients.ts";
import { LambdaRunStarter } from "#shared/adapters/lambda/lambda-run-starter.ts";
import type { DispatchEnvironment } from "#shared/config/environment.ts";
import { composeShared } from "../compose.ts";
import type { Outside } from "../outside.ts";
import { makeDispatchHandler } from "./handler.ts";

/** The dispatch function with its adapters, its logger and its metrics. */
export function wireDispatch(environment: DispatchEnvironment, outside: Outside) {
  const { maxConcurrentRuns, syncFunctionName: functionName } = environment;
  const { powertools, ports } = composeShared(environment, outside);
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
