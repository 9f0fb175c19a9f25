import { shownValue } from "#shared/domain/settings/shown-value.ts";

/** A setting's value for people: a list with commas. */
export function formatSetting(value: unknown): string {
  return Array.isArray(value) ? value.join(", ") : shownValue(value);
}
