import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { SnsAlerts } from "#shared/adapters/sns/sns-alerts.ts";
import { runId, tenantId } from "#shared/domain/ids.ts";
import type { Alert } from "#shared/domain/outcome/alert.ts";
import type { SimulatedAws } from "#test/contracts/simulated-aws.ts";
import { startSimulatedAws } from "#test/contracts/simulated-aws.ts";
import { FakeTelemetry } from "#test/fakes/fake-telemetry.ts";

let aws: SimulatedAws;
let telemetry: FakeTelemetry;
let published: number;

beforeAll(async () => {
  aws = await startSimulatedAws();
});
afterAll(() => aws.close());
beforeEach(() => {
  telemetry = new FakeTelemetry();
  published = aws.simulator.published.length;
});
afterEach(() => {
  aws.simulator.faults.clear();
});

const alert: Alert = {
  tenantId: tenantId("default"),
  code: "SETTINGS_INVALID",
  runId: runId("01JRUN0000000000000000000A"),
  subject: "User sync: settings are faulty",
  message: "Two attributes are faulty.",
};
const alertsTo = (topicArn: string | undefined) => new SnsAlerts({ client: aws.sns, topicArn, telemetry });
const alerts = () => alertsTo(aws.environment("alertTopicArn"));
const arrived = () => aws.simulator.published.slice(published);

test("tenant and code are attributes that a subscription can filter by", async () => {
  expect(await alerts().send(alert)).toBe("sent");
  expect(arrived()).toMatchObject([{ attributes: { tenantId: "default", code: "SETTINGS_INVALID" } }]);
  expect(telemetry.notes).toEqual([]);
});

test("a message about several tenants can be filtered by each of them", async () => {
  const others = [{ tenantId: tenantId("acme"), code: "SETTINGS_INVALID" as const }];
  await alerts().send({ ...alert, others });
  expect(arrived()).toMatchObject([{ attributes: { tenantId: '["default","acme"]', code: "SETTINGS_INVALID" } }]);
});

test("whether SNS has taken an alert is told", async () => {
  expect(await alerts().send(alert)).toBe("sent");
  expect(await alertsTo(undefined).send(alert)).toBe("sent");
  aws.simulator.faults.add({ service: "sns", kind: "access-denied" });
  expect(await alerts().send(alert)).toBe("not sent");
});

test.each([
  ["cut to 99 characters", "x".repeat(140), "x".repeat(99)],
  ["put on one line", "User sync:\r\n2 faults\t(default)", "User sync: 2 faults (default)"],
  ["left without letters that ASCII does not have", " Größe – 5", "Gr e 5"],
  ["replaced by the code where nothing is left", "\n", "SETTINGS_INVALID"],
])("a subject that SNS would refuse is %s", async (_what, subject, expected) => {
  await alerts().send({ ...alert, subject });
  expect(arrived().map((message) => message.subject)).toEqual([expected]);
});

test("a message beyond the limit of SNS is cut, and sent", async () => {
  await alerts().send({ ...alert, message: "ü".repeat(300_000) });
  expect(arrived()).toHaveLength(1);
});

test("an alert that cannot be sent is logged with ids and cause, and counts as not sent", async () => {
  aws.simulator.faults.add({ service: "sns", kind: "access-denied" });
  expect(await alerts().send(alert)).toBe("not sent");
  expect(arrived()).toEqual([]);
  const facts = { tenant_id: "default", code: "SETTINGS_INVALID", run_id: alert.runId };
  expect(telemetry.notes).toEqual([
    { level: "error", message: "alert.not_sent", facts: { ...facts, cause: "AuthorizationErrorException" } },
  ]);
});

test("an alert that SNS throttles to the end is logged, and counts as not sent", async () => {
  aws.simulator.faults.add({ service: "sns", kind: "throttle", times: 100 });
  expect(await alerts().send(alert)).toBe("not sent");
  expect(arrived()).toEqual([]);
  expect(telemetry.notes).toMatchObject([
    { level: "error", message: "alert.not_sent", facts: { cause: "Throttling" } },
  ]);
});

test("a topic that does not exist is logged, not thrown", async () => {
  expect(await alertsTo("arn:aws:sns:eu-central-1:111122223333:nowhere").send(alert)).toBe("not sent");
  expect(telemetry.notes).toMatchObject([{ level: "error", message: "alert.not_sent" }]);
});

test.each([["absent", undefined] as const, ["empty", ""] as const])(
  "with the topic %s the alert is a warning in the log, and counts as sent: no later run could do more",
  async (_what, arn) => {
    expect(await alertsTo(arn).send(alert)).toBe("sent");
    expect(telemetry.notes).toMatchObject([
      { level: "warn", message: "alert.not_sent", facts: { tenant_id: "default", cause: "no topic is configured" } },
    ]);
  },
);

test("an outage of SNS is ridden out", async () => {
  aws.simulator.faults.add({ service: "sns", times: 2, kind: "server-error" });
  expect(await alerts().send(alert)).toBe("sent");
  expect(arrived()).toHaveLength(1);
});
