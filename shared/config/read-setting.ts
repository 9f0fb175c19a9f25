import type { RawValue } from "#shared/domain/settings/merged-settings.ts";
import { isToken, looksLikeSecret, secretRemoved, withoutUrlSecrets } from "#shared/domain/settings/secret-names.ts";
import type { SettingsIssue } from "#shared/domain/settings/settings.ts";
import { shownValue } from "#shared/domain/settings/shown-value.ts";
import { type SettingName, settingTable } from "./setting-table.ts";
import type { SettingType } from "./setting-types.ts";

/** One attribute read: its value, or what is wrong with it. */
export type SettingReading =
  | { readonly kind: "value"; readonly value: unknown }
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
  if (result.success) return { kind: "value", value: result.data };
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

/** What a raw value means: parameters are text, lists may be, and nothing else is converted. */
function understood({ from, value }: RawValue, { kind }: SettingType): unknown {
  if (typeof value !== "string") return value;
  if (kind === "list") {
    return value
      .split(",")
      .map((entry) => entry.trim())
      .filter((entry) => entry !== "");
  }
  if (from === "item") return value;
  const text = value.trim();
  if (kind === "flag" && (text === "true" || text === "false")) return text === "true";
  if (kind === "number" && /^-?\d+(?:\.\d+)?$/.test(text)) return Number(text);
  return text;
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
