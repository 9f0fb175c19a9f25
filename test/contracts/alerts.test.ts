import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SnsAlerts } from "#shared/adapters/sns/sns-alerts.ts";
import { runId, tenantId } from "#shared/domain/ids.ts";
import type { Alert } from "#shared/domain/outcome/alert.ts";
import type { Alerts } from "#shared/ports/alerts.ts";
import { FakeAlerts } from "#test/fakes/fake-alerts.ts";
import { FakeTelemetry } from "#test/fakes/fake-telemetry.ts";
import { startSimulatedAws } from "./simulated-aws.ts";

interface Subject {
  readonly alerts: Alerts;
  received(): readonly { readonly subject: string; readonly message: string }[];
  /** From now on nothing is taken. */
  refuse(): void;
  close(): Promise<void>;
}

const subjects: Readonly<Record<string, () => Promise<Subject>>> = {
  "fake alerts": async () => {
    const alerts = new FakeAlerts();
    return {
      alerts,
      received: () => alerts.sent.map(({ subject, message }) => ({ subject, message })),
      refuse: () => {
        alerts.answer = "not sent";
      },
      close: async () => undefined,
    };
  },
  "SNS alerts": async () => {
    const aws = await startSimulatedAws();
    const topicArn = aws.environment("alertTopicArn");
    return {
      alerts: new SnsAlerts({ client: aws.sns, topicArn, telemetry: new FakeTelemetry() }),
      received: () => aws.simulator.published.map(({ subject = "", message }) => ({ subject, message })),
      refuse: () => aws.simulator.faults.add({ service: "sns", kind: "access-denied", times: 10 }),
      close: aws.close,
    };
  },
};

const alert: Alert = {
  tenantId: tenantId("default"),
  code: "DEACTIVATIONS_HELD",
  runId: runId("01JRUN0000000000000000000A"),
  subject: "User sync: 40 deactivations are held (default)",
  message:
    "What happened: 40 people & 1 site < 2.\n\nWhat to do: approve run 01JRUN0000000000000000000A, or correct subAccountIds.\n",
};

describe.each(Object.entries(subjects))("%s", (_name, start) => {
  let subject: Subject;

  beforeAll(async () => {
    subject = await start();
  });
  afterAll(() => subject.close());

  test("alerts arrive in order, word for word", async () => {
    const { runId: _runId, ...withoutRun } = { ...alert, subject: "User sync: settings are faulty (default)" };
    expect(await subject.alerts.send(alert)).toBe("sent");
    expect(await subject.alerts.send(withoutRun)).toBe("sent");
    expect(subject.received()).toEqual([
      { subject: alert.subject, message: alert.message },
      { subject: withoutRun.subject, message: alert.message },
    ]);
  });

  test("an alert that is not taken is told to be so, and is not thrown", async () => {
    const before = subject.received().length;
    subject.refuse();
    expect(await subject.alerts.send(alert)).toBe("not sent");
    expect(subject.received()).toHaveLength(before);
  });
});
