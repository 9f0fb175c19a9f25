import { expect, it } from "vitest";
import { settingsInvalid } from "#shared/domain/settings/settings-invalid.ts";
import { shownValue } from "#shared/domain/settings/shown-value.ts";

it("lists every fault with attribute, value and what is expected", () => {
  const error = settingsInvalid("the settings of tenant acme", [
    { attribute: "mode", value: "fast", expected: "one of apply, plan" },
    { attribute: "clientId", expected: "the client id (required)" },
  ]);
  expect(error).toMatchObject({
    code: "SETTINGS_INVALID",
    retryable: false,
    details: { attributes: ["mode", "clientId"] },
  });
  expect(error.message).toBe(
    '2 faults in the settings of tenant acme: mode is "fast": expected one of apply, plan; clientId: expected the client id (required)',
  );
});

it("counts what would make the message too long", () => {
  const faults = Array.from({ length: 70 }, (_, index) => ({ attribute: `a${index}`, expected: "nothing" }));
  const { message, details } = settingsInvalid("the event", faults);
  expect(message).toMatch(/^70 faults in the event: .*; a49: expected nothing; and 20 more$/u);
  expect(details.attributes).toEqual(faults.slice(0, 50).map(({ attribute }) => attribute));
  expect(settingsInvalid("the event", faults.slice(0, 50)).message).toMatch(/; a49: expected nothing$/u);
});

it("counts a single fault as one, and names an attribute once", () => {
  const fault = { attribute: "mode", expected: "something else" };
  expect(settingsInvalid("the event", [fault]).message).toBe("1 fault in the event: mode: expected something else");
  expect(settingsInvalid("the event", [fault, fault]).details).toEqual({ attributes: ["mode"] });
});

it.each([
  ["a\nb\\c", "a\\u000ab\\\\c"],
  ["caf\u00e9", "caf\u00e9"],
  [5, "5"],
  [10n, "10"],
  [null, "null"],
  [undefined, "undefined"],
  [{ a: [1n] }, '{"a":["1"]}'],
])("shows a value of whatever type on one line (%#)", (value, shown) => {
  expect(shownValue(value)).toBe(shown);
});
