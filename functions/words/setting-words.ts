import { shownValue } from "#shared/domain/shown-value.ts";

/** A setting's value for people: a list with commas. */
export function settingInWords(value: unknown): string {
  return Array.isArray(value) ? value.join(", ") : shownValue(value);
}
