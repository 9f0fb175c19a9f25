import { createPowertools } from "#shared/adapters/powertools/create-powertools.ts";
import { PowertoolsTelemetry } from "#shared/adapters/powertools/powertools-telemetry.ts";
import type { PageSaveEnvironment } from "#shared/config/environment.ts";
import { composeOperator } from "../compose-operator.ts";
import type { Outside } from "../outside.ts";
import { makePageSaveHandler } from "./handler.ts";

/** The function that saves for the page, with its adapters and its logger, which is never given an event. */
export function wirePageSave(environment: PageSaveEnvironment, outside: Outside) {
  const telemetry = new PowertoolsTelemetry(createPowertools(environment));
  return makePageSaveHandler({ ...composeOperator(environment, outside), telemetry });
}
