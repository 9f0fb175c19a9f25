import { parsePageEnvironment } from "#shared/config/environment.ts";
import { realOutside } from "../outside.ts";
import { wirePage } from "./wire-page.ts";

/** The Lambda function `page`: shows the custom widget of the dashboard. */
export const handler = wirePage(parsePageEnvironment(process.env), realOutside);
