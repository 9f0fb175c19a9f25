import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DynamoDbStopRequests } from "#shared/adapters/dynamodb/dynamodb-stop-requests.ts";
import { runId, type TenantId, tenantId } from "#shared/domain/ids.ts";
import type { StopRequests } from "#shared/ports/stop-requests.ts";
import { FakeStopRequests } from "#test/fakes/fake-stop-requests.ts";
import { startSimulatedAws } from "./simulated-aws.ts";

interface Subject {
  readonly stops: StopRequests;
  close(): Promise<void>;
}

const subjects: Readonly<Record<string, () => Promise<Subject>>> = {
  "fake stop requests": async () => ({ stops: new FakeStopRequests(), close: async () => undefined }),
  "DynamoDB stop requests": async () => {
    const aws = await startSimulatedAws();
    return { stops: new DynamoDbStopRequests(aws.table("work")), close: aws.close };
  },
};

const run = runId("01JNB2Q9T1X4W7C9Z3E5G7K9M1");
const other = runId("01JNB2Q9T1X4W7C9Z3E5G7K9M2");
const request = { runId: run, by: "arn:aws:iam::111122223333:user/operator", at: "2026-03-02T02:00:00.000Z" };

describe.each(Object.entries(subjects))("%s", (_name, start) => {
  let subject: Subject;
  let stops: StopRequests;
  let tenant: TenantId;
  let tenants = 0;

  beforeAll(async () => {
    subject = await start();
    ({ stops } = subject);
  });
  afterAll(() => subject.close());
  beforeEach(() => {
    tenants += 1;
    tenant = tenantId(`tenant-${tenants}`);
  });

  test("a request is found as it was made, by its own tenant alone", async () => {
    await stops.request(tenant, request);
    expect(await stops.find(tenant)).toEqual(request);
    expect(await stops.find(tenantId("another"))).toBeUndefined();
  });

  test("a later request replaces the one before it", async () => {
    await stops.request(tenant, request);
    await stops.request(tenant, { ...request, runId: other });
    expect(await stops.find(tenant)).toMatchObject({ runId: other });
  });

  test("it is gone once its run has cleared it, also twice", async () => {
    await stops.request(tenant, request);
    await stops.clear(tenant, run);
    await stops.clear(tenant, run);
    expect(await stops.find(tenant)).toBeUndefined();
  });

  test("a run does not clear what was asked of another one", async () => {
    await stops.request(tenant, request);
    await stops.clear(tenant, other);
    expect(await stops.find(tenant)).toEqual(request);
  });
});
