import fc from "fast-check";

/** Names that reach the prototype when an object is built carelessly. */
const prototypeNames = ["__proto__", "constructor", "prototype"] as const;

/** Longer than anything that is expected anywhere, and what a slow pattern needs to be felt. */
const huge = 100_000;

const oddTexts = [
  ...prototypeNames,
  "NaN",
  "-Infinity",
  "1e309",
  "0x10",
  "-0",
  "null",
  "\u0000",
  "a\u0000b",
  "\ud800",
  "x\udfff",
  "\u202etxt.exe",
  "\u0661\u0662",
  "\ufeff",
  "\u2028",
  "e\u0301",
  "2026-02-30T00:00:00Z",
  "+275760-09-13T00:00:00Z",
  "https://platform.ringcentral.com@evil.example/",
  "<html></html>",
  `${"1".repeat(huge)}!`,
  `${"a.".repeat(huge / 2)}@`,
  `${"/".repeat(huge)}x`,
  " ".repeat(huge),
  ",".repeat(huge),
];

/** Texts that have broken parsers before, and any other text, lone surrogates included. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...oddTexts),
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.array(fc.nat(0xffff), { maxLength: 20 }).map((units) => String.fromCharCode(...units)),
);

const key = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(...prototypeNames) },
  { weight: 2, arbitrary: fc.string() },
);

/** Own properties, whatever they are called: as `JSON.parse` makes them. */
export const ownProperties = (value: fc.Arbitrary<unknown>): fc.Arbitrary<Record<string, unknown>> =>
  fc.array(fc.tuple(key, value), { maxLength: 4 }).map((entries) => Object.fromEntries(entries));

const nested = (depth: number): unknown => JSON.parse("[".repeat(depth) + "]".repeat(depth));

/** Anything that JSON or DynamoDB can hold, and NaN and the like beside it. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.double(),
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 2 ** 53, 1e308, Number.NaN, -0, [], {}, nested(2_000)),
  fc.jsonValue(),
  ownProperties(fc.oneof(fc.constantFrom<unknown>({ role: "Administrator", id: "1" }, "x"), fc.jsonValue())),
);

/** What is done to one place of a value. */
type Edit =
  | { readonly kind: "replace"; readonly value: unknown }
  | { readonly kind: "remove" }
  | { readonly kind: "add"; readonly key: string; readonly value: unknown }
  | { readonly kind: "wrap" };

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ kind: fc.constant("replace" as const), value: hostileValue }),
  fc.record({ kind: fc.constant("remove" as const) }),
  fc.record({ kind: fc.constant("add" as const), key, value: hostileValue }),
  fc.record({ kind: fc.constant("wrap" as const) }),
);

/** A valid value with one to three places of it spoilt, at any depth. */
export function mutated(valid: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const edits = fc.array(fc.tuple(fc.nat(10_000), edit), { minLength: 1, maxLength: 3 });
  return fc.tuple(valid, edits).map(([value, wanted]) =>
    wanted.reduce((before, [place, one]) => {
      const places = placesOf(before);
      return edited(before, places[place % places.length] ?? [], one);
    }, value),
  );
}

type Place = readonly string[];

function placesOf(value: unknown, place: Place = []): Place[] {
  if (typeof value !== "object" || value === null || place.length > 6) return [place];
  return [place, ...Object.entries(value).flatMap(([name, part]) => placesOf(part, [...place, name]))];
}

function edited(value: unknown, [name, ...deeper]: Place, one: Edit): unknown {
  if (name === undefined) {
    if (one.kind === "replace") return one.value;
    if (one.kind === "add") return withEntry(value, one.key, one.value);
    return one.kind === "wrap" ? [value] : undefined;
  }
  if (deeper.length === 0 && one.kind === "remove") return without(value, name);
  const part = Object.entries(value as object).find(([own]) => own === name)?.[1];
  return withEntry(value, name, edited(part, deeper, one));
}

function withEntry(value: unknown, name: string, part: unknown): unknown {
  if (Array.isArray(value)) {
    return Object.hasOwn(value, name)
      ? value.map((old, index) => (String(index) === name ? part : old))
      : [...value, part];
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries([...Object.entries(value).filter(([own]) => own !== name), [name, part]]);
}

function without(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value.filter((_, index) => String(index) !== name);
  return Object.fromEntries(Object.entries(value as object).filter(([own]) => own !== name));
}
