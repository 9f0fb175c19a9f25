import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LambdaRunStarter } from "#shared/adapters/lambda/lambda-run-starter.ts";
import { tenantId } from "#shared/domain/ids.ts";
import type { SyncEvent } from "#shared/domain/run/run.ts";
import type { RunStarter } from "#shared/ports/run-starter.ts";
import { FakeRunStarter } from "#test/fakes/fake-run-starter.ts";
import { startSimulatedAws } from "./simulated-aws.ts";

interface Subject {
  readonly runs: RunStarter;
  started(): readonly unknown[];
  close(): Promise<void>;
}

const subjects: Readonly<Record<string, () => Promise<Subject>>> = {
  "fake run starter": async () => {
    const runs = new FakeRunStarter();
    return { runs, started: () => runs.started, close: async () => undefined };
  },
  "Lambda run starter": async () => {
    const aws = await startSimulatedAws();
    const functionName = aws.environment("syncFunctionName");
    // A function that never ends: to start a run is not to wait for it.
    aws.simulator.onInvoke(() => new Promise(() => undefined));
    return {
      runs: new LambdaRunStarter({ client: aws.lambda, functionName }),
      started: () => aws.simulator.invocations,
      close: aws.close,
    };
  },
};

describe.each(Object.entries(subjects))("%s", (_name, start) => {
  let subject: Subject;

  beforeAll(async () => {
    subject = await start();
  });
  afterAll(() => subject.close());

  test("a start resolves when the event is accepted, and the event arrives as it is", async () => {
    const event: SyncEvent = {
      tenantId: tenantId("default"),
      trigger: "schedule",
      scheduledFor: "2026-03-02T02:00:00.000Z",
      requestedBy: "schedule",
    };
    await subject.runs.start(event);
    expect(subject.started()).toEqual([event]);
  });
});
