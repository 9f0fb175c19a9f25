import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DynamoDbRoster } from "#shared/adapters/dynamodb/dynamodb-roster.ts";
import { DynamoDbRosterAdditions } from "#shared/adapters/dynamodb/dynamodb-roster-additions.ts";
import { tenantId, userId } from "#shared/domain/ids.ts";
import type { HandmadeUser } from "#shared/ports/roster-additions.ts";
import { type SimulatedAws, startSimulatedAws } from "#test/contracts/simulated-aws.ts";

let aws: SimulatedAws;
beforeAll(async () => {
  aws = await startSimulatedAws();
});
afterAll(() => aws.close());

const tenant = tenantId("default");
const stamp = { by: "arn:aws:iam::111122223333:user/operator", at: "2026-03-02T02:00:00.000Z" };
const user: HandmadeUser = {
  userId: userId("planner"),
  firstName: "Ines",
  lastName: "Planner",
  role: "Scheduler",
  status: "Active",
};

test("a user made by hand is read by the sync, without a link, and the item says who made it", async () => {
  const additions = new DynamoDbRosterAdditions(aws.table("roster"));
  expect(await additions.add(tenant, user, stamp)).toBe("added");
  expect(await new DynamoDbRoster(aws.table("roster")).list(tenant)).toEqual([{ ...user, version: 1 }]);
  const Key = { tenantId: { S: tenant }, userId: { S: user.userId } };
  const { Item: item = {} } = await aws.dynamodb.send(
    new GetItemCommand({ TableName: aws.simulator.tables.roster, Key }),
  );
  const bookkeeping = {
    version: 1,
    createdAt: stamp.at,
    createdBy: stamp.by,
    updatedAt: stamp.at,
    updatedBy: stamp.by,
  };
  expect(unmarshall(item)).toEqual({ ...user, tenantId: tenant, ...bookkeeping });
});

test("an id that is taken is not given twice, and the first user stays", async () => {
  const additions = new DynamoDbRosterAdditions(aws.table("roster"));
  const another = { ...user, userId: userId("taken"), firstName: "Otto" };
  await additions.add(tenant, another, stamp);
  expect(await additions.add(tenant, { ...another, firstName: "Olga" }, stamp)).toBe("taken");
  const roster = new DynamoDbRoster(aws.table("roster"));
  expect(await roster.get(tenant, another.userId)).toMatchObject({ firstName: "Otto" });
  expect(await additions.add(tenantId("another"), another, stamp)).toBe("added");
});
