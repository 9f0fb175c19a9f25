import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createDynamoDbClient } from "#shared/adapters/aws-clients.ts";
import { DynamoDbScheduleStore } from "#shared/adapters/dynamodb/dynamodb-schedule-store.ts";
import { Table } from "#shared/adapters/dynamodb/table.ts";
import { systemClock } from "#shared/adapters/system-clock.ts";
import { tenantId } from "#shared/domain/ids.ts";
import type { SimulatedAws } from "#test/contracts/simulated-aws.ts";
import { startSimulatedAws } from "#test/contracts/simulated-aws.ts";
import { awsRequestHandler } from "#test/simulators/aws/aws-request-handler.ts";

let aws: SimulatedAws;
const slept: number[] = [];
/** A clock on which waiting takes no time, and is written down. */
const clock = { now: () => new Date(), sleep: async (ms: number) => void slept.push(ms) };

beforeAll(async () => {
  aws = await startSimulatedAws();
});
afterAll(() => aws.close());
afterEach(() => {
  aws.simulator.faults.clear();
  aws.simulator.requests.clear();
  slept.length = 0;
});

const history = () => new Table({ ...aws.table("history"), clock, random: () => 0.5 });
/** One attempt per request, so that a throttle reaches the table's own patience. */
const impatient = () => {
  const client = createDynamoDbClient({ connectionTimeoutMs: 500, requestTimeoutMs: 2_000, maxAttempts: 1 });
  return new Table({ ...aws.table("history"), client, clock, random: () => 0.5 });
};
const items = (tenantId: string, count: number, text = "") =>
  Array.from({ length: count }, (_, index) => ({ tenantId, entry: `e${String(index).padStart(6, "0")}`, text }));
const entriesOf = async (tenantId: string, attributes?: readonly string[]) => {
  const found: Readonly<Record<string, unknown>>[] = [];
  const condition = { expression: "#tenantId = :tenantId", values: { ":tenantId": tenantId } };
  for await (const page of history().query(condition, attributes === undefined ? {} : { attributes }))
    found.push(...page);
  return found;
};

describe("reads", () => {
  test("a query goes on over its pages of 1 MB", async () => {
    await history().putAll(items("paged", 60, "x".repeat(40_000)));
    aws.simulator.requests.clear();
    expect(await entriesOf("paged", ["entry"])).toEqual(items("paged", 60).map(({ entry }) => ({ entry })));
    expect(aws.simulator.requests.matching({ operation: "Query" }).length).toBeGreaterThan(2);
  });

  test("every read is strongly consistent: it consumes a unit for 4 KB", async () => {
    await history().put({ tenantId: "consistent", entry: "e", text: "x".repeat(7_000) });
    aws.simulator.requests.clear();
    await history().get({ tenantId: "consistent", entry: "e" });
    await entriesOf("consistent");
    expect(aws.simulator.requests.entries.map(({ readUnits }) => readUnits)).toEqual([2, 2]);
  });
});

describe("batches", () => {
  test("items go in batches of 25", async () => {
    await history().putAll(items("batches", 60));
    const sizes = aws.simulator.requests.matching({ operation: "BatchWriteItem" }).map((request) => request.items);
    expect(sizes.toSorted()).toEqual([10, 25, 25]);
    expect(await entriesOf("batches")).toHaveLength(60);
  });

  test("unprocessed items are sent again after a growing pause, and only they", async () => {
    aws.simulator.faults.add({ service: "dynamodb", operation: "BatchWriteItem", times: 2, kind: "unprocessed" });
    await history().putAll(items("unprocessed", 20));
    const sizes = aws.simulator.requests.matching({ operation: "BatchWriteItem" }).map((request) => request.items);
    expect(sizes).toEqual([10, 5, 5]);
    expect(slept).toEqual([150, 300]);
    expect(await entriesOf("unprocessed")).toHaveLength(20);
  });

  test("a table that accepts nothing is an error that names the table, after a bounded number of rounds", async () => {
    aws.simulator.faults.add({ service: "dynamodb", operation: "BatchWriteItem", times: 1_000, kind: "unprocessed" });
    await expect(history().putAll(items("overloaded", 1))).rejects.toThrow(/1 items were not accepted by table/);
    expect(slept).toHaveLength(9);
    expect(Math.max(...slept)).toBeLessThanOrEqual(10_000);
  });

  test("a batch whose answer is lost is sent again", async () => {
    aws.simulator.faults.add({ service: "dynamodb", operation: "BatchWriteItem", kind: "lost-answer" });
    await history().putAll(items("lost", 3));
    expect(aws.simulator.requests.matching({ operation: "BatchWriteItem" })).toHaveLength(2);
    expect(await entriesOf("lost")).toHaveLength(3);
  });
});

