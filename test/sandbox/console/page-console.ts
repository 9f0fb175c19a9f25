import { builtHandler } from "../built-handler.ts";
import { type SimulatedConsole, startConsole } from "./console-server.ts";
import type { LambdaFunction } from "./invoke-as.ts";

const arnOf = (name: string) => `arn:aws:lambda:eu-central-1:123456789012:function:${name}`;
const [pageArn, saveArn] = [arnOf("UserSync-Page"), arnOf("UserSync-PageSave")];

/** Serves the page on a simulated dashboard; the built functions find everything else in this process's environment. */
export async function startPageConsole(): Promise<SimulatedConsole> {
  Object.assign(process.env, { PAGE_FUNCTION_ARN: pageArn, SAVE_FUNCTION_ARN: saveArn });
  const [page, save] = await Promise.all([
    builtHandler<LambdaFunction>("page"),
    builtHandler<LambdaFunction>("page-save"),
  ]);
  return startConsole(
    { title: "RingCentral User Sync", endpoint: pageArn },
    new Map([
      [pageArn, page],
      [saveArn, save],
    ]),
  );
}
