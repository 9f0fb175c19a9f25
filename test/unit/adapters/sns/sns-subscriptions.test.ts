import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { SnsSubscriptions } from "#shared/adapters/sns/sns-subscriptions.ts";
import type { SimulatedAws } from "#test/contracts/simulated-aws.ts";
import { startSimulatedAws } from "#test/contracts/simulated-aws.ts";

let aws: SimulatedAws;
beforeAll(async () => {
  aws = await startSimulatedAws();
});
afterAll(() => aws.close());
afterEach(() => aws.simulator.faults.clear());

const topics = () => ({
  alertTopicArn: aws.environment("alertTopicArn"),
  spareTopicArn: aws.environment("spareTopicArn"),
});

test("subscriptions are counted for each topic, those that wait for a confirmation apart", async () => {
  Object.assign(aws.simulator.subscriptions, { confirmed: 2, pending: 1 });
  const { alertTopicArn, spareTopicArn } = topics();
  expect(await new SnsSubscriptions({ client: aws.sns, ...topics() }).read()).toEqual([
    { topic: "alert topic", topicArn: alertTopicArn, confirmed: 2, pending: 1 },
    { topic: "spare topic", topicArn: spareTopicArn, confirmed: 2, pending: 1 },
  ]);
});

test("without a topic there is nothing to count", async () => {
  expect(await new SnsSubscriptions({ client: aws.sns }).read()).toEqual([]);
});

test("what SNS does not say is not taken for nobody", async () => {
  aws.simulator.faults.add({ service: "sns", kind: "access-denied" });
  await expect(new SnsSubscriptions({ client: aws.sns, ...topics() }).read()).rejects.toThrow();
});