describe("throttles and outages", () => {
  test("a throttle that outlasts the SDK's attempts is waited out", async () => {
    aws.simulator.faults.add({ service: "dynamodb", operation: "PutItem", times: 3, kind: "throttle" });
    expect(await impatient().put({ tenantId: "throttled", entry: "e" })).toBe("written");
    expect(slept).toEqual([150, 300, 600]);
  });

  test("a throttle without end is an error", async () => {
    aws.simulator.faults.add({ service: "dynamodb", operation: "PutItem", times: 1_000, kind: "throttle" });
    const put = impatient().put({ tenantId: "throttled", entry: "e" });
    await expect(put).rejects.toMatchObject({ name: "ThrottlingException" });
    expect(slept).toHaveLength(5);
  });

  test("a throttle without end ends with the time there is, in the middle of the SDK's own waits as well", async () => {
    aws.simulator.faults.add({ service: "dynamodb", operation: "PutItem", times: 1_000, kind: "throttle" });
    const client = createDynamoDbClient({ maxAttempts: 8 });
    const startedAt = Date.now();
    const deadline = { remainingMs: () => 1_500 };
    const table = new Table({ ...aws.table("history"), client, deadline, throttledWrites: "waited out" });
    const put = table.put({ tenantId: "no-time", entry: "e" });
    await expect(put).rejects.toMatchObject({ name: "OUT_OF_TIME" });
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(1_490);
    const sent = aws.simulator.requests.entries.length;
    aws.simulator.faults.clear();
    await systemClock.sleep(3_000);
    // An attempt that the SDK was waiting for is not sent any more.
    expect(aws.simulator.requests.entries).toHaveLength(sent);
    expect(await entriesOf("no-time")).toEqual([]);
  });

  test("nothing is sent when there is no time left", async () => {
    const table = new Table({ ...aws.table("history"), deadline: { remainingMs: () => 0 } });
    await expect(table.put({ tenantId: "late", entry: "e" })).rejects.toMatchObject({ name: "OUT_OF_TIME" });
    await expect(table.putAll(items("late", 3))).rejects.toMatchObject({ name: "OUT_OF_TIME" });
    expect(aws.simulator.requests.entries).toEqual([]);
  });

  test("a batch that is never accepted whole ends with the time there is", async () => {
    aws.simulator.faults.add({ service: "dynamodb", operation: "BatchWriteItem", times: 1_000, kind: "unprocessed" });
    const table = new Table({ ...aws.table("history"), deadline: { remainingMs: () => 500 } });
    await expect(table.putAll(items("late", 1))).rejects.toMatchObject({ name: "OUT_OF_TIME" });
  });

  test.each(["server-error", "reset"] as const)("a %s is retried by the SDK", async (kind) => {
    aws.simulator.faults.add({ service: "dynamodb", operation: "GetItem", kind });
    expect(await history().get({ tenantId: "nobody", entry: "e" })).toBeUndefined();
    expect(aws.simulator.requests.entries.map(({ fault }) => fault)).toEqual([kind, undefined]);
  });

  test("a missing permission is an error at once", async () => {
    aws.simulator.faults.add({ service: "dynamodb", kind: "access-denied" });
    const read = history().get({ tenantId: "nobody", entry: "e" });
    await expect(read).rejects.toMatchObject({ name: "AccessDeniedException" });
    expect(aws.simulator.requests.entries).toHaveLength(1);
  });
});

describe("conditions", () => {
  test("a refused write is an outcome, not an error", async () => {
    const item = { tenantId: "conditions", entry: "e" };
    const isNew = { expression: "attribute_not_exists(#entry)" };
    expect(await history().put(item, isNew)).toBe("written");
    expect(await history().put(item, isNew)).toBe("refused");
    expect(await history().delete(item, { expression: "#text = :text", values: { ":text": "x" } })).toBe("refused");
  });

  test("reserved words are attributes like others", async () => {
    const key = { tenantId: "reserved", entry: "e" };
    const set = { expression: "SET #status = :status, #role = :role", values: { ":status": "Active", ":role": "x" } };
    expect(await history().update(key, set, { expression: "attribute_not_exists(#entry)" })).toBe("written");
    expect(await history().get(key)).toEqual({ ...key, status: "Active", role: "x" });
  });
});

describe.each(["[]", "{}", '{"items":[]}'])("an answer of another shape, %s,", (body) => {
  const tableOptions = () => {
    const requestHandler = awsRequestHandler(async () => ({
      kind: "answer",
      answer: { status: 200, headers: {}, body },
    }));
    return { client: createDynamoDbClient({ requestHandler }), tableName: "roster" };
  };
  const table = () => new Table({ ...tableOptions(), clock });
  const drained = async (pages: AsyncIterable<unknown>) => {
    for await (const page of pages) expect(page).toBeUndefined();
  };

  test("is an error and no empty list", async () => {
    await expect(drained(table().scan())).rejects.toThrow("table roster");
    const condition = { expression: "#tenantId = :tenantId", values: { ":tenantId": "t" } };
    await expect(drained(table().query(condition))).rejects.toThrow("could not be read");
  });

  test("is an error and no missing item", async () => {
    await expect(table().get({ tenantId: "t", entry: "e" })).rejects.toThrow("could not be read");
  });

  test("is an error and no state that was never written", async () => {
    const store = new DynamoDbScheduleStore({ ...tableOptions(), clock });
    await expect(store.readAll([tenantId("t")])).rejects.toThrow("could not be read");
  });

  test("does not say that a batch was written", async () => {
    await expect(table().putAll(items("shapeless", 2))).rejects.toThrow("BatchWriteItem");
  });
});
