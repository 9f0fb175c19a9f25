import type { RawValue } from "#shared/domain/settings/merged-settings.ts";
import { isToken, looksLikeSecret, secretRemoved, withoutUrlSecrets } from "#shared/domain/settings/secret-names.ts";
import type { BoundedSetting, SettingsIssue } from "#shared/domain/settings/settings.ts";
import { shownValue } from "#shared/domain/settings/shown-value.ts";
import { pasted } from "./pasted-text.ts";
import { type SettingName, settingTable } from "./setting-table.ts";
import type { SettingType } from "./setting-types.ts";

/** One attribute read: its value, or what is wrong with it. */
export type SettingReading =
  | { readonly kind: "value"; readonly value: unknown; readonly bounded?: BoundedSetting }
  | { readonly kind: "fault"; readonly fault: SettingsIssue };

/** Reads one attribute from what is stored; absent, it takes the default or, having none, is a fault. */
export function readSetting(attribute: string, type: SettingType, raw: RawValue | undefined): SettingReading {
  if (raw === undefined) {
    return "default" in type
      ? { kind: "value", value: type.default }
      : { kind: "fault", fault: { attribute, expected: `${type.expected} (required)` } };
  }
  if (typeof raw.value === "string" && isToken(raw.value)) {
    return { kind: "fault", fault: { attribute, value: secretRemoved, expected: `${type.expected}, not a token` } };
  }
  const input = understood(raw, type);
  const result = type.schema.safeParse(input);
  if (result.success) return withinBounds(result.data, { attribute, type });
  const [issue] = result.error.issues;
  const index = issue?.path[0];
  const faulty = Array.isArray(input) && typeof index === "number" ? input[index] : raw.value;
  return {
    kind: "fault",
    fault: {
      attribute,
      value: shownSetting(faulty, type),
      expected: issue?.message ?? type.expected,
    },
  };
}

function withinBounds(value: unknown, { attribute, type }: { attribute: string; type: SettingType }): SettingReading {
  if (type.bounds === undefined || typeof value !== "number") return { kind: "value", value };
  const countsAs = Math.min(type.bounds.most, Math.max(type.bounds.least, value));
  return { kind: "value", value: countsAs, ...(countsAs === value ? {} : { bounded: { attribute, value, countsAs } }) };
}

/**
 * What a raw value means: texts as people paste and type them, ids that are stored as numbers. Only what can mean one
 * thing is converted; all else goes to the schema as it is.
 */
function understood({ from, value }: RawValue, { kind }: SettingType): unknown {
  if (typeof value !== "string")
    return kind === "list" || kind === "list of words" ? idsIn(value) : idText(value, kind);
  const text = pasted(value);
  switch (kind) {
    case "list":
      return entriesOf(value, /[,\n]/);
    case "list of words":
      return entriesOf(value, /[,;\n]/);
    case "flag":
      return from === "parameter" && (text === "true" || text === "false") ? text === "true" : value;
    case "whole number":
      return wholeNumber(text) ?? text;
    case "share":
      return share(text) ?? text;
    case "time":
      return /^\d:\d\d$/.test(text) ? `0${text}` : text;
    case "text":
      return text;
  }
}

/** An id of digits, stored as a number. */
function idText(value: unknown, kind: SettingType["kind"]): unknown {
  const isId = typeof value === "bigint" || (typeof value === "number" && Number.isSafeInteger(value));
  return isId && kind === "text" ? String(value) : value;
}

function idsIn(value: unknown): unknown {
  const entries = typeof value === "number" || typeof value === "bigint" ? [value] : value;
  if (!Array.isArray(entries)) return entries;
  return entries.map((entry: unknown) => (typeof entry === "string" ? pasted(entry) : idText(entry, "text")));
}

/** Quotes stand around the whole list or around each entry. */
function entriesOf(value: string, separator: RegExp): readonly string[] {
  const text = pasted(value);
  return (/["'`]/.test(text) ? value : text)
    .split(separator)
    .map(pasted)
    .filter((entry) => entry !== "");
}

/** `1000` and `1,000`; `1.000` is a thousand here and one there. */
function wholeNumber(text: string): number | undefined {
  return /^-?\d+$/.test(text) || /^[1-9]\d{0,2}(?:,\d{3})+$/.test(text) ? Number(text.replaceAll(",", "")) : undefined;
}

/** `0.2`, `0,2` and `20%`. */
function share(text: string): number | undefined {
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return Number(text);
  if (/^0,\d+$/.test(text)) return Number(text.replace(",", "."));
  const percent = /^(\d{1,3}(?:[.,]\d{1,2})?)\s?%$/.exec(text)?.[1];
  // Divided as a decimal: 0.07 is not 7 * 0.01.
  return percent === undefined ? undefined : Number(`${percent.replace(",", ".")}e-2`);
}

/** A faulty value for a message: never a secret, never what may be a person's name. */
function shownSetting(value: unknown, { shownEntry }: SettingType): string {
  if (typeof value !== "string") {
    const shown = shownEntry === undefined ? shownValue(value) : `(${Array.isArray(value) ? "a list" : typeof value})`;
    return looksLikeSecret(shown) ? secretRemoved : shown;
  }
  if (looksLikeSecret(value)) return secretRemoved;
  return shownValue(shownEntry === undefined ? withoutUrlSecrets(value) : shownEntry(value));
}

/**
 * What a person's text for a setting means as an attribute of the item: `true` is a BOOL, `0.2` a number, a comma
 * separated text a list. A text that cannot be that, or is for no known setting, stays a text: the check says so.
 */
export function attributeOf(name: string, text: string): unknown {
  const table = settingTable([]);
  const trimmed = text.trim();
  return Object.hasOwn(table, name)
    ? understood({ from: "parameter", value: trimmed }, table[name as SettingName])
    : trimmed;
}
