import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DynamoDbOperatorSettingsStore } from "#shared/adapters/dynamodb/dynamodb-settings-store.ts";
import { SsmParameters } from "#shared/adapters/ssm/ssm-parameters.ts";
import type { TenantId } from "#shared/domain/ids.ts";
import { tenantId } from "#shared/domain/ids.ts";
import type { OperatorSettingsStore } from "#shared/ports/settings.ts";
import { FakeSettingsStore } from "#test/fakes/fake-settings-store.ts";
import { type SimulatedAws, startSimulatedAws } from "./simulated-aws.ts";

type Item = Readonly<Record<string, unknown>>;

interface Subject {
  readonly settings: OperatorSettingsStore;
  putItem(tenant: TenantId, item: Item): Promise<void>;
  putParameter(tenant: TenantId, attribute: string, value: string): Promise<void>;
  close(): Promise<void>;
}

function settingsOf(aws: Pick<SimulatedAws, "ssm" | "environment" | "table">): DynamoDbOperatorSettingsStore {
  const parameters = new SsmParameters({ client: aws.ssm, prefix: aws.environment("parameterPrefix") });
  return new DynamoDbOperatorSettingsStore({ ...aws.table("settings"), parameters });
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
    return {
      settings: settingsOf(aws),
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

const edited = { runDailyAtUtc: "02:00", subAccountIds: ["77", "78"], maxDeactivations: 50, serviceEnabled: true };

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

  describe("saved by a person", () => {
    const stored = async () => (await subject.settings.read(tenant)).item;
    const put = async (given: Item): Promise<Item> => {
      await subject.putItem(tenant, given);
      return { ...given, tenantId: tenant };
    };

    test("sets what is named and leaves the rest alone", async () => {
      const before = await put(edited);
      const attributes = { runDailyAtUtc: "03:30", subAccountIds: ["77"], mode: "plan" };
      expect(await subject.settings.save(tenant, { before, attributes })).toBe("saved");
      expect(await stored()).toEqual({ ...before, ...attributes });
    });

    test("takes away what is undefined, and nothing else", async () => {
      const before = await put(edited);
      const attributes = { maxDeactivations: undefined, notThere: undefined };
      expect(await subject.settings.save(tenant, { before, attributes })).toBe("saved");
      const { maxDeactivations: _, ...left } = before as typeof edited & { tenantId: string };
      expect(await stored()).toEqual(left);
    });

    test("makes the item of a tenant that has none", async () => {
      expect(await subject.settings.save(tenant, { before: undefined, attributes: { mode: "plan" } })).toBe("saved");
      expect(await stored()).toEqual({ tenantId: tenant, mode: "plan" });
    });

    test.each([
      ["another value", { ...edited, runDailyAtUtc: "04:00" }],
      ["another value of an attribute that is not changed", { ...edited, serviceEnabled: false }],
      ["another order of a list", { ...edited, subAccountIds: ["78", "77"] }],
      ["a text where a number was", { ...edited, maxDeactivations: "50" }],
      ["an attribute more", { ...edited, pilotPeople: ["rc:1"] }],
      ["an attribute less", { runDailyAtUtc: "02:00", subAccountIds: ["77", "78"], serviceEnabled: true }],
    ])("is stale where somebody else has left %s", async (_what, now) => {
      const before = { ...edited, tenantId: tenant };
      const present = await put(now);
      expect(await subject.settings.save(tenant, { before, attributes: { runDailyAtUtc: "03:30" } })).toBe("stale");
      expect(await stored()).toEqual(present);
    });

    test("is stale where there was no item and now is one, and the other way round", async () => {
      const before = { ...edited, tenantId: tenant };
      expect(await subject.settings.save(tenant, { before, attributes: { mode: "plan" } })).toBe("stale");
      expect(await stored()).toBeUndefined();
      const present = await put(edited);
      expect(await subject.settings.save(tenant, { before: undefined, attributes: { mode: "plan" } })).toBe("stale");
      expect(await stored()).toEqual(present);
    });

    test.each([
      ["with an item", edited],
      ["without one", undefined],
    ])("of several who save at once %s one saves, the others are stale", async (_what, present) => {
      const before = present === undefined ? undefined : await put(present);
      const times = ["03:01", "03:02", "03:03", "03:04"];
      const outcomes = await Promise.all(
        times.map((runDailyAtUtc) => subject.settings.save(tenant, { before, attributes: { runDailyAtUtc } })),
      );
      expect(outcomes.toSorted()).toEqual(["saved", "stale", "stale", "stale"]);
      const winner = times[outcomes.indexOf("saved")];
      expect(await stored()).toEqual({ ...before, tenantId: tenant, runDailyAtUtc: winner });
    });

    test("touches no other tenant", async () => {
      const before = await put(edited);
      const other = tenantId(`${tenant}-b`);
      await subject.putItem(other, edited);
      await subject.settings.save(tenant, { before, attributes: { mode: "plan" } });
      expect((await subject.settings.read(other)).item).toEqual({ ...edited, tenantId: other });
    });
  });
});

describe("the DynamoDB settings store and what only DynamoDB tells apart", () => {
  let aws: SimulatedAws;
  beforeAll(async () => {
    aws = await startSimulatedAws();
  });
  afterAll(() => aws.close());
  const tenant = tenantId("default");

  test("a string set is kept as one where another attribute is changed, and may be read in any order", async () => {
    await aws.putItem("settings", { tenantId: tenant, subAccountIds: new Set(["78", "77"]), mode: "apply" });
    const settings = settingsOf(aws);
    const { item: before } = await settings.read(tenant);
    expect(await settings.save(tenant, { before, attributes: { mode: "plan" } })).toBe("saved");
    const { Item: now } = await aws.dynamodb.send(
      new GetItemCommand({ TableName: aws.simulator.tables.settings, Key: { tenantId: { S: tenant } } }),
    );
    expect(now?.["subAccountIds"]?.SS?.toSorted()).toEqual(["77", "78"]);
    expect(now?.["mode"]).toEqual({ S: "plan" });
  });

  test("a list that becomes a string set between look and write is stale", async () => {
    await aws.putItem("settings", { tenantId: tenant, subAccountIds: ["77", "78"], mode: "apply" });
    const { client, ...table } = aws.table("settings");
    let isFirst = true;
    const interrupted = new Proxy(client, {
      get: (target, name) => {
        if (name !== "send") return Reflect.get(target, name);
        return async (command: GetItemCommand) => {
          const answer = await target.send(command);
          if (isFirst) {
            isFirst = false;
            await aws.putItem("settings", { tenantId: tenant, subAccountIds: new Set(["77", "78"]), mode: "apply" });
          }
          return answer;
        };
      },
    });
    const before = { tenantId: tenant, subAccountIds: ["77", "78"], mode: "apply" };
    const settings = settingsOf({ ...aws, table: () => ({ ...table, client: interrupted }) });
    expect(await settings.save(tenant, { before, attributes: { mode: "plan" } })).toBe("stale");
  });

  test("an attribute with an odd name, which somebody typed into the console, does not stand in the way", async () => {
    await aws.putItem("settings", { tenantId: tenant, "run time": "x", mode: "apply" });
    const before = { tenantId: tenant, "run time": "x", mode: "apply" };
    expect(await settingsOf(aws).save(tenant, { before, attributes: { mode: "plan" } })).toBe("saved");
  });
});
