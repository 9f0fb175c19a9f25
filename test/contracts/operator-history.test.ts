import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { ulid } from "ulid";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DynamoDbOperatorHistory } from "#shared/adapters/dynamodb/dynamodb-operator-history.ts";
import { runId, type TenantId, tenantId, userId } from "#shared/domain/ids.ts";
import type { ChangeRecord } from "#shared/domain/roster/change.ts";
import type { RunStart } from "#shared/domain/run/run.ts";
import type { OperatorHistory, SettingsChange } from "#shared/ports/history.ts";
import { FakeHistory } from "#test/fakes/fake-history.ts";
import { startSimulatedAws } from "./simulated-aws.ts";

interface Subject {
  readonly history: OperatorHistory;
  close(): Promise<void>;
}

const subjects: Readonly<Record<string, () => Promise<Subject>>> = {
  "fake history": async () => ({ history: new FakeHistory(), close: async () => undefined }),
  "DynamoDB history": async () => {
    const aws = await startSimulatedAws();
    return { history: new DynamoDbOperatorHistory(aws.table("history")), close: aws.close };
  },
};

const dayOf = (day: number) => `2026-03-${String(day).padStart(2, "0")}T02:00:00.000Z`;
const runOf = (day: number) => runId(ulid(Date.parse(dayOf(day)), () => 0.5));
const dana = userId("rc-1009");
const record: ChangeRecord = {
  mode: "apply",
  kind: "update",
  userId: dana,
  before: { lastName: "Lindqvist", email: undefined },
  after: { lastName: "Okafor", email: "dana@people.example" },
  reason: "lastName follows RingCentral",
  actor: userId("u-sync"),
  outcome: "applied",
  at: dayOf(2),
};

describe.each(Object.entries(subjects))("%s, as people use it", (_name, start) => {
  let history: OperatorHistory;
  let tenant: TenantId;
  let subject: Subject;
  let tenants = 0;

  beforeAll(async () => {
    subject = await start();
    ({ history } = subject);
  });
  afterAll(() => subject.close());
  beforeEach(() => {
    tenants += 1;
    tenant = tenantId(`tenant-${tenants}`);
  });

  test("nothing is there at first", async () => {
    expect(await history.recentRuns(tenant, 5)).toEqual([]);
    expect(await history.changesOfUser(tenant, dana, 5)).toEqual([]);
    expect(await history.settingsChanges(tenant, 5)).toEqual([]);
  });

  test("runs come newest first, no more than asked for, those of others left out", async () => {
    const run = (day: number): RunStart => ({
      ...{ runId: runOf(day), tenantId: tenant, trigger: "schedule", mode: "apply", requestedBy: "schedule" },
      startedAt: dayOf(day),
    });
    const runs = [3, 5, 2, 4].map(run);
    for (const one of runs) await history.startRun(one);
    await history.startRun({ ...run(9), tenantId: tenantId(`${tenant}-b`) });
    const days = async (limit: number) => (await history.recentRuns(tenant, limit)).map(({ startedAt }) => startedAt);
    expect(await days(10)).toEqual([5, 4, 3, 2].map(dayOf));
    expect(await days(3)).toEqual([5, 4, 3].map(dayOf));
    expect(await history.recentRuns(tenant, 1)).toEqual([run(5)]);
  });

  describe("changes of a user", () => {
    test("come newest first over all runs, whole, with run and number", async () => {
      const runIds = [runOf(2), runOf(3)] as const;
      await history.writeChanges({ tenantId: tenant, runId: runIds[0] }, [
        { number: 7, record },
        { number: 8, record: { ...record, userId: userId("rc-1010") } },
      ]);
      await history.writeChanges({ tenantId: tenant, runId: runIds[1] }, [
        { number: 1, record: { ...record, kind: "create" } },
        { number: 2, record: { ...record, outcome: "held" } },
      ]);
      expect(await history.changesOfUser(tenant, dana, 10)).toEqual([
        { runId: runIds[1], number: 2, record: { ...record, outcome: "held" } },
        { runId: runIds[1], number: 1, record: { ...record, kind: "create" } },
        { runId: runIds[0], number: 7, record },
      ]);
      expect(await history.changesOfUser(tenant, dana, 1)).toMatchObject([{ number: 2 }]);
      expect(await history.changesOfUser(tenantId(`${tenant}-b`), dana, 10)).toEqual([]);
    });

    test("are found on every page of the index", async () => {
      // About 1.5 MB, more than one page of DynamoDB's.
      const reason = "x".repeat(30_000);
      const changes = Array.from({ length: 50 }, (_, index) => ({ number: index + 1, record: { ...record, reason } }));
      await history.writeChanges({ tenantId: tenant, runId: runOf(2) }, changes);
      const found = await history.changesOfUser(tenant, dana, 100);
      expect(found.map(({ number }) => number)).toEqual(changes.map(({ number }) => number).reverse());
      expect(await history.changesOfUser(tenant, dana, 45)).toHaveLength(45);
    });
  });

  test("settings changes come newest first, with who saved them", async () => {
    const change: SettingsChange = {
      at: dayOf(2),
      before: { mode: "plan" },
      after: { mode: "apply", subAccountIds: ["77"] },
      valid: false,
      faults: [{ attribute: "clientId", expected: "a text" }],
    };
    const saved = { ...change, at: dayOf(3), by: "arn:aws:iam::111122223333:user/operator" };
    const [first, second] = [ulid(Date.parse(dayOf(2))), ulid(Date.parse(dayOf(3)))];
    await history.recordSettingsChange(tenant, first, change);
    await history.recordSettingsChange(tenant, second, saved);
    expect(await history.settingsChanges(tenant, 5)).toEqual([
      { id: second, change: saved },
      { id: first, change },
    ]);
    expect(await history.settingsChanges(tenant, 1)).toEqual([{ id: second, change: saved }]);
  });

  describe("a rewritten change", () => {
    const redacted: ChangeRecord = { ...record, before: { lastName: "(gone)", email: undefined }, after: {} };

    test("has its new record, and the others of the run are as they were", async () => {
      const run = { tenantId: tenant, runId: runOf(2) };
      await history.writeChanges(
        run,
        [1, 2].map((number) => ({ number, record })),
      );
      const after = { lastName: "(gone)", email: "(gone)" };
      await history.rewriteChange(tenant, { runId: runOf(2), number: 1, record: { ...redacted, after } });
      expect(await history.readChanges(tenant, runOf(2))).toEqual([
        { number: 1, record: { ...redacted, after } },
        { number: 2, record },
      ]);
    });

    test("is not made where there was none", async () => {
      await history.rewriteChange(tenant, { runId: runOf(2), number: 1, record: redacted });
      expect(await history.readChanges(tenant, runOf(2))).toEqual([]);
    });
  });

  test("a note that somebody was forgotten disturbs nothing else", async () => {
    await history.noteForgotten(tenant, ulid(), { userId: dana, by: "operator", at: dayOf(2), records: 3 });
    expect(await history.recentRuns(tenant, 5)).toEqual([]);
    expect(await history.settingsChanges(tenant, 5)).toEqual([]);
  });
});

