import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { DynamoDbOperatorRoster, DynamoDbRoster } from "#shared/adapters/dynamodb/dynamodb-roster.ts";
import { runId, sourceId, tenantId, userId } from "#shared/domain/ids.ts";
import type { Change } from "#shared/domain/roster/change.ts";
import type { WriteStamp } from "#shared/ports/roster.ts";
import type { SimulatedAws } from "#test/contracts/simulated-aws.ts";
import { startSimulatedAws } from "#test/contracts/simulated-aws.ts";

let aws: SimulatedAws;
let roster: DynamoDbRoster;

beforeAll(async () => {
  aws = await startSimulatedAws();
  roster = new DynamoDbRoster(aws.table("roster"));
});
afterAll(() => aws.close());
afterEach(() => {
  aws.simulator.faults.clear();
  aws.simulator.requests.clear();
});

let tenants = 0;
const newStamp = (): WriteStamp => {
  tenants += 1;
  return {
    tenantId: tenantId(`tenant-${tenants}`),
    runId: runId("01JRUN0000000000000000000A"),
    actor: userId("u-sync"),
    at: "2026-03-02T02:00:00.000Z",
  };
};
const creation: Change = {
  kind: "create",
  userId: userId("rc-1009"),
  sourceId: sourceId("rc:1009"),
  before: {},
  after: {
    firstName: "Marta",
    lastName: "",
    email: undefined,
    role: "Agent",
    status: "Active",
    sourceId: sourceId("rc:1009"),
    agentIds: ["77/501"],
    scopes: [],
  },
  reason: "new agent",
};
const rename: Change = {
  kind: "update",
  userId: userId("rc-1009"),
  version: 1,
  before: { firstName: "Marta" },
  after: { firstName: "Martha" },
  reason: "firstName follows RingCentral",
};
const storedItem = async (stamp: Pick<WriteStamp, "tenantId">, id = "rc-1009") => {
  const key = { tenantId: { S: stamp.tenantId }, userId: { S: id } };
  const command = new GetItemCommand({ TableName: aws.simulator.tables.roster, Key: key, ConsistentRead: true });
  const { Item: item } = await aws.dynamodb.send(command);
  return item === undefined ? undefined : unmarshall(item);
};

describe("bookkeeping", () => {
  test("a created item says when, by whom and in which run, and an update keeps its beginning", async () => {
    const stamp = newStamp();
    await roster.write(creation, stamp);
    const { email: _email, ...after } = creation.after;
    const created = { createdAt: stamp.at, createdBy: "u-sync" };
    expect(await storedItem(stamp)).toEqual({
      ...after,
      ...created,
      tenantId: stamp.tenantId,
      userId: "rc-1009",
      version: 1,
      updatedAt: stamp.at,
      updatedBy: "u-sync",
      lastRunId: stamp.runId,
    });

    const later = { ...stamp, runId: runId("01JRUN0000000000000000000B"), at: "2026-03-03T02:00:00.000Z" };
    await roster.write(rename, { ...later, actor: userId("u-other") });
    expect(await storedItem(stamp)).toMatchObject({
      ...created,
      firstName: "Martha",
      version: 2,
      updatedAt: later.at,
      updatedBy: "u-other",
      lastRunId: later.runId,
    });
  });
});

describe("lost answers", () => {
  test.each([["create", creation] as const, ["update", rename] as const])(
    "a %s whose answer is lost was applied, once",
    async (kind, change) => {
      const stamp = newStamp();
      if (kind === "update") await roster.write(creation, { ...stamp, runId: runId("01JRUN00000000000000000000") });
      aws.simulator.faults.add({ service: "dynamodb", table: aws.simulator.tables.roster, kind: "lost-answer" });
      expect(await roster.write(change, stamp)).toBe("applied");
      expect(await storedItem(stamp)).toMatchObject({ version: kind === "create" ? 1 : 2, lastRunId: stamp.runId });
    },
  );

  test("a write that never reaches the table is made by the retry", async () => {
    const stamp = newStamp();
    aws.simulator.faults.add({ service: "dynamodb", operation: "PutItem", kind: "reset" });
    expect(await roster.write(creation, stamp)).toBe("applied");
  });

  test("a store that refuses to answer is an error, not a conflict", async () => {
    aws.simulator.faults.add({ service: "dynamodb", operation: "PutItem", kind: "access-denied" });
    await expect(roster.write(creation, newStamp())).rejects.toMatchObject({ name: "AccessDeniedException" });
  });
});

