import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describedError } from "#functions/cli/described-error.ts";
import { exitCode, Failure } from "#functions/cli/failure.ts";
import { DynamoDbRoster } from "#shared/adapters/dynamodb/dynamodb-roster.ts";
import { LambdaRunStarter } from "#shared/adapters/lambda/lambda-run-starter.ts";
import { SecretsManagerOperatorSecretStore } from "#shared/adapters/secrets-manager/secrets-manager-secret-store.ts";
import { SsmParameters } from "#shared/adapters/ssm/ssm-parameters.ts";
import { tenantId, userId } from "#shared/domain/ids.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import { type SimulatedAws, startSimulatedAws } from "#test/contracts/simulated-aws.ts";

const tenant = tenantId("default");

describe("a call that AWS denies", () => {
  let aws: SimulatedAws;
  beforeAll(async () => {
    aws = await startSimulatedAws();
    aws.simulator.onCall(() => "denied");
  });
  afterAll(() => aws.close());

  const calls: Readonly<Record<string, () => Promise<unknown>>> = {
    "dynamodb:Query": () => new DynamoDbRoster(aws.table("roster")).list(tenant),
    "dynamodb:GetItem": () => new DynamoDbRoster(aws.table("roster")).get(tenant, userId("u-sync")),
    "ssm:GetParametersByPath": () =>
      new SsmParameters({ client: aws.ssm, prefix: aws.environment("parameterPrefix") }).read(tenant),
    "secretsmanager:PutSecretValue": () =>
      new SecretsManagerOperatorSecretStore({
        client: aws.secretsManager,
        prefix: aws.environment("secretPrefix"),
      }).write(tenant, "Sesame-4711"),
    "lambda:InvokeFunction": () =>
      new LambdaRunStarter({ client: aws.lambda, functionName: aws.environment("syncFunctionName") }).start({
        tenantId: tenant,
        trigger: "manual",
      }),
  };

  test.each(Object.entries(calls))(
    "names the permission %s, what it is about, and what to do",
    async (action, call) => {
      const error = await call().then(
        () => expect.fail("it was allowed"),
        (thrown: unknown) => thrown,
      );
      const { message, exitCode: code } = describedError(error);
      expect(code).toBe(exitCode.unavailable);
      expect(message).toContain(`lacks the permission ${action} on arn:aws:`);
      expect(message).toContain("--help");
      expect(message).not.toContain("Sesame");
    },
  );
});

function named(name: string, message: string, more: object = {}): Error {
  return Object.assign(new Error(message), { name, ...more });
}

describe("any other error", () => {
  test("that is a failure already stays as it is", () => {
    const failure = new Failure("x", { exitCode: exitCode.usage });
    expect(describedError(failure)).toBe(failure);
  });

  test.each([
    ["of RingCentral has its code", new SyncError("RINGCX_REJECTED", "It said no."), "RINGCX_REJECTED: It said no."],
    ["without AWS credentials says how to get some", named("CredentialsProviderError", "x"), "AWS_PROFILE"],
    ["without a region says which variable", new Error("Region is missing"), "AWS_REGION"],
    [
      "of the network is told as that",
      named("Error", "x", { code: "ECONNREFUSED" }),
      "cannot be reached (ECONNREFUSED)",
    ],
    [
      "of the network below another error is found",
      new Error("fetch failed", { cause: named("Error", "x", { code: "ENOTFOUND" }) }),
      "cannot be reached (ENOTFOUND)",
    ],
    ["that denies without an action is quoted", named("AccessDenied", "No."), "AWS refused: No."],
    ["of the program has its name", new TypeError("x is not a function"), "TypeError: x is not a function"],
    ["that is no error says so", "thrown text", "without saying what"],
  ])("%s", (_what, error, words) => {
    const failure = describedError(error);
    expect(failure.message).toContain(words);
    expect(failure.exitCode).toBe(exitCode.unavailable);
  });

  test.each([
    ["STS and CloudFormation", "AccessDenied"],
    ["DynamoDB", "AccessDeniedException"],
  ])("of %s with no resource names the action alone", (_whose, name) => {
    const message = "User: arn:aws:iam::111122223333:user/x is not authorized to perform: sts:GetCallerIdentity";
    expect(describedError(named(name, message)).message).toMatch(/lacks the permission sts:GetCallerIdentity\. /);
  });
});