describe("items of the history table that people write", () => {
  let aws: Awaited<ReturnType<typeof startSimulatedAws>>;
  beforeAll(async () => {
    aws = await startSimulatedAws();
  });
  afterAll(() => aws.close());
  const tenant = tenantId("default");
  const itemOf = async (entry: string) => {
    const Key = { tenantId: { S: tenant }, entry: { S: entry } };
    const { Item: item = {} } = await aws.dynamodb.send(
      new GetItemCommand({ TableName: aws.simulator.tables.history, Key }),
    );
    return unmarshall(item);
  };

  test("a rewritten change keeps when it is deleted, its place in the index, and what somebody else added", async () => {
    const entry = `change#${runOf(2)}#000001`;
    const kept = { tenantId: tenant, entry, expiresAt: 1_800_000_000, tenantUser: `${tenant}#${dana}`, note: "ours" };
    await aws.putItem("history", { ...record, before: {}, ...kept });
    const after = { lastName: "(gone)" };
    await new DynamoDbOperatorHistory(aws.table("history")).rewriteChange(tenant, {
      runId: runOf(2),
      number: 1,
      record: { ...record, before: {}, after },
    });
    expect(await itemOf(entry)).toEqual({ ...record, before: {}, after, ...kept });
  });

  test("a note that somebody was forgotten holds who asked, and is deleted with the rest", async () => {
    const note = { userId: dana, by: "operator", at: dayOf(2), records: 3 };
    await new DynamoDbOperatorHistory(aws.table("history")).noteForgotten(tenant, "01JNOTE", note);
    const item = await itemOf("forgotten#01JNOTE");
    expect(item).toEqual({ ...note, tenantId: tenant, entry: "forgotten#01JNOTE", expiresAt: expect.any(Number) });
    expect(item["expiresAt"] - Date.now() / 1000).toBeGreaterThan(399 * 86_400);
  });
});
