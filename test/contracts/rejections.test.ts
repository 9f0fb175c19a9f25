import { QueryCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DynamoDbRejections } from "#shared/adapters/dynamodb/dynamodb-rejections.ts";
import type { Press } from "#shared/domain/directory/presses.ts";
import type { LoginId, Rejection } from "#shared/domain/directory/rejection.ts";
import { type TenantId, tenantId } from "#shared/domain/ids.ts";
import type { Rejections } from "#shared/ports/rejections.ts";
import { FakeRejections } from "#test/fakes/fake-rejections.ts";
import { startSimulatedAws } from "./simulated-aws.ts";

interface Subject {
  readonly rejections: Rejections;
  close(): Promise<void>;
}

const subjects: Readonly<Record<string, () => Promise<Subject>>> = {
  "fake rejections": async () => ({ rejections: new FakeRejections(), close: async () => undefined }),
  "DynamoDB rejections": async () => {
    const aws = await startSimulatedAws();
    return { rejections: new DynamoDbRejections(aws.table("work")), close: aws.close };
  },
};

const rejection: Rejection = {
  code: "OAU-146",
  at: "2026-03-02T09:00:00.000Z",
  until: "2026-03-02T09:15:00.000Z",
  count: 1,
};
const lock: Rejection = { ...rejection, code: "OAU-147", until: "2026-03-02T10:00:00.000Z" };

describe.each(Object.entries(subjects))("%s", (_name, start) => {
  let subject: Subject;
  let rejections: Rejections;
  let tenant: TenantId;
  let tenants = 0;

  beforeAll(async () => {
    subject = await start();
    ({ rejections } = subject);
  });
  afterAll(() => subject.close());
  beforeEach(() => {
    tenants += 1;
    tenant = tenantId(`tenant-${tenants}`);
  });
  const loginOf = (fingerprint: string, client = "app"): LoginId => ({ tenantId: tenant, fingerprint, client });

  test("nothing is known of a login at first", async () => {
    expect(await rejections.find(loginOf("a"))).toEqual([]);
  });

  test("a refusal is known of this login alone, and of this tenant's", async () => {
    await rejections.remember(loginOf("a"), rejection);
    expect(await rejections.find(loginOf("a"))).toEqual([rejection]);
    expect(await rejections.find(loginOf("b"))).toEqual([]);
    expect(await rejections.find({ ...loginOf("a"), tenantId: tenantId(`${tenant}-b`) })).toEqual([]);
  });

  test("a later refusal takes the place of the one before it", async () => {
    await rejections.remember(loginOf("a"), rejection);
    const later = { ...rejection, code: "OAU-112", count: 2 };
    await rejections.remember(loginOf("a"), later);
    expect(await rejections.find(loginOf("a"))).toEqual([later]);
  });

  test("a lock is known of every login of the app, beside the login's own refusal", async () => {
    await rejections.remember(loginOf("a"), rejection);
    await rejections.remember(loginOf("a"), lock);
    expect(await rejections.find(loginOf("a"))).toEqual([rejection, lock]);
    expect(await rejections.find(loginOf("b"))).toEqual([lock]);
    expect(await rejections.find(loginOf("b", "other-app"))).toEqual([]);
  });

  test("a login that is forgotten is forgotten with the lock of its app; others are not", async () => {
    for (const fingerprint of ["a", "b"]) await rejections.remember(loginOf(fingerprint), rejection);
    await rejections.remember(loginOf("a"), lock);
    await rejections.forget(loginOf("a"));
    await rejections.forget(loginOf("a"));
    expect(await rejections.find(loginOf("a"))).toEqual([]);
    expect(await rejections.find(loginOf("b"))).toEqual([rejection]);
  });

  test("of two who change the list of persons' logins at once, one has to read it again", async () => {
    const press = (id: string): Press => ({ id, at: rejection.at, outcome: "open" });
    const empty = await rejections.presses(tenant);
    expect(empty.presses).toEqual([]);
    expect(await rejections.writePresses(tenant, { ...empty, presses: [press("a")] })).toBe("written");
    expect(await rejections.writePresses(tenant, { ...empty, presses: [press("b")] })).toBe("refused");
    const stored = await rejections.presses(tenant);
    expect(stored.presses).toEqual([press("a")]);
    const both = [press("a"), press("b")];
    expect(await rejections.writePresses(tenant, { ...stored, presses: both })).toBe("written");
    expect((await rejections.presses(tenant)).presses).toEqual(both);
  });
});

test("entries have the agreed keys, and are deleted a day after their time is over", async () => {
  const aws = await startSimulatedAws();
  const rejections = new DynamoDbRejections(aws.table("work"));
  const login: LoginId = { tenantId: tenantId("default"), fingerprint: "ab12", client: "cd34" };
  await rejections.remember(login, rejection);
  await rejections.remember(login, lock);
  const { Items = [] } = await aws.dynamodb.send(
    new QueryCommand({
      TableName: aws.simulator.tables.work,
      KeyConditionExpression: "area = :area",
      ExpressionAttributeValues: { ":area": { S: "lookup#default" } },
    }),
  );
  expect(Items.map((item) => unmarshall(item))).toEqual([
    { area: "lookup#default", entry: "rejection#ab12", ...rejection, expiresAt: Date.UTC(2026, 2, 3, 9, 15) / 1_000 },
    { area: "lookup#default", entry: "rejection#client:cd34", ...lock, expiresAt: Date.UTC(2026, 2, 3, 10) / 1_000 },
  ]);
  await aws.close();
});
