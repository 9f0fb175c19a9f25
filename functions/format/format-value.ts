import type { ChangeableAttribute, Profile } from "#shared/domain/roster/roster-user.ts";
import { shownValue } from "#shared/domain/settings/shown-value.ts";

/** A value of a user for people; absent is `none`. */
export function formatValue(value: Profile[ChangeableAttribute]): string {
  if (value === undefined || value === "") return "none";
  return typeof value === "string" ? value : Object.values(value).join(" ");
}

/** A setting's value for people: a list with commas. */
export function formatSetting(value: unknown): string {
  return Array.isArray(value) ? value.join(", ") : shownValue(value);
}

/** First and last name as one text; `undefined` without any. */
export function nameOf(
  named: { readonly firstName?: string | undefined; readonly lastName?: string | undefined } | undefined,
) {
  const name = `${named?.firstName ?? ""} ${named?.lastName ?? ""}`.trim();
  return name === "" ? undefined : name;
}
