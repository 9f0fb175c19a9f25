import { expect, test } from "vitest";
import { plainItem } from "#shared/adapters/dynamodb/plain-item.ts";

test("a set is an array in order, NULL is absent, a list keeps its places", () => {
  const item = {
    strings: { SS: ["b", "a"] },
    numbers: { NS: ["10", "9"] },
    nothing: { NULL: true as const },
    list: { L: [{ S: "x" }, { NULL: true as const }, { BOOL: false as const }] },
    map: { M: { share: { N: "0.2" } } },
  };
  expect(plainItem(item)).toEqual({
    strings: ["a", "b"],
    numbers: [9, 10],
    list: ["x", null, false],
    map: { share: 0.2 },
  });
  expect(Object.keys(plainItem(item))).not.toContain("nothing");
});

test("a number that is too large for an exact integer is a number all the same", () => {
  expect(plainItem({ huge: { N: "123456789012345678901234567890" } })).toEqual({ huge: 1.2345678901234568e29 });
});

test("a map under the name __proto__ is an attribute like any other and gives the item nothing", () => {
  const item = JSON.parse('{"__proto__":{"M":{"role":{"S":"Administrator"}}},"map":{"M":{"__proto__":{"M":{}}}}}');
  const plain = plainItem(item);
  expect(plain["role"]).toBeUndefined();
  expect(Object.keys(plain)).toEqual(["__proto__", "map"]);
  expect(Object.getPrototypeOf(plain)).toBe(Object.prototype);
  expect(Object.keys(plain["map"] as object)).toEqual(["__proto__"]);
});
