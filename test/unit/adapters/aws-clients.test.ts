import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { PublishCommand } from "@aws-sdk/client-sns";
import { GetParametersByPathCommand } from "@aws-sdk/client-ssm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import {
  createDynamoDbClient,
  createLambdaClient,
  createSecretsManagerClient,
  createSnsClient,
  createSsmClient,
} from "#shared/adapters/aws-clients.ts";
import type { AwsSimulator } from "#test/simulators/aws/aws-simulator.ts";
import { startAwsSimulator } from "#test/simulators/aws/aws-simulator.ts";

let simulator: AwsSimulator;
const limits = { connectionTimeoutMs: 500, requestTimeoutMs: 50, maxAttempts: 2 };

beforeAll(async () => {
  simulator = await startAwsSimulator();
  Object.assign(process.env, simulator.environment);
});
afterAll(() => simulator.close());
afterEach(() => {
  simulator.faults.clear();
  simulator.requests.clear();
});

const key = { tenantId: { S: "t" }, userId: { S: "u" } };
const calls = {
  dynamodb: () =>
    createDynamoDbClient(limits).send(new GetItemCommand({ TableName: simulator.tables.roster, Key: key })),
  ssm: () => createSsmClient(limits).send(new GetParametersByPathCommand({ Path: "/p" })),
  secretsmanager: () => createSecretsManagerClient(limits).send(new GetSecretValueCommand({ SecretId: "s" })),
  sns: () => createSnsClient(limits).send(new PublishCommand({ TopicArn: "t", Message: "m" })),
  lambda: () => createLambdaClient(limits).send(new InvokeCommand({ FunctionName: "f", InvocationType: "Event" })),
} as const;

test.each(Object.entries(calls))(
  "a call of %s that is never answered ends with a timeout after its attempts",
  async (service, call) => {
    simulator.faults.add({ service: service as keyof typeof calls, times: 10, kind: "timeout" });
    await expect(call()).rejects.toMatchObject({ name: "TimeoutError" });
    expect(simulator.requests.entries.map(({ fault }) => fault)).toEqual(["timeout", "timeout"]);
  },
);
