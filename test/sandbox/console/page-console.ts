import { builtHandler } from "../built-handler.ts";
import { type SimulatedConsole, startConsole } from "./console-server.ts";
import type { LambdaFunction } from "./invoke-as.ts";

const arnOf = (name: string) => `arn:aws:lambda:eu-central-1:123456789012:function:${name}`;
const pageArn = arnOf("UserSync-Page");
const saveArn = arnOf("UserSync-PageSave");
const approveArn = arnOf("UserSync-PageApprove");

/** Serves the page on a simulated dashboard; the built functions find everything else in this process's environment. */
export async function startPageConsole(): Promise<SimulatedConsole> {
  Object.assign(process.env, { SAVE_FUNCTION_ARN: saveArn, APPROVE_FUNCTION_ARN: approveArn });
  const [page, save, approve] = await Promise.all([
    builtHandler<LambdaFunction>("page"),
    builtHandler<LambdaFunction>("page-save"),
    builtHandler<LambdaFunction>("page-approve"),
  ]);
  return startConsole(
    { title: "RingCentral User Sync", endpoint: pageArn },
    new Map([
      [pageArn, page],
      [saveArn, save],
      [approveArn, approve],
    ]),
  );
}
