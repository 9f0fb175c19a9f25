import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { DynamoDbNonces } from "#shared/adapters/dynamodb/dynamodb-nonces.ts";
import { type TenantId, tenantId } from "#shared/domain/ids.ts";
import { type SimulatedAws, startSimulatedAws } from "#test/contracts/simulated-aws.ts";
import { ManualClock } from "#test/fakes/manual-clock.ts";

const boundTo = "save";
const tenMinutesMs = 600_000;

const clock = new ManualClock();
let aws: SimulatedAws;
let nonces: DynamoDbNonces;
let tenant: TenantId;
let tenants = 0;

beforeAll(async () => {
  aws = await startSimulatedAws();
  nonces = new DynamoDbNonces({ ...aws.table("work"), clock });
});
afterAll(() => aws.close());
beforeEach(() => {
  tenants += 1;
  tenant = tenantId(`tenant-${tenants}`);
});

test("one is good once", async () => {
  const nonce = await nonces.issue(tenant, boundTo);
  expect(await nonces.redeem(tenant, { nonce, boundTo })).toBe(true);
  expect(await nonces.redeem(tenant, { nonce, boundTo })).toBe(false);
});

test("of two presses at once, one has it", async () => {
  const nonce = await nonces.issue(tenant, boundTo);
  const presses = [1, 2].map(() => nonces.redeem(tenant, { nonce, boundTo }));
  expect((await Promise.all(presses)).toSorted()).toEqual([false, true]);
});

test("it is good for ten minutes", async () => {
  const [early, late] = [await nonces.issue(tenant, boundTo), await nonces.issue(tenant, boundTo)];
  await clock.advance(tenMinutesMs - 1);
  expect(await nonces.redeem(tenant, { nonce: early, boundTo })).toBe(true);
  await clock.advance(1);
  expect(await nonces.redeem(tenant, { nonce: late, boundTo })).toBe(false);
});

test("it is good for what it was made for, and for its tenant; asking for something else does not use it up", async () => {
  const nonce = await nonces.issue(tenant, boundTo);
  expect(await nonces.redeem(tenant, { nonce, boundTo: "run" })).toBe(false);
  expect(await nonces.redeem(tenantId("another"), { nonce, boundTo })).toBe(false);
  expect(await nonces.redeem(tenant, { nonce, boundTo })).toBe(true);
});

test("none is made up", async () => {
  expect(await nonces.redeem(tenant, { nonce: "00000000-0000-4000-8000-000000000000", boundTo })).toBe(false);
  expect(await nonces.redeem(tenant, { nonce: "", boundTo })).toBe(false);
});

test("no two are the same", async () => {
  expect(await nonces.issue(tenant, boundTo)).not.toBe(await nonces.issue(tenant, boundTo));
});
