import { expect, test } from "vitest";
import { numberedChangeOf } from "#shared/adapters/dynamodb/change-item.ts";

const item = {
  tenantId: "default",
  entry: "change#01JRUN#000007",
  kind: "update",
  before: {},
  after: { role: "Agent" },
};

test("a record has its number and both sides of what changed", () => {
  expect(numberedChangeOf(item)).toMatchObject({
    number: 7,
    record: { before: { role: undefined }, after: { role: "Agent" } },
  });
});

test.each([
  { ...item, before: undefined },
  { ...item, after: null },
  { ...item, kind: "create", after: ["Agent"] },
  { ...item, entry: "change#01JRUN#last" },
])("a record that somebody has broken is named: %j", (broken) => {
  expect(() => numberedChangeOf(broken)).toThrow(
    expect.objectContaining({ code: "INTERNAL", message: expect.stringContaining(broken.entry) }),
  );
});
