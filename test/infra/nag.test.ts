import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { CfnResource, aws_iam as iam, type Stack, aws_sqs as sqs, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks, ServerlessChecks } from "cdk-nag";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureBuilt } from "#test/e2e/built-functions.ts";
import { parseConfiguration } from "../../infra/configuration.ts";
import { UserSyncStack } from "../../infra/user-sync-stack.ts";
import { appLikeDeployed } from "./synthesised.ts";

interface Report {
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly conclusion: string;
    readonly violations: readonly { readonly ruleName: string }[];
  }[];
}

const appFile = fileURLToPath(new URL("../../infra/app.ts", import.meta.url));
const cdkJson = new URL("../../cdk.json", import.meta.url);

let folder = "";
beforeAll(async () => {
  await ensureBuilt();
  folder = await mkdtemp(join(tmpdir(), "user-sync-nag-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs the app as the CDK command line does: the context and the folder come by environment. */
async function runApp(context: Readonly<Record<string, unknown>>) {
  const { context: flags } = JSON.parse(await readFile(cdkJson, "utf8")) as { context: Record<string, unknown> };
  const env = { ...process.env, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: JSON.stringify({ ...flags, ...context }) };
  const end = await promisify(execFile)(process.execPath, [appFile], { env }).then(
    () => ({ exitCode: 0, stderr: "" }),
    (error: { readonly code: number; readonly stderr: string }) => ({ exitCode: error.code, stderr: error.stderr }),
  );
  return { ...end, violations: await violationsIn(folder) };
}

async function violationsIn(outdir: string): Promise<readonly string[]> {
  const text = await readFile(join(outdir, "validation-report.json"), "utf8").catch(() => '{"pluginReports":[]}');
  const { pluginReports } = JSON.parse(text) as Report;
  return pluginReports.flatMap(({ pluginName, violations }) =>
    violations.map(({ ruleName }) => `${pluginName}: ${ruleName}`),
  );
}

/** What the checks of the app say about a stack that has more in it than the service. */
async function breach(add: (stack: Stack) => void): Promise<readonly string[]> {
  const app = appLikeDeployed(await mkdtemp(join(folder, "breach-")));
  const stack = new UserSyncStack(app, "user-sync", { configuration: parseConfiguration({}) });
  add(stack);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  expect(() => app.synth()).toThrow(/validation-report\.json/);
  return await violationsIn(app.outdir);
}

describe("the app", () => {
  it.each([
    { alertSubscriber: "elsewhere" },
    { stage: "prod", alertEmail: "ops@example.com", tenantIds: "north,south", adoptSecrets: "south" },
  ])("has no finding of cdk-nag and of CloudFormation's own rules that is not acknowledged: %j", async (context) => {
    expect(await runApp(context)).toEqual({ exitCode: 0, stderr: "", violations: [] });
  });

  it("warns, and can be deployed, where nobody would hear of alarms and alerts", async () => {
    const { exitCode, violations } = await runApp({});
    expect({ exitCode, violations }).toEqual({
      exitCode: 0,
      violations: ["Construct Annotations: Annotation::user-sync:no-subscriber"],
    });
  });

  it("does not start with a faulty configuration", async () => {
    const { exitCode, stderr } = await runApp({ stage: "1", logRetentionDays: 100 });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/stage: "1" is not.*\n.*logRetentionDays: 100 is not/);
  });
});

describe("a breach", () => {
  it("of CloudFormation's schema is found", async () => {
    const found = await breach((stack) => {
      new CfnResource(stack, "Misspelt", { type: "AWS::SQS::Queue", properties: { QueueNme: "x" } });
      new CfnResource(stack, "Outdated", {
        type: "AWS::Lambda::Function",
        properties: { Runtime: "nodejs12.x", Handler: "i.h", Code: { ZipFile: "x" }, Role: "arn:aws:iam::1:role/x" },
      });
    });
    expect(found).toContain("CloudFormation Validate: F3002");
    expect(found).toContain("CloudFormation Validate: E2533");
  });

  it("of the AwsSolutions and Serverless rules is found", async () => {
    const found = await breach((stack) => {
      new sqs.Queue(stack, "Queue");
    });
    expect(found).toContain("AwsSolutions: AwsSolutions-SQS4");
    expect(found).toContain("Serverless: Serverless-SQSRedrivePolicy");
  });

  it("by one more wildcard on an acknowledged role is found, since only the very wildcard is acknowledged", async () => {
    const found = await breach((stack) => {
      const role = (stack as UserSyncStack).service.sync.role;
      role.addToPolicy(new iam.PolicyStatement({ actions: ["dynamodb:*"], resources: ["*"] }));
    });
    expect(found).toContain("AwsSolutions: AwsSolutions-IAM5[Action::dynamodb:*]");
    expect(found).toContain("AwsSolutions: AwsSolutions-IAM5[Resource::*]");
  });
});
