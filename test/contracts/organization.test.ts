import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DynamoDbOperatorOrganization } from "#shared/adapters/dynamodb/dynamodb-organization.ts";
import type { TenantId } from "#shared/domain/ids.ts";
import { tenantId } from "#shared/domain/ids.ts";
import type { Activity, DataSource, OperatorOrganization } from "#shared/ports/organization.ts";
import { FakeOrganization } from "#test/fakes/fake-organization.ts";
import { startSimulatedAws } from "./simulated-aws.ts";

interface Subject {
  readonly organization: OperatorOrganization;
  putActivity(tenant: TenantId, activity: Activity): Promise<void>;
  putDataSource(tenant: TenantId, dataSource: DataSource): Promise<void>;
  close(): Promise<void>;
}

const subjects: Readonly<Record<string, () => Promise<Subject>>> = {
  "fake organization": async () => {
    const organization = new FakeOrganization();
    return {
      organization,
      putActivity: async (tenant, activity) => organization.putActivity(tenant, activity),
      putDataSource: async (tenant, dataSource) => organization.putDataSource(tenant, dataSource),
      close: async () => undefined,
    };
  },
  "DynamoDB organization": async () => {
    const aws = await startSimulatedAws();
    return {
      organization: new DynamoDbOperatorOrganization(aws.table("organization")),
      putActivity: (tenant, activity) =>
        aws.putItem("organization", {
          ...activity,
          tenantId: tenant,
          key: `activity#${activity.id}`,
          kind: "activity",
        }),
      putDataSource: (tenant, source) =>
        aws.putItem("organization", {
          ...source,
          tenantId: tenant,
          key: `data-source#${source.id}`,
          kind: "data-source",
        }),
      close: aws.close,
    };
  },
};

describe.each(Object.entries(subjects))("%s", (_name, start) => {
  let subject: Subject;
  const tenant = tenantId("default");
  const site = { id: "12", name: "Site North", parentId: "1" };
  const root = { id: "1", name: "Company" };
  const adapter = { id: "12", name: "Realtime", adapter: "RingCentral" };

  beforeAll(async () => {
    subject = await start();
    await subject.putActivity(tenant, root);
    await subject.putActivity(tenant, site);
    await subject.putDataSource(tenant, adapter);
  });
  afterAll(() => subject.close());

  test("activities are found by id, with their parent if they have one", async () => {
    expect(await subject.organization.activity(tenant, "12")).toEqual(site);
    expect(await subject.organization.activity(tenant, "1")).toEqual(root);
  });

  test("a data source of the same id is another thing", async () => {
    expect(await subject.organization.dataSource(tenant, "12")).toEqual(adapter);
    expect(await subject.organization.dataSource(tenant, "1")).toBeUndefined();
  });

  test("units of another tenant are not found", async () => {
    expect(await subject.organization.activity(tenantId("another"), "12")).toBeUndefined();
  });

  describe("the whole organisation", () => {
    const siteOf = (id: string) => ({ id, name: `Site ${id}`, parentId: "1" });
    const source = { id: "3", name: "Realtime", adapter: "RingCentral" };
    let own: TenantId;
    let tenants = 0;
    beforeEach(() => {
      tenants += 1;
      own = tenantId(`tenant-${tenants}`);
    });

    test("is empty where there is none", async () => {
      expect(await subject.organization.activities(own)).toEqual([]);
      expect(await subject.organization.dataSources(own)).toEqual([]);
    });

    test("comes ordered by id, numbers as numbers, each kind alone, units of others left out", async () => {
      const { organization } = subject;
      for (const id of ["10", "2", "b7"]) await organization.addActivity(own, siteOf(id));
      await organization.addActivity(own, root);
      await organization.addActivity(tenantId(`${own}-b`), siteOf("5"));
      await organization.addDataSource(own, { ...source, id: "12" });
      await organization.addDataSource(own, source);
      expect(await organization.activities(own)).toEqual([root, siteOf("2"), siteOf("10"), siteOf("b7")]);
      expect(await organization.dataSources(own)).toEqual([source, { ...source, id: "12" }]);
    });

    test("holds what was added, where the sync finds it", async () => {
      expect(await subject.organization.addActivity(own, siteOf("12"))).toBe("added");
      expect(await subject.organization.addDataSource(own, source)).toBe("added");
      expect(await subject.organization.activity(own, "12")).toEqual(siteOf("12"));
      expect(await subject.organization.dataSource(own, "3")).toEqual(source);
    });

    test("gives no id twice, and the first unit stays; the other kind is another thing", async () => {
      const { organization } = subject;
      await organization.addActivity(own, siteOf("3"));
      await organization.addDataSource(own, source);
      expect(await organization.addActivity(own, { id: "3", name: "Another" })).toBe("taken");
      expect(await organization.addDataSource(own, { ...source, adapter: "Other" })).toBe("taken");
      expect(await organization.activities(own)).toEqual([siteOf("3")]);
      expect(await organization.dataSources(own)).toEqual([source]);
    });
  });
});

test("the organization table has units that somebody typed in, by their key, whatever else they hold", async () => {
  const aws = await startSimulatedAws();
  const tenant = tenantId("default");
  await aws.putItem("organization", { tenantId: tenant, key: "activity#7", id: 9, name: 7, parentId: "" });
  const organization = new DynamoDbOperatorOrganization(aws.table("organization"));
  expect(await organization.activities(tenant)).toEqual([{ id: "7", name: "7" }]);
  await aws.close();
});