describe("items made by hand", () => {
  const put = (stamp: WriteStamp, item: Readonly<Record<string, unknown>>) =>
    aws.putItem("roster", { tenantId: stamp.tenantId, userId: "rc-1009", ...item });

  test("what is missing is empty, what is unknown stays, numbers are read as their digits", async () => {
    const stamp = newStamp();
    const odd = { role: "Boss", status: "On leave", activityId: 12, email: null, sourceId: "", version: "three" };
    await put(stamp, odd);
    expect(await roster.list(stamp.tenantId)).toEqual([
      {
        userId: "rc-1009",
        firstName: "",
        lastName: "",
        role: "Boss",
        status: "On leave",
        activityId: "12",
        version: 0,
      },
    ]);
  });

  test("string sets are read as sorted lists", async () => {
    const stamp = newStamp();
    await put(stamp, { agentIds: new Set(["78/9", "77/501"]), scopes: new Set(["sub:77", "main"]) });
    expect(await roster.get(stamp.tenantId, userId("rc-1009"))).toMatchObject({
      agentIds: ["77/501", "78/9"],
      scopes: ["main", "sub:77"],
    });
  });

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ["nothing at all", {}],
    ["empty texts", { firstName: "", email: "", version: 0 }],
    ["NULLs", { firstName: null, email: null, sourceId: null, scopes: null }],
    ["numbers for texts", { firstName: 7, dataSourceId: 3, version: 12 }],
    ["string sets for lists", { agentIds: new Set(["78/9", "77/501"]), scopes: new Set(["sub:77"]) }],
    ["an unsorted list", { agentIds: ["78/9", "77/501"], scopes: [] }],
  ])("a user with %s is changed as it was read", async (_what, item) => {
    const stamp = newStamp();
    await put(stamp, item);
    const user = await roster.get(stamp.tenantId, userId("rc-1009"));
    const { firstName, email, sourceId: source, dataSourceId, agentIds, scopes, version = 0 } = user ?? {};
    const change: Change = {
      kind: "link",
      userId: userId("rc-1009"),
      version,
      before: { firstName: firstName ?? "", email, sourceId: source, dataSourceId, agentIds, scopes },
      after: {
        firstName: "Marta",
        email: "marta@sales.example",
        sourceId: sourceId("rc:1009"),
        dataSourceId: "4",
        agentIds: ["77/501"],
        scopes: ["main"],
      },
      reason: "same e-mail",
    };
    expect(await roster.write(change, stamp)).toBe("applied");
    expect(await roster.get(stamp.tenantId, change.userId)).toMatchObject({ ...change.after, version: version + 1 });
  });
});

test("a list reads only what it needs, in pages", async () => {
  const stamp = newStamp();
  const photo = "x".repeat(100_000);
  for (let number = 0; number < 12; number += 1) await put(number, photo);
  aws.simulator.requests.clear();
  const users = await roster.list(stamp.tenantId);
  expect(users).toHaveLength(12);
  expect(Object.keys(users[0] ?? {})).not.toContain("photo");
  const queries = aws.simulator.requests.matching({ operation: "Query" });
  expect(queries.length).toBeGreaterThan(1);
  expect(queries.every(({ responseBytes }) => responseBytes < 10_000)).toBe(true);

  async function put(number: number, text: string): Promise<void> {
    await aws.putItem("roster", { tenantId: stamp.tenantId, userId: `u-${number}`, status: "Active", photo: text });
  }
});

test("the item of a user made by hand says who made it, and when", async () => {
  const { tenantId: tenant, at } = newStamp();
  const user = { userId: userId("u-hand"), firstName: "Ines", lastName: "Planner", role: "Scheduler" } as const;
  const by = "arn:aws:iam::111122223333:user/operator";
  await new DynamoDbOperatorRoster(aws.table("roster")).add(tenant, { ...user, status: "Active" }, { by, at });
  const bookkeeping = { version: 1, createdAt: at, createdBy: by, updatedAt: at, updatedBy: by };
  expect(await storedItem({ tenantId: tenant }, user.userId)).toEqual({
    ...user,
    status: "Active",
    tenantId: tenant,
    ...bookkeeping,
  });
});
