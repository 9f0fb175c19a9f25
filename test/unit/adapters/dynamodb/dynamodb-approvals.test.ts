import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DynamoDbApprovals } from "#shared/adapters/dynamodb/dynamodb-approvals.ts";
import { runId, type TenantId, tenantId, userId } from "#shared/domain/ids.ts";
import type { SimulatedAws } from "#test/contracts/simulated-aws.ts";
import { startSimulatedAws } from "#test/contracts/simulated-aws.ts";

let aws: SimulatedAws;
let approvals: DynamoDbApprovals;
let tenant: TenantId;
let tenants = 0;

const now = new Date("2026-03-02T02:00:00.500Z");
beforeAll(async () => {
  aws = await startSimulatedAws();
  const clock = { now: () => now, sleep: async () => undefined };
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
const digest = "d".repeat(64);
const at = "2026-03-02T02:00:00.000Z";
const stored = (fields: Readonly<Record<string, unknown>>, kind = "approval") =>
  aws.putItem("approvals", { tenantId: tenant, entry: `${kind}#${run}`, digest, by: "lead", at, ...fields });

test.each(["approval", "refusal"] as const)("%s has the agreed key, and expires after 400 days", async (kind) => {
  await approvals.decide(tenant, { kind, runId: run, digest, userIds: [userId("rc-1")], by: "lead", at });
  const Key = { tenantId: { S: tenant }, entry: { S: `${kind}#${run}` } };
  const { Item } = await aws.dynamodb.send(new GetItemCommand({ TableName: aws.simulator.tables.approvals, Key }));
  expect(unmarshall(Item ?? {})).toEqual({
    tenantId: tenant,
    entry: `${kind}#${run}`,
    digest,
    userIds: ["rc-1"],
    by: "lead",
    at,
    expiresAt: Date.UTC(2027, 3, 6, 2) / 1_000,
  });
});

test("ids in a string set are read as any others", async () => {
  await stored({ userIds: new Set(["rc-2", "rc-1"]) });
  expect(await approvals.inForce(tenant, now)).toMatchObject([{ userIds: ["rc-1", "rc-2"] }]);
});

describe("an item is not honoured", () => {
  test.each([
    ["of the time before", { digest: null, userIds: ["rc-1"], approvedBy: "lead", validUntil: "2026-03-05T02:00:00Z" }],
    ["without an instant", { at: null }],
    ["with an instant that cannot be read", { at: "yesterday" }],
    ["with ids that are no list", { userIds: "rc-1" }],
    ["used by what is no run", { usedBy: true }],
    ["with ids that are no texts", { userIds: [1009] }],
    ["that names some and all but some", { userIds: ["rc-1"], except: ["rc-2"] }],
    ["that names more than 5,000", { except: Array.from({ length: 5_001 }, (_, index) => `rc-${index}`) }],
  ])("%s, and is found as void", async (_what, fields) => {
    await stored(fields);
    expect(await approvals.inForce(tenant, now)).toEqual([]);
    expect(await approvals.find(tenant, run)).toBe("void");
  });

  test("which lies ahead of the clock, and hides no other", async () => {
    await stored({});
    await stored({ at: "2036-03-02T02:00:00.000Z" }, "refusal");
    expect(await approvals.inForce(tenant, now)).toMatchObject([{ kind: "approval" }]);
  });
});

test("of an approval and a refusal that two people store at once, the refusal counts", async () => {
  await stored({});
  await stored({}, "refusal");
  expect(await approvals.find(tenant, run)).toMatchObject({ kind: "refusal" });
});

test("a refusal does not count where a run used the approval meanwhile", async () => {
  await stored({ usedBy: "01JRUN0000000000000000000B" });
  await stored({ at: "2026-03-02T02:00:00.400Z" }, "refusal");
  expect(await approvals.inForce(tenant, now)).toMatchObject([{ kind: "approval" }]);
});

test("what else people have decided is not taken for a word about a list", async () => {
  await aws.putItem("approvals", { tenantId: tenant, entry: "decision#rc:1009", by: "someone", digest, at });
  expect(await approvals.inForce(tenant, now)).toEqual([]);
});

test("an approval whose answer is lost is used by this run", async () => {
  await stored({});
  aws.simulator.faults.add({ service: "dynamodb", operation: "UpdateItem", kind: "lost-answer" });
  await approvals.use(tenant, run, { usedBy: run });
  expect(await approvals.find(tenant, run)).toMatchObject({ usedBy: run });
});
