import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DynamoDbSettingsStore } from "#shared/adapters/dynamodb/dynamodb-settings-store.ts";
import { SsmParameters } from "#shared/adapters/ssm/ssm-parameters.ts";
import type { TenantId } from "#shared/domain/ids.ts";
import { tenantId } from "#shared/domain/ids.ts";
import type { SettingsStore } from "#shared/ports/settings-store.ts";
import { FakeSettingsStore } from "#test/fakes/fake-settings-store.ts";
import { startSimulatedAws } from "./simulated-aws.ts";

interface Subject {
  readonly settings: SettingsStore;
  putItem(tenant: TenantId, item: Readonly<Record<string, unknown>>): Promise<void>;
  putParameter(tenant: TenantId, attribute: string, value: string): Promise<void>;
  close(): Promise<void>;
}

const subjects: Readonly<Record<string, () => Promise<Subject>>> = {
  "fake settings store": async () => {
    const settings = new FakeSettingsStore();
    return {
      settings,
      putItem: async (tenant, item) => settings.putItem(tenant, item),
      putParameter: async (tenant, attribute, value) => settings.putParameter(tenant, attribute, value),
      close: async () => undefined,
    };
  },
  "DynamoDB settings store with SSM parameters": async () => {
    const aws = await startSimulatedAws();
    const prefix = aws.environment("parameterPrefix");
    const parameters = new SsmParameters({ client: aws.ssm, prefix });
    return {
      settings: new DynamoDbSettingsStore({ ...aws.table("settings"), parameters }),
      putItem: (tenant, item) => aws.putItem("settings", { ...item, tenantId: tenant }),
      putParameter: async (tenant, attribute, value) =>
        aws.simulator.ssm.put(`${prefix}/${tenant}/${attribute}`, value),
      close: aws.close,
    };
  },
};

const item = {
  serviceEnabled: true,
  subAccountIds: ["77", "78"],
  maxDeactivationShare: 0.25,
  maxDeactivations: 50,
  clientId: "",
};

describe.each(Object.entries(subjects))("%s", (_name, start) => {
  let subject: Subject;
  let tenant: TenantId;
  let tenants = 0;

  beforeAll(async () => {
    subject = await start();
  });
  afterAll(() => subject.close());
  beforeEach(() => {
    tenants += 1;
    tenant = tenantId(`tenant-${tenants}`);
  });

  test("a tenant without anything has no item and no parameters", async () => {
    expect(await subject.settings.read(tenant)).toEqual({ parameters: {} });
  });

  test("an item comes back with plain values and its key", async () => {
    await subject.putItem(tenant, item);
    expect(await subject.settings.read(tenant)).toEqual({ item: { ...item, tenantId: tenant }, parameters: {} });
  });

  test("parameters come back as text by attribute, however many there are, those of a similar tenant left out", async () => {
    const expected: Record<string, string> = {};
    for (let index = 0; index < 23; index += 1) {
      expected[`attribute${index}`] = `${index}`;
      await subject.putParameter(tenant, `attribute${index}`, `${index}`);
    }
    await subject.putParameter(tenantId(`${tenant}-b`), "mode", "plan");
    expect((await subject.settings.read(tenant)).parameters).toEqual(expected);
  });

  test("items and parameters of all tenants are told apart", async () => {
    const other = tenantId(`${tenant}-b`);
    await subject.putItem(tenant, item);
    await subject.putItem(other, { mode: "plan" });
    await subject.putParameter(tenant, "mode", "apply");
    await subject.putParameter(other, "runDailyAtUtc", "03:30");
    const items = await subject.settings.readAllItems();
    const parameters = await subject.settings.readAllParameters();
    expect(items.get(tenant)).toEqual({ ...item, tenantId: tenant });
    expect(items.get(other)).toEqual({ mode: "plan", tenantId: other });
    expect(parameters.get(tenant)).toEqual({ mode: "apply" });
    expect(parameters.get(other)).toEqual({ runDailyAtUtc: "03:30" });
  });

  test("plan mode is set and nothing else touched", async () => {
    await subject.putItem(tenant, { ...item, mode: "apply" });
    await subject.settings.setPlanMode(tenant);
    await subject.settings.setPlanMode(tenant);
    expect((await subject.settings.read(tenant)).item).toEqual({ ...item, tenantId: tenant, mode: "plan" });
  });

  test("plan mode makes no item for a tenant that has none", async () => {
    await expect(subject.settings.setPlanMode(tenant)).rejects.toMatchObject({ code: "SETTINGS_INVALID" });
    expect((await subject.settings.readAllItems()).has(tenant)).toBe(false);
  });
});
