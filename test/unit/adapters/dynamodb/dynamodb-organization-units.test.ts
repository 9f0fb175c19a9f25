import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { DynamoDbOrganization } from "#shared/adapters/dynamodb/dynamodb-organization.ts";
import { DynamoDbOrganizationUnits } from "#shared/adapters/dynamodb/dynamodb-organization-units.ts";
import { type TenantId, tenantId } from "#shared/domain/ids.ts";
import { type SimulatedAws, startSimulatedAws } from "#test/contracts/simulated-aws.ts";

let aws: SimulatedAws;
let units: DynamoDbOrganizationUnits;
let tenant: TenantId;
let tenants = 0;

beforeAll(async () => {
  aws = await startSimulatedAws();
  units = new DynamoDbOrganizationUnits(aws.table("organization"));
});
afterAll(() => aws.close());
beforeEach(() => {
  tenants += 1;
  tenant = tenantId(`tenant-${tenants}`);
});

const root = { id: "1", name: "Contact centre" };
const site = (id: string) => ({ id, name: `Site ${id}`, parentId: "1" });
const source = { id: "3", name: "Realtime", adapter: "RingCentral" };

test("a tenant without an organisation has no units", async () => {
  expect(await units.activities(tenant)).toEqual([]);
  expect(await units.dataSources(tenant)).toEqual([]);
});

test("units come ordered by id, numbers as numbers, each kind alone, those of others left out", async () => {
  for (const id of ["10", "2", "b7"]) await units.addActivity(tenant, site(id));
  await units.addActivity(tenant, root);
  await units.addActivity(tenantId(`${tenant}-b`), site("5"));
  await units.addDataSource(tenant, { ...source, id: "12" });
  await units.addDataSource(tenant, source);
  expect(await units.activities(tenant)).toEqual([root, site("2"), site("10"), site("b7")]);
  expect(await units.dataSources(tenant)).toEqual([source, { ...source, id: "12" }]);
});

test("what was added is what the sync finds", async () => {
  expect(await units.addActivity(tenant, site("12"))).toBe("added");
  expect(await units.addDataSource(tenant, source)).toBe("added");
  const organization = new DynamoDbOrganization(aws.table("organization"));
  expect(await organization.activity(tenant, "12")).toEqual(site("12"));
  expect(await organization.dataSource(tenant, "3")).toEqual(source);
});

test("an id that is taken is not given twice, and the first unit stays; the other kind is another thing", async () => {
  await units.addActivity(tenant, site("3"));
  await units.addDataSource(tenant, source);
  expect(await units.addActivity(tenant, { id: "3", name: "Another" })).toBe("taken");
  expect(await units.addDataSource(tenant, { ...source, adapter: "Other" })).toBe("taken");
  expect(await units.activities(tenant)).toEqual([site("3")]);
  expect(await units.dataSources(tenant)).toEqual([source]);
});

test("units that somebody typed in are found by their key, whatever else they hold", async () => {
  await aws.putItem("organization", { tenantId: tenant, key: "activity#7", id: 9, name: 7, parentId: "" });
  expect(await units.activities(tenant)).toEqual([{ id: "7", name: "7" }]);
});
