import { parseSyncEnvironment } from "#shared/config/environment.ts";
import { realOutside } from "../outside.ts";
import { wireSync } from "./wire-sync.ts";

/** The Lambda function `sync`: one run for one tenant. */
export const handler = wireSync(parseSyncEnvironment(process.env), realOutside);
