import { realRuntime } from "#functions/runtime.ts";
import { parseDispatchEnvironment } from "#shared/config/environment.ts";
import { createDispatchFunction } from "./handler.ts";

/** The Lambda function `dispatch`: one tick for all tenants. */
export const handler = createDispatchFunction(parseDispatchEnvironment(process.env), realRuntime);
