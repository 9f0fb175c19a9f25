import { realRuntime } from "#functions/runtime.ts";
import { parsePageApproveEnvironment } from "#shared/config/environment.ts";
import { createPageApproveFunction } from "./handler.ts";

/** The Lambda function `page-approve`: everything that people decide on the page. */
export const handler = createPageApproveFunction(parsePageApproveEnvironment(process.env), realRuntime);
