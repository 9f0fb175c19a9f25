import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { DynamoDbApprovals } from "#shared/adapters/dynamodb/dynamodb-approvals.ts";
import { runId, type TenantId, tenantId, userId } from "#shared/domain/ids.ts";
import type { SimulatedAws } from "#test/contracts/simulated-aws.ts";
import { startSimulatedAws } from "#test/contracts/simulated-aws.ts";

let aws: SimulatedAws;
let approvals: DynamoDbApprovals;
let tenant: TenantId;
let tenants = 0;

beforeAll(async () => {
  aws = await startSimulatedAws();
  const clock = { now: () => new Date("2026-03-02T02:00:00.500Z"), sleep: async () => undefined };
  approvals = new DynamoDbApprovals({ ...aws.table("approvals"), clock });
});
afterAll(() => aws.close());
beforeEach(() => {
  tenants += 1;
  tenant = tenantId(`tenant-${tenants}`);
});
afterEach(() => {
  aws.simulator.faults.clear();
});

const run = runId("01JRUN0000000000000000000A");
const approvedAt = "2026-03-02T02:00:00.000Z";
const validUntil = "2026-03-05T02:00:00.000Z";

test("an approval has the agreed key, and expires after 400 days", async () => {
  await approvals.approve(tenant, {
    runId: run,
    userIds: [userId("rc-1")],
    approvedBy: "lead",
    approvedAt,
    validUntil,
  });
  const Key = { tenantId: { S: tenant }, entry: { S: `approval#${run}` } };
  const { Item } = await aws.dynamodb.send(new GetItemCommand({ TableName: aws.simulator.tables.approvals, Key }));
  expect(unmarshall(Item ?? {})).toEqual({
    tenantId: tenant,
    entry: `approval#${run}`,
    userIds: ["rc-1"],
    approvedBy: "lead",
    approvedAt,
    validUntil,
    expiresAt: Date.UTC(2027, 3, 6, 2) / 1_000,
  });
});

test("an approval in a string set, without an end, is read as one that is not valid any more", async () => {
  const approval = { userIds: new Set(["rc-2", "rc-1"]), approvedBy: "someone", approvedAt };
  await aws.putItem("approvals", { ...approval, tenantId: tenant, entry: `approval#${run}` });
  expect(await approvals.unused(tenant)).toEqual([
    { runId: run, userIds: ["rc-1", "rc-2"], approvedBy: "someone", approvedAt, validUntil: "" },
  ]);
});

test("what else people have decided is not taken for an approval", async () => {
  await aws.putItem("approvals", { tenantId: tenant, entry: "decision#rc:1009", by: "someone" });
  expect(await approvals.unused(tenant)).toEqual([]);
});

test("an approval whose answer is lost is used by this run", async () => {
  await aws.putItem("approvals", { userIds: ["rc-1"], tenantId: tenant, entry: `approval#${run}` });
  aws.simulator.faults.add({ service: "dynamodb", operation: "UpdateItem", kind: "lost-answer" });
  await approvals.use(tenant, run, run);
  expect(await approvals.unused(tenant)).toEqual([]);
});
