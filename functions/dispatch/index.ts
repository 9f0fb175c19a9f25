import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import middy from "@middy/core";
import { createLambdaClient } from "#shared/adapters/aws-clients.ts";
import { LambdaRunStarter } from "#shared/adapters/lambda/lambda-run-starter.ts";
import { parseDispatchEnvironment } from "#shared/config/environment.ts";
import { composeShared } from "../compose.ts";
import { makeDispatchHandler } from "./handler.ts";

const environment = parseDispatchEnvironment(process.env);
const { maxConcurrentRuns, syncFunctionName: functionName } = environment;
const { powertools, ports } = composeShared(environment);

/** The Lambda function `dispatch`: one tick for all tenants. */
export const handler = middy(
  makeDispatchHandler({
    ...ports,
    starter: new LambdaRunStarter({ client: createLambdaClient(), functionName }),
    config: { maxConcurrentRuns },
  }),
  // As in sync: a tick that is given up early would go on in the next invocation.
  { timeoutEarlyInMillis: 0 },
)
  .use(injectLambdaContext(powertools.logger))
  .before(() => powertools.metrics.captureColdStartMetric());
