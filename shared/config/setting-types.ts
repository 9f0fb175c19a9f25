import * as z from "zod";
import { sourceId } from "#shared/domain/ids.ts";
import { peoplePattern, peoplePatternExpected, shownPeoplePattern } from "./people-pattern.ts";

/** How a text is understood before the schema sees it. */
type Kind = "flag" | "whole number" | "share" | "text" | "time" | "list" | "list of words";

interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** One attribute: what it must be, and what it is when absent (no default: required). */
export interface SettingType {
  readonly kind: Kind;
  readonly expected: string;
  /** Returns the parsed value; the message of an issue replaces `expected` where it can say more. */
  readonly schema: z.ZodType;
  readonly default?: unknown;
  /** A number beyond one of these counts as that one. */
  readonly bounds?: Bounds;
  /** A faulty list entry as it may be shown. */
  readonly shownEntry?: (entry: string) => string;
}

interface Option {
  readonly default?: unknown;
}

const fallback = (option: Option): Option => ("default" in option ? { default: option.default } : {});

/** A DynamoDB BOOL. */
export function flag(option: Option): SettingType {
  const expected = "true or false (BOOL)";
  return {
    kind: "flag",
    expected,
    schema: z.boolean({
      error: ({ input }) => (typeof input === "string" ? `${expected}, not a string` : expected),
    }),
    ...fallback(option),
  };
}

/** A DynamoDB N; beyond its bounds it counts as the bound, so that no typing error lifts a safeguard. */
export function number(option: Option & Bounds & { readonly steps: "whole" | "any" }): SettingType {
  const { steps, least, most } = option;
  const error = `a ${steps === "whole" ? "whole number" : "number"} (N), ${least} to ${most}`;
  const schema = z.number({ error });
  return {
    kind: steps === "whole" ? "whole number" : "share",
    expected: error,
    schema: steps === "whole" ? schema.refine(Number.isInteger, { error }) : schema,
    bounds: { least, most },
    ...fallback(option),
  };
}

/** A DynamoDB S that satisfies `pattern`. */
export function text(option: Option & { readonly expected: string; readonly pattern: RegExp }): SettingType {
  return {
    kind: "text",
    expected: option.expected,
    schema: string(option.expected, option.pattern),
    ...fallback(option),
  };
}

/** A DynamoDB S that is a time of day, `HH:MM`. */
export function time(option: Option): SettingType {
  const expected = "HH:MM in UTC, 00:00 to 23:59";
  return { ...text({ ...option, expected, pattern: /^(?:[01]\d|2[0-3]):[0-5]\d$/ }), kind: "time" };
}

/** A DynamoDB S out of a closed set. */
export function choice(option: Option & { readonly of: readonly string[] }): SettingType {
  const expected = `one of ${option.of.join(", ")}`;
  return { kind: "text", expected, schema: z.enum([...option.of], { error: expected }), ...fallback(option) };
}

/** A list (L, SS, or one comma separated string) of texts that satisfy `pattern`, in order; `;` separates words, too. */
export function list(
  option: Option & {
    readonly expected: string;
    readonly pattern: RegExp;
    readonly repeats: "dropped" | "refused";
    readonly entries: "words" | "free text";
  },
): SettingType {
  const entries = z.array(string(option.expected, option.pattern), { error: option.expected });
  return {
    kind: option.entries === "words" ? "list of words" : "list",
    expected: option.expected,
    schema:
      option.repeats === "dropped"
        ? entries.transform((values) => [...new Set(values)])
        : entries.min(1, { error: option.expected }).refine((values) => new Set(values).size === values.length, {
            error: `${option.expected}; one stands there twice`,
          }),
    ...fallback(option),
  };
}

/** A list of members of a closed set. */
export function choices(option: Option & { readonly of: readonly string[] }): SettingType {
  return list({
    ...option,
    expected: `a list of ${option.of.join(", ")}`,
    pattern: new RegExp(`^(?:${option.of.join("|")})$`, "u"),
    repeats: "dropped",
    entries: "words",
  });
}

/** A list of people: e-mails in lower case, with `*`, or source ids. */
export function people(option: Option): SettingType {
  const entry = z.string({ error: peoplePatternExpected }).transform((value, context) => {
    const pattern = peoplePattern(value);
    if (pattern === undefined) context.addIssue({ code: "custom", message: peoplePatternExpected });
    return pattern ?? z.NEVER;
  });
  return {
    kind: "list of words",
    expected: peoplePatternExpected,
    schema: z.array(entry, { error: peoplePatternExpected }).transform((values) => [...new Set(values)].map(sourceId)),
    shownEntry: shownPeoplePattern,
    ...fallback(option),
  };
}

/** A list of roster user ids, or of other ids that are free text. */
export function ids(option: Option): SettingType {
  return list({
    ...option,
    expected: `a list, each ${idExpected}`,
    pattern: idPattern,
    repeats: "dropped",
    entries: "free text",
  });
}

/** An id that is free text: no control characters, slashes or white space at its ends. */
export const idPattern = /^(?![\s/])[^\p{Cc}\p{Cf}\p{Cs}/]{1,128}(?<!\s)$/u;
export const idExpected =
  "1 to 128 characters without control characters, slashes or spaces at the ends, as a string (S)";

function string(expected: string, pattern: RegExp): z.ZodString {
  return z.string({ error: expected }).regex(pattern, { error: expected });
}
