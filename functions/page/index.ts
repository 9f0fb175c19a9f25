import { realRuntime } from "#functions/runtime.ts";
import { parsePageEnvironment } from "#shared/config/environment.ts";
import { createPageFunction } from "./handler.ts";

/** The Lambda function `page`: shows the custom widget of the dashboard. */
export const handler = createPageFunction(parsePageEnvironment(process.env), realRuntime);
