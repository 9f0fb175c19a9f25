import { realRuntime } from "#functions/runtime.ts";
import { parseSyncEnvironment } from "#shared/config/environment.ts";
import { createSyncFunction } from "./handler.ts";

/** The Lambda function `sync`: one run for one tenant. */
export const handler = createSyncFunction(parseSyncEnvironment(process.env), realRuntime);
