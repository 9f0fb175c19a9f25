import { composeOperator } from "#functions/compose-operator.ts";
import type { Runtime } from "#functions/runtime.ts";
import { createPowertools } from "#shared/adapters/powertools/create-powertools.ts";
import { PowertoolsTelemetry } from "#shared/adapters/powertools/powertools-telemetry.ts";
import type { PageSaveEnvironment } from "#shared/config/environment.ts";
import { makePageSaveHandler } from "./handler.ts";

/** The function that saves for the page, with its adapters and its logger, which is never given an event. */
export function createPageSaveFunction(environment: PageSaveEnvironment, outside: Runtime) {
  const telemetry = new PowertoolsTelemetry(createPowertools(environment));
  return makePageSaveHandler({ ...composeOperator(environment, outside), telemetry });
}
