import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DynamoDbClaims } from "#shared/adapters/dynamodb/dynamodb-claims.ts";
import { tenantId } from "#shared/domain/ids.ts";
import type { Claim, Claims } from "#shared/ports/claims.ts";
import { FakeClaims } from "#test/fakes/fake-claims.ts";
import { ManualClock } from "#test/fakes/manual-clock.ts";
import { startSimulatedAws } from "./simulated-aws.ts";

interface Subject {
  readonly claims: Claims;
  close(): Promise<void>;
}

const subjects: Readonly<Record<string, (clock: ManualClock) => Promise<Subject>>> = {
  "fake claims": async (clock) => ({ claims: new FakeClaims(clock), close: async () => undefined }),
  "DynamoDB claims": async (clock) => {
    const aws = await startSimulatedAws();
    return { claims: new DynamoDbClaims({ ...aws.table("work"), clock }), close: aws.close };
  },
};

const fiveMinutesMs = 300_000;

describe.each(Object.entries(subjects))("%s", (_name, start) => {
  const clock = new ManualClock();
  let subject: Subject;
  let claims: Claims;
  let claim: Claim;
  let tenants = 0;

  beforeAll(async () => {
    subject = await start(clock);
    ({ claims } = subject);
  });
  afterAll(() => subject.close());
  beforeEach(() => {
    tenants += 1;
    claim = { tenantId: tenantId(`tenant-${tenants}`), name: "reading" };
  });

  test("whoever comes first has it, and the others are told until when", async () => {
    const until = new Date(clock.now().getTime() + fiveMinutesMs).toISOString();
    expect(await claims.claim(claim, fiveMinutesMs)).toBeUndefined();
    await clock.advance(fiveMinutesMs - 1);
    expect(await claims.claim(claim, fiveMinutesMs)).toBe(until);
  });

  test("it is free again when its time is over", async () => {
    await claims.claim(claim, fiveMinutesMs);
    await clock.advance(fiveMinutesMs);
    expect(await claims.claim(claim, fiveMinutesMs)).toBeUndefined();
  });

  test("it is free again when it was released, also twice", async () => {
    await claims.claim(claim, fiveMinutesMs);
    await claims.release(claim);
    await claims.release(claim);
    expect(await claims.claim(claim, fiveMinutesMs)).toBeUndefined();
  });

  test("another name and another tenant are claimed by themselves", async () => {
    await claims.claim(claim, fiveMinutesMs);
    expect(await claims.claim({ ...claim, name: "again" }, fiveMinutesMs)).toBeUndefined();
    expect(await claims.claim({ ...claim, tenantId: tenantId("another") }, fiveMinutesMs)).toBeUndefined();
  });
});
