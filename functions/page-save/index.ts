import { parsePageSaveEnvironment } from "#shared/config/environment.ts";
import { realOutside } from "../outside.ts";
import { wirePageSave } from "./wire-page-save.ts";

/** The Lambda function `page-save`: everything that the page changes. */
export const handler = wirePageSave(parsePageSaveEnvironment(process.env), realOutside);
