import { describe, expect, it } from "vitest";
import { parsedBy } from "#shared/adapters/http/response-body.ts";
import {
  administratorOf,
  administratorRows,
  agentGroupsOf,
  agentOf,
  rows,
  subAccountRows,
} from "#shared/adapters/ringcentral/ringcx-schemas.ts";

const place = { subAccountId: "15910001", agentGroupId: "30" };
const jane = { rcUserId: 1009, agentId: 1386703, firstName: "Jane", lastName: "Doe", email: "jane.doe@people.example" };
const agent = (row: Record<string, unknown>) => agentOf({ ...jane, agentType: "AGENT", isActive: true, ...row }, place);

describe("an agent's line", () => {
  it("becomes a record with text ids and the fields that are needed, no others", () => {
    const row = { ...jane, agentGroupId: 99, agentType: "SUPERVISOR", isActive: false, userName: "x", envID: "eo1" };
    expect(agentOf(row, place)).toEqual({
      kind: "agent",
      ...place,
      agentId: "1386703",
      rcUserId: "1009",
      firstName: "Jane",
      lastName: "Doe",
      email: "jane.doe@people.example",
      agentType: "SUPERVISOR",
      isActive: false,
    });
  });

  it.each([
    ["a number", 1010, "1010"],
    ["text of digits", "01010", "01010"],
    ["20 digits", "12345678901234567890", "12345678901234567890"],
  ])("takes %s for an id", (_, rcUserId, id) => {
    expect(agent({ rcUserId })).toMatchObject({ rcUserId: id });
    expect(agent({ rcUserId }).faults).toBeUndefined();
  });

  it.each([0, "0", null, "", undefined])("takes the id %j for absent, without a fault", (rcUserId) => {
    const record = agent({ rcUserId });
    expect(record).not.toHaveProperty("rcUserId");
    expect(record.faults).toBeUndefined();
  });

  it.each([-1, 1.5, 2 ** 53, "12a", "123456789012345678901", true, {}, [1009]])(
    "finds fault with the id %j and leaves it out",
    (rcUserId) => {
      const record = agent({ rcUserId });
      expect(record).not.toHaveProperty("rcUserId");
      expect(record.faults).toEqual(["rcUserId is not an id"]);
    },
  );

  it("keeps text as it came, however odd", () => {
    expect(agent({ firstName: "  Zo\u0065\u0301\t" }).firstName).toBe("  Zo\u0065\u0301\t");
  });

  it("finds fault with text that is none or absurdly long, without quoting it", () => {
    const record = agent({ firstName: 7, lastName: "Doe".repeat(500), email: ["jane.doe@people.example"] });
    expect(record.faults).toEqual([
      "firstName is not text",
      "lastName is longer than 1000 characters",
      "email is not text",
    ]);
    expect(record).not.toHaveProperty("firstName");
    expect(record).not.toHaveProperty("lastName");
    expect(record).not.toHaveProperty("email");
  });

  it("takes absurdly long text for no e-mail, without a fault", () => {
    const record = agent({ email: `${"jane".repeat(300)}@people.example` });
    expect(record).not.toHaveProperty("email");
    expect(record).not.toHaveProperty("faults");
  });

  it("counts as a plain agent with a fault when its type is unknown", () => {
    expect(agent({ agentType: "ROBOT" })).toMatchObject({
      agentType: "AGENT",
      faults: ['agentType "ROBOT" is unknown'],
    });
    expect(agent({ agentType: undefined })).toMatchObject({ agentType: "AGENT", faults: ["agentType is unknown"] });
  });

  it("never quotes a type that could be a name", () => {
    expect(agent({ agentType: "Jane Doe" }).faults).toEqual(["agentType is unknown"]);
  });

  it.each([undefined, null, "false", 0])("stays active with a fault when isActive is %j", (isActive) => {
    expect(agent({ isActive })).toMatchObject({ isActive: true, faults: ["isActive is not true or false"] });
  });

  it("is not touched by keys that mean something to JavaScript", () => {
    const row = JSON.parse(
      '{"__proto__":{"firstName":"Eve","isActive":true},"constructor":1,"agentId":7,"agentType":"AGENT"}',
    );
    expect(agentOf(row, place)).toEqual({
      kind: "agent",
      ...place,
      agentId: "7",
      agentType: "AGENT",
      isActive: true,
      faults: ["isActive is not true or false"],
    });
  });
});

