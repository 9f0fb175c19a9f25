import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, Stack, Validations } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { AwsSolutionsChecks, ServerlessChecks } from "cdk-nag";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureBuilt } from "#test/e2e/built-functions.ts";
import { RingCentralUserSync } from "../../infra/ringcentral-user-sync.ts";

let outdir = "";
beforeAll(async () => {
  await ensureBuilt();
  outdir = await mkdtemp(join(tmpdir(), "user-sync-construct-"));
});
afterAll(() => rm(outdir, { recursive: true }));

describe("the construct in somebody else's app, which has no feature flags of ours", () => {
  it("stands in one stack as often as there are stages, and brings its acknowledgements along", () => {
    const app = new App({ outdir, autoSynth: false });
    const stack = new Stack(app, "contact-centre");
    const test = new RingCentralUserSync(stack, "Test", { stage: "test" });
    const prod = new RingCentralUserSync(stack, "Prod", { stage: "prod", tenantIds: [] });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
    const template = Template.fromStack(stack);
    template.resourceCountIs("AWS::DynamoDB::Table", 12);
    template.resourceCountIs("AWS::SecretsManager::Secret", 1);
    expect([test.secretPrefix, prod.secretPrefix]).toEqual([
      "ringcentral-user-sync/test",
      "ringcentral-user-sync/prod",
    ]);
    expect([test.monitoring.stage, prod.monitoring.stage]).toEqual(["test", "prod"]);
  });

  it("has no finding in a stack with an account and a region of its own", () => {
    const app = new App({ outdir: join(outdir, "placed"), autoSynth: false });
    const env = { account: "111122223333", region: "eu-central-1" };
    new RingCentralUserSync(new Stack(app, "contact-centre", { env }), "Service");
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
    expect(() => app.synth()).not.toThrow();
  });

  it("checks its properties like the app checks its context", () => {
    const stack = new Stack(new App({ autoSynth: false }), "contact-centre");
    expect(() => new RingCentralUserSync(stack, "Service", { stage: "1", logRetentionDays: 100 })).toThrow(
      /stage: "1" is not.*\n.*logRetentionDays: 100 is not/,
    );
  });
});
