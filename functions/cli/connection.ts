import { readFile } from "node:fs/promises";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { DispatchEnvironment } from "#shared/config/environment.ts";
import { parseDispatchEnvironment } from "#shared/config/environment.ts";
import { env } from "#shared/names.ts";
import { exitCode, Failure, usageFailure } from "./failure.ts";

/** Where the service is. */
export interface Place {
  /** Names of tables, function and prefixes, as the functions have them. */
  readonly environment: DispatchEnvironment;
  /** Who uses it: an AWS identity. */
  readonly identity: string;
  /** For people: `stack user-sync-prod` or `the sandbox`. */
  readonly words: string;
}

/** The file in which a sandbox that is up says how it is reached. */
export const sandboxFile = ".sandbox/environment.json";

/** The sandbox of `npm start -- --serve`, found by the file that it keeps in the project's folder. */
export async function sandboxPlace(variables: NodeJS.ProcessEnv): Promise<Place> {
  let text: string;
  try {
    text = await readFile(sandboxFile, "utf8");
  } catch {
    throw usageFailure(
      "No sandbox is up: start one with `npm start -- --serve` in another terminal, and use the same folder here.",
    );
  }
  const environment = JSON.parse(text) as Record<string, string>;
  // The SDKs look for endpoints, region and credentials there.
  Object.assign(variables, environment);
  delete variables["AWS_PROFILE"];
  return { environment: parseDispatchEnvironment(environment), identity: "sandbox", words: "the sandbox" };
}

/** Outputs of the stack by which the service is found, each with the variable that the functions have it in. */
export const stackOutputs = {
  SettingsTable: env.settingsTable,
  RosterTable: env.rosterTable,
  OrganizationTable: env.organizationTable,
  HistoryTable: env.historyTable,
  ApprovalsTable: env.approvalsTable,
  WorkTable: env.workTable,
  SecretPrefix: env.secretPrefix,
  ParameterPrefix: env.parameterPrefix,
  AlertTopicArn: env.alertTopicArn,
  SpareTopicArn: env.spareTopicArn,
  SyncFunction: env.syncFunctionName,
  AllowedUrlHosts: env.allowedUrlHosts,
  Stage: env.stage,
} as const;

/** A deployed stack, found by its outputs with the operator's own credentials. */
export async function stackPlace(stack: string): Promise<Place> {
  const found = await outputsOf(stack);
  const missing = Object.keys(stackOutputs).filter((name) => !found.has(name));
  if (missing.length > 0) {
    throw new Failure(
      `Stack ${stack} has no outputs ${missing.join(", ")}: it is not this service, or was deployed by an older version. Deploy again, or name another one with --stack.`,
      { exitCode: exitCode.usage },
    );
  }
  const variables = Object.fromEntries(
    Object.entries(stackOutputs).map(([name, variable]) => [variable, found.get(name)]),
  );
  return {
    environment: parseDispatchEnvironment(variables),
    identity: await callerIdentity(),
    words: `stack ${stack}`,
  };
}

async function outputsOf(stack: string): Promise<ReadonlyMap<string, string>> {
  const client = new CloudFormationClient({});
  try {
    const { Stacks: stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }));
    const entries = (stacks[0]?.Outputs ?? []).map(
      ({ OutputKey: key = "", OutputValue: value = "" }) => [key, value] as const,
    );
    return new Map(entries);
  } catch (error) {
    if (!(error instanceof Error) || !/does not exist/.test(error.message)) throw error;
    throw usageFailure(
      `There is no stack ${stack} in this account and region. Name yours with --stack, and check AWS_PROFILE and AWS_REGION.`,
    );
  } finally {
    client.destroy();
  }
}

async function callerIdentity(): Promise<string> {
  const client = new STSClient({});
  try {
    const { Arn: arn = "an unnamed AWS identity" } = await client.send(new GetCallerIdentityCommand({}));
    return arn;
  } finally {
    client.destroy();
  }
}
