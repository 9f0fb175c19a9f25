import { composeReading } from "#functions/compose-reading.ts";
import type { Runtime } from "#functions/runtime.ts";
import { createPowertools } from "#shared/adapters/powertools/create-powertools.ts";
import { PowertoolsTelemetry } from "#shared/adapters/powertools/powertools-telemetry.ts";
import type { PageEnvironment } from "#shared/config/environment.ts";
import { viewerTurns } from "#shared/operator/reading-turns.ts";
import { makePageHandler } from "./handler.ts";

/** The function that shows the page, with its adapters and its logger, which is never given an event. */
export function createPageFunction(environment: PageEnvironment, outside: Runtime) {
  const telemetry = new PowertoolsTelemetry(createPowertools(environment));
  const { saveFunctionArn: saveArn } = environment;
  const ports = composeReading(environment, outside);
  return makePageHandler({ ...ports, turns: viewerTurns(ports.claims), telemetry }, { saveArn });
}
