import { describe, expect, test } from "vitest";
import { shownText, shownValue } from "#shared/domain/settings/shown-value.ts";

describe("a text in a message", () => {
  test("is whole up to 80 characters; of a longer one the beginning and the length are shown", () => {
    expect(shownText("x".repeat(80))).toBe("x".repeat(80));
    expect(shownText("x".repeat(81))).toBe(`${"x".repeat(79)}… (81 characters)`);
  });

  test("has its invisible characters and backslashes escaped", () => {
    expect(shownText("a\u0000b\u202ec\ud800d\u2028e\u2029f\\g")).toBe(
      String.raw`a\u0000b\u202ec\ud800d\u2028e\u2029f\\g`,
    );
  });
});

describe("a value in a message", () => {
  test.each([
    ["a text as it is", "on", "on"],
    ["a number as a number, also where JSON has none", Number.NaN, "NaN"],
    ["a large integer with all its digits", 12345678901234567890n, "12345678901234567890"],
    ["a list as JSON", ["a", 1n, null], '["a","1",null]'],
    ["what JSON leaves out by its name", undefined, "undefined"],
  ])("shows %s", (_what, value, shown) => {
    expect(shownValue(value)).toBe(shown);
  });

  test("that contains itself is told by its type", () => {
    const loop: unknown[] = [];
    loop.push(loop);
    expect(shownValue(loop)).toBe("(a value of type object)");
  });
});
