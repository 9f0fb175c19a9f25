import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DynamoDbSettingsEditor } from "#shared/adapters/dynamodb/dynamodb-settings-editor.ts";
import { DynamoDbSettingsStore } from "#shared/adapters/dynamodb/dynamodb-settings-store.ts";
import { SsmParameters } from "#shared/adapters/ssm/ssm-parameters.ts";
import { type TenantId, tenantId } from "#shared/domain/ids.ts";
import type { SettingsEditor } from "#shared/ports/settings-editor.ts";
import type { SettingsStore } from "#shared/ports/settings-store.ts";
import { FakeSettingsEditor } from "#test/fakes/fake-settings-editor.ts";
import { FakeSettingsStore } from "#test/fakes/fake-settings-store.ts";
import { startSimulatedAws } from "./simulated-aws.ts";

type Item = Readonly<Record<string, unknown>>;

interface Subject {
  readonly editor: SettingsEditor;
  readonly settings: Pick<SettingsStore, "read">;
  putItem(tenant: TenantId, item: Item): Promise<void>;
  close(): Promise<void>;
}

const subjects: Readonly<Record<string, () => Promise<Subject>>> = {
  "fake settings editor": async () => {
    const settings = new FakeSettingsStore();
    return {
      editor: new FakeSettingsEditor(settings),
      settings,
      putItem: async (tenant, item) => settings.putItem(tenant, item),
      close: async () => undefined,
    };
  },
  "DynamoDB settings editor": async () => {
    const aws = await startSimulatedAws();
    const parameters = new SsmParameters({ client: aws.ssm, prefix: aws.environment("parameterPrefix") });
    return {
      editor: new DynamoDbSettingsEditor(aws.table("settings")),
      settings: new DynamoDbSettingsStore({ ...aws.table("settings"), parameters }),
      putItem: (tenant, item) => aws.putItem("settings", { ...item, tenantId: tenant }),
      close: aws.close,
    };
  },
};

const item = { runDailyAtUtc: "02:00", subAccountIds: ["77", "78"], maxDeactivations: 50, serviceEnabled: true };

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
  const stored = async () => (await subject.settings.read(tenant)).item;
  const put = async (given: Item): Promise<Item> => {
    await subject.putItem(tenant, given);
    return { ...given, tenantId: tenant };
  };

  test("sets what is named and leaves the rest alone", async () => {
    const before = await put(item);
    const attributes = { runDailyAtUtc: "03:30", subAccountIds: ["77"], mode: "plan" };
    expect(await subject.editor.save(tenant, { before, attributes })).toBe("saved");
    expect(await stored()).toEqual({ ...before, ...attributes });
  });

  test("takes away what is undefined, and nothing else", async () => {
    const before = await put(item);
    const attributes = { maxDeactivations: undefined, notThere: undefined };
    expect(await subject.editor.save(tenant, { before, attributes })).toBe("saved");
    const { maxDeactivations: _, ...left } = before as typeof item & { tenantId: string };
    expect(await stored()).toEqual(left);
  });

  test("makes the item of a tenant that has none", async () => {
    expect(await subject.editor.save(tenant, { before: undefined, attributes: { mode: "plan" } })).toBe("saved");
    expect(await stored()).toEqual({ tenantId: tenant, mode: "plan" });
  });

  test.each([
    ["another value", { ...item, runDailyAtUtc: "04:00" }],
    ["another value of an attribute that is not changed", { ...item, serviceEnabled: false }],
    ["another order of a list", { ...item, subAccountIds: ["78", "77"] }],
    ["a text where a number was", { ...item, maxDeactivations: "50" }],
    ["an attribute more", { ...item, pilotPeople: ["rc:1"] }],
    ["an attribute less", { runDailyAtUtc: "02:00", subAccountIds: ["77", "78"], serviceEnabled: true }],
  ])("is stale where somebody else has left %s", async (_what, now) => {
    const before = { ...item, tenantId: tenant };
    const present = await put(now);
    expect(await subject.editor.save(tenant, { before, attributes: { runDailyAtUtc: "03:30" } })).toBe("stale");
    expect(await stored()).toEqual(present);
  });

  test("is stale where there was no item and now is one, and the other way round", async () => {
    const before = { ...item, tenantId: tenant };
    expect(await subject.editor.save(tenant, { before, attributes: { mode: "plan" } })).toBe("stale");
    expect(await stored()).toBeUndefined();
    const present = await put(item);
    expect(await subject.editor.save(tenant, { before: undefined, attributes: { mode: "plan" } })).toBe("stale");
    expect(await stored()).toEqual(present);
  });

  test.each([
    ["with an item", item],
    ["without one", undefined],
  ])("of several who save at once %s one saves, the others are stale", async (_what, present) => {
    const before = present === undefined ? undefined : await put(present);
    const times = ["03:01", "03:02", "03:03", "03:04"];
    const outcomes = await Promise.all(
      times.map((runDailyAtUtc) => subject.editor.save(tenant, { before, attributes: { runDailyAtUtc } })),
    );
    expect(outcomes.toSorted()).toEqual(["saved", "stale", "stale", "stale"]);
    const winner = times[outcomes.indexOf("saved")];
    expect(await stored()).toEqual({ ...before, tenantId: tenant, runDailyAtUtc: winner });
  });

  test("touches no other tenant", async () => {
    const before = await put(item);
    const other = tenantId(`${tenant}-b`);
    await subject.putItem(other, item);
    await subject.editor.save(tenant, { before, attributes: { mode: "plan" } });
    expect((await subject.settings.read(other)).item).toEqual({ ...item, tenantId: other });
  });
});

describe("DynamoDB settings editor and what only DynamoDB tells apart", () => {
  let aws: Awaited<ReturnType<typeof startSimulatedAws>>;
  beforeAll(async () => {
    aws = await startSimulatedAws();
  });
  afterAll(() => aws.close());
  const tenant = tenantId("default");

  test("a string set is kept as one where another attribute is changed, and may be read in any order", async () => {
    await aws.putItem("settings", { tenantId: tenant, subAccountIds: new Set(["78", "77"]), mode: "apply" });
    const settings = new DynamoDbSettingsStore({
      ...aws.table("settings"),
      parameters: new SsmParameters({ client: aws.ssm, prefix: aws.environment("parameterPrefix") }),
    });
    const { item: before } = await settings.read(tenant);
    const editor = new DynamoDbSettingsEditor(aws.table("settings"));
    expect(await editor.save(tenant, { before, attributes: { mode: "plan" } })).toBe("saved");
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
    const editor = new DynamoDbSettingsEditor({ ...table, client: interrupted });
    expect(await editor.save(tenant, { before, attributes: { mode: "plan" } })).toBe("stale");
  });

  test("an attribute with an odd name, which somebody typed into the console, does not stand in the way", async () => {
    await aws.putItem("settings", { tenantId: tenant, "run time": "x", mode: "apply" });
    const before = { tenantId: tenant, "run time": "x", mode: "apply" };
    const editor = new DynamoDbSettingsEditor(aws.table("settings"));
    expect(await editor.save(tenant, { before, attributes: { mode: "plan" } })).toBe("saved");
  });
});
