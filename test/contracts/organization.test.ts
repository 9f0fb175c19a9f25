import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DynamoDbOrganization } from "#shared/adapters/dynamodb/dynamodb-organization.ts";
import type { TenantId } from "#shared/domain/ids.ts";
import { tenantId } from "#shared/domain/ids.ts";
import type { Activity, DataSource, Organization } from "#shared/ports/organization.ts";
import { FakeOrganization } from "#test/fakes/fake-organization.ts";
import { startSimulatedAws } from "./simulated-aws.ts";

interface Subject {
  readonly organization: Organization;
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
      organization: new DynamoDbOrganization(aws.table("organization")),
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
});
