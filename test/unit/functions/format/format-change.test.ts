import { expect, test } from "vitest";
import { formatChange } from "#functions/format/format-change.ts";
import { formatValue } from "#functions/format/format-value.ts";
import { sourceId } from "#shared/domain/ids.ts";

test("a new user is told by name and role", () => {
  const after = { firstName: "Zoë", lastName: "Ångström", role: "Agent", email: "z@people.example" } as const;
  expect(formatChange({ kind: "create", before: {}, after })).toBe("Zoë Ångström, Agent");
});

test("a change is told with both values, the link left out", () => {
  const before = { lastName: "Marsh", agentIds: ["701/1"], email: undefined };
  const after = { lastName: "Petrović", agentIds: ["701/2"], email: "m@people.example" };
  expect(formatChange({ kind: "update", before, after })).toBe(
    "lastName: Marsh -> Petrović, email: none -> m@people.example",
  );
});

test("a change of nothing but the link is told by the link", () => {
  const before = { agentIds: ["701/1", "701/2"], scopes: undefined };
  const after = { agentIds: ["701/2"], scopes: ["main"] } as const;
  expect(formatChange({ kind: "update", before, after })).toBe("agentIds: 701/1 701/2 -> 701/2, scopes: none -> main");
});

test("a conflict has nothing to tell", () => {
  expect(formatChange({ kind: "conflict", before: {}, after: {} })).toBe("");
});

test.each([
  [undefined, "none"],
  ["", "none"],
  ["Active", "Active"],
  [["a", "b"], "a b"],
  [sourceId("rc:1"), "rc:1"],
])("the value %j is %s", (value, words) => {
  expect(formatValue(value)).toBe(words);
});
