import { parseDispatchEnvironment } from "#shared/config/environment.ts";
import { realOutside } from "../outside.ts";
import { wireDispatch } from "./wire-dispatch.ts";

/** The Lambda function `dispatch`: one tick for all tenants. */
export const handler = wireDispatch(parseDispatchEnvironment(process.env), realOutside);
