import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import middy from "@middy/core";
import { composeDispatch } from "#functions/composition.ts";
import { deadlineOf, type InvocationContext } from "#functions/deadline.ts";
import type { Runtime } from "#functions/runtime.ts";
import type { DispatchEnvironment } from "#shared/config/environment.ts";
import { parseDispatchEvent } from "#shared/config/event.ts";
import { type DispatchResult, dispatcher } from "#shared/dispatch/dispatch.ts";

/** The dispatch function, which lives for many ticks: it remembers the parameters it read last. */
export function createDispatchFunction(environment: DispatchEnvironment, runtime: Runtime) {
  const { powertools, ports } = composeDispatch(environment, runtime);
  const dispatch = dispatcher(ports);
  const handler = async (event: unknown, context: InvocationContext): Promise<DispatchResult> =>
    dispatch({ ...parseDispatchEvent(event), deadline: deadlineOf(context) });
  // As in sync: a tick that is given up early would go on in the next invocation.
  return middy(handler, { timeoutEarlyInMillis: 0 })
    .use(injectLambdaContext(powertools.logger))
    .before(() => powertools.metrics.captureColdStartMetric());
}
