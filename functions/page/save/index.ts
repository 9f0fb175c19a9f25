import { realRuntime } from "#functions/runtime.ts";
import { parsePageSaveEnvironment } from "#shared/config/environment.ts";
import { createPageSaveFunction } from "./handler.ts";

/** The Lambda function `page-save`: everything that the page changes. */
export const handler = createPageSaveFunction(parsePageSaveEnvironment(process.env), realRuntime);
