import { QueryCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { DynamoDbHistory } from "#shared/adapters/dynamodb/dynamodb-history.ts";
import { DynamoDbLeaseStore } from "#shared/adapters/dynamodb/dynamodb-lease-store.ts";
import type { TenantId } from "#shared/domain/ids.ts";
import { runId, tenantId, userId } from "#shared/domain/ids.ts";
import { type Notices, noNotices } from "#shared/domain/outcome/notices.ts";
import type { ChangeRecord } from "#shared/domain/roster/change.ts";
import type { RunRecord, RunStart } from "#shared/domain/run/run.ts";
import { noChanges } from "#shared/domain/run/summary.ts";
import type { SimulatedAws } from "#test/contracts/simulated-aws.ts";
import { startSimulatedAws } from "#test/contracts/simulated-aws.ts";

let aws: SimulatedAws;
let history: DynamoDbHistory;
let tenant: TenantId;
let tenants = 0;

beforeAll(async () => {
  aws = await startSimulatedAws();
  const clock = { now: () => new Date("2026-03-02T02:00:00.500Z"), sleep: async () => undefined };
  history = new DynamoDbHistory({ ...aws.table("history"), clock });
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
const at = "2026-03-02T02:00:00.000Z";
/** 2 March 2026 02:00 UTC and 400 days. */
const expiresAt = Date.UTC(2027, 3, 6, 2) / 1_000;
const record: ChangeRecord = {
  mode: "apply",
  kind: "deactivate",
  userId: userId("rc-1009"),
  before: { status: "Active" },
  after: { status: "Inactive" },
  reason: "gone",
  actor: userId("u-sync"),
  outcome: "applied",
  at,
};
const started = (): RunStart => ({ runId: run, tenantId: tenant, trigger: "manual", mode: "apply", startedAt: at });
const ended = (): RunRecord => ({
  ...started(),
  status: "failed",
  reasons: [],
  finishedAt: "2026-03-02T02:05:00.000Z",
  people: 0,
  rosterUsers: 0,
  changes: noChanges,
  calls: { ringCentral: 0, ringCx: 0, throttled: 0 },
});

async function stored() {
  const { Items: items = [] } = await aws.dynamodb.send(
    new QueryCommand({
      TableName: aws.simulator.tables.history,
      KeyConditionExpression: "tenantId = :tenantId",
      ExpressionAttributeValues: { ":tenantId": { S: tenant } },
    }),
  );
  return items.map((item) => unmarshall(item));
}

test("entries have the agreed keys, and all but lease and notices expire after 400 days", async () => {
  await history.startRun(started());
  await history.writeChanges({ tenantId: tenant, runId: run }, [{ number: 42, record }]);
  await history.recordSettingsChange(tenant, "01JSET0000000000000000000A", {
    at,
    before: {},
    after: { mode: "plan" },
    valid: true,
    faults: [],
  });
  await history.writeNotices(tenant, noNotices);
  await new DynamoDbLeaseStore(aws.table("history")).take({ tenantId: tenant, runId: run, now: at, until: at });
  const entries = (await stored()).map((item) => [item.entry, item.expiresAt]);
  expect(entries).toEqual([
    [`change#${run}#000042`, expiresAt],
    ["lease", undefined],
    ["notices", undefined],
    [`run#${run}`, expiresAt],
    ["settings#01JSET0000000000000000000A", expiresAt],
  ]);
});

test("a change record is found in its user's story, one without a user in nobody's", async () => {
  const { userId: _userId, ...nobody } = { ...record, kind: "conflict" as const };
  await history.writeChanges({ tenantId: tenant, runId: run }, [
    { number: 1, record },
    { number: 2, record: nobody },
  ]);
  const { Items: items = [] } = await aws.dynamodb.send(
    new QueryCommand({
      TableName: aws.simulator.tables.history,
      IndexName: "byUser",
      KeyConditionExpression: "tenantUser = :tenantUser",
      ExpressionAttributeValues: { ":tenantUser": { S: `${tenant}#rc-1009` } },
    }),
  );
  expect(items.map((item) => unmarshall(item))).toEqual([
    { ...record, tenantId: tenant, entry: `change#${run}#000001`, tenantUser: `${tenant}#rc-1009`, expiresAt },
  ]);
  const fields = (await stored()).map((item) => "tenantUser" in item);
  expect(fields).toEqual([true, false]);
});

test("a close whose answer is lost has closed the run", async () => {
  await history.startRun(started());
  aws.simulator.faults.add({ service: "dynamodb", operation: "PutItem", kind: "lost-answer" });
  expect(await history.closeRun(ended())).toBe(true);
});

test("more conflicts than an item holds are cut short instead of failing the run", async () => {
  const conflicts = Array.from({ length: 40_000 }, (_, index) => `rc:${String(index).padStart(10, "0")}`);
  await history.writeNotices(tenant, { ...noNotices, protectedAbsent: [userId("u-boss")], conflicts });
  const notices = await history.notices(tenant);
  expect(notices.protectedAbsent).toEqual(["u-boss"]);
  expect(notices.conflicts).toEqual(conflicts.slice(0, notices.conflicts.length));
  expect(notices.conflicts.length).toBeGreaterThan(15_000);
});

test("a lease whose answer is lost is ours", async () => {
  const leases = new DynamoDbLeaseStore(aws.table("history"));
  aws.simulator.faults.add({ service: "dynamodb", operation: "PutItem", kind: "lost-answer" });
  const until = "2026-03-02T02:02:00.000Z";
  expect(await leases.take({ tenantId: tenant, runId: run, now: at, until })).toMatchObject({ runId: run, since: at });
  expect(await leases.read(tenant)).toMatchObject({ runId: run, until });
});

test("an expired lease whose taking lost its answer names the killed run once", async () => {
  const leases = new DynamoDbLeaseStore(aws.table("history"));
  const killed = runId("01JRUN00000000000000000000");
  await leases.take({ tenantId: tenant, runId: killed, now: at, until: "2026-03-02T02:02:00.000Z" });
  aws.simulator.faults.add({ service: "dynamodb", operation: "PutItem", kind: "lost-answer" });
  const now = "2026-03-02T02:03:00.000Z";
  const taken = await leases.take({ tenantId: tenant, runId: run, now, until: "2026-03-02T02:05:00.000Z" });
  expect(taken).toMatchObject({ runId: run, since: now, unclosed: [killed] });
});

test("what the version before told of a held list is read as nothing, the rest of it as it is", async () => {
  const old = { ...noNotices, partialRunsInARow: 3, held: { digest: "ab".repeat(32), alertedAt: at } };
  await history.writeNotices(tenant, old as unknown as Notices);
  expect(await history.notices(tenant)).toStrictEqual({ ...noNotices, partialRunsInARow: 3 });
});