describe("an administrator's line", () => {
  it("becomes a record", () => {
    expect(administratorOf({ rcUserId: 1009, userId: 3289, firstName: "Jane", parentPath: "1.2" })).toEqual({
      kind: "administrator",
      userId: "3289",
      rcUserId: "1009",
      firstName: "Jane",
    });
  });
});

describe("an administrator who is or is not enabled", () => {
  it.each([true, false])("is so when enabled is %j", (enabled) => {
    expect(administratorOf({ userId: 1, enabled })).toEqual({ kind: "administrator", userId: "1", enabled });
  });

  it.each([undefined, null])("does not say so when enabled is %j", (enabled) => {
    expect(administratorOf({ userId: 1, enabled })).toEqual({ kind: "administrator", userId: "1" });
  });

  it.each(["false", 0, {}])("costs the person a fault when enabled is %j", (enabled) => {
    const faults = ["enabled is not true or false"];
    expect(administratorOf({ userId: 1, enabled })).toEqual({ kind: "administrator", userId: "1", faults });
  });
});

describe("a name or an e-mail", () => {
  it.each([undefined, null])("is not said when it is %j", (text) => {
    const record = agent({ firstName: text, lastName: text, email: text });
    for (const name of ["firstName", "lastName", "email", "faults"]) expect(record).not.toHaveProperty(name);
  });

  it("is empty when it is an empty text", () => {
    expect(agent({ firstName: "", lastName: "", email: "" })).toMatchObject({ firstName: "", lastName: "", email: "" });
  });
});

describe("a list", () => {
  it.each([[{ items: [] }], [null], ["[]"], [7]])("is not readable from %j", (body) => {
    expect(() => parsedBy(rows)(body)).toThrow(/wrong shape/);
  });

  it.each([1, null, "x", []])("has a record that names nobody where it has %j", (row) => {
    expect(parsedBy(rows)([row, jane])).toEqual([{}, jane]);
  });

  it("of administrators has those that are nested, however deep, and at whatever place a record is none", () => {
    const body = [
      { userId: 1, children: [{ userId: 2, children: [{ userId: 3 }] }, null] },
      { userId: 4, children: null },
      { userId: 5, children: "none" },
    ];
    const ids = parsedBy(administratorRows)(body).map((row) => administratorOf(row).userId);
    expect(ids.toSorted()).toEqual(["1", "2", "3", "4", "5", undefined]);
  });

  it("may be empty", () => {
    expect(parsedBy(rows)([])).toEqual([]);
  });

  it("says where its shape is wrong and quotes nothing", () => {
    expect(() => agentGroupsOf([{ agentGroupId: 1 }, { agentGroupId: "Jane Doe" }])).toThrow(
      /^agent group 2 of the list has no agentGroupId, so its agents cannot be read$/,
    );
  });

  it("of groups names each group once", () => {
    expect(
      agentGroupsOf([{ agentGroupId: 30, groupName: "Care" }, { agentGroupId: "30" }, { agentGroupId: 31 }]),
    ).toEqual([
      { id: "30", label: "agent group 30" },
      { id: "31", label: "agent group 31" },
    ]);
  });

  it("of sub-accounts says which are active, and where that is not known", () => {
    const body = [
      { subAccountId: "1", subAccountName: "Sales", isActive: true },
      { subAccountId: 2, subAccountName: 7, isActive: false },
      { subAccountId: "3", isActive: "yes" },
      { subAccountId: null, isActive: true },
    ];
    expect(parsedBy(subAccountRows)(body)).toEqual([
      { id: "1", name: "Sales", activity: "active" },
      { id: "2", name: "", activity: "inactive" },
      { id: "3", name: "", activity: "unknown" },
    ]);
  });
});
