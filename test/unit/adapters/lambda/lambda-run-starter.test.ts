import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { LambdaRunStarter } from "#shared/adapters/lambda/lambda-run-starter.ts";
import { tenantId } from "#shared/domain/ids.ts";
import type { SyncEvent } from "#shared/domain/run/run.ts";
import type { SimulatedAws } from "#test/contracts/simulated-aws.ts";
import { startSimulatedAws } from "#test/contracts/simulated-aws.ts";

let aws: SimulatedAws;

beforeAll(async () => {
  aws = await startSimulatedAws();
});
afterAll(() => aws.close());
afterEach(() => {
  aws.simulator.faults.clear();
  aws.simulator.onInvoke(async () => undefined);
});

const event: SyncEvent = { tenantId: tenantId("default"), trigger: "manual" };
const starterOf = (functionName: string) => new LambdaRunStarter({ client: aws.lambda, functionName });
const starter = () => starterOf(aws.environment("syncFunctionName"));

test("the function that fails later does not fail the start", async () => {
  aws.simulator.onInvoke(async () => {
    throw new Error("the run failed");
  });
  await expect(starter().start(event)).resolves.toBeUndefined();
  await aws.simulator.settled();
});

test("an unknown function is an error", async () => {
  await expect(starterOf("nobody").start(event)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test("a throttled invocation is sent again", async () => {
  const before = aws.simulator.invocations.length;
  aws.simulator.faults.add({ service: "lambda", kind: "throttle" });
  await starter().start(event);
  expect(aws.simulator.invocations.slice(before)).toEqual([event]);
});

test("an event over 1 MB is refused", async () => {
  const large = { ...event, overrides: { clientId: "x".repeat(1024 * 1024) } };
  await expect(starter().start(large)).rejects.toMatchObject({ name: "RequestTooLargeException" });
});

test("an answer other than 202 is an error that names the function", async () => {
  const name = aws.environment("syncFunctionName");
  const client = { send: async () => ({ StatusCode: 200 }) } as unknown as typeof aws.lambda;
  const start = new LambdaRunStarter({ client, functionName: name }).start(event);
  await expect(start).rejects.toMatchObject({ code: "INTERNAL", details: { tenantId: "default", status: 200 } });
});
