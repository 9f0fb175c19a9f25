import type { StoredSettings } from "#shared/domain/settings/merged-settings.ts";
import { mergeSettings } from "#shared/domain/settings/merged-settings.ts";
import { isSecretName } from "#shared/domain/settings/secret-names.ts";
import type { SettingsIssue } from "#shared/domain/settings/settings.ts";
import { settingsInvalid } from "#shared/domain/settings/settings-invalid.ts";
import { shownText } from "#shared/domain/settings/shown-value.ts";

/** What an event may never override: where to, with which account and app, in whose name, when and whether. */
const fixed: readonly string[] = [
  "tenantId",
  "baseUrl",
  "ringCxUrl",
  "mainAccountId",
  "clientId",
  "mode",
  "serviceEnabled",
  "impersonatedUserId",
  "runDailyAtUtc",
];

interface WhatIf {
  readonly overrides?: Readonly<Record<string, unknown>>;
  /** Mode of the event, if it names one. */
  readonly mode?: "apply" | "plan";
}

/**
 * Stored settings as an event's what-if wants them, still unchecked. The overrides stand in the item, so that they
 * are checked like any attribute.
 * @throws SETTINGS_INVALID when the run would not be a dry run, or naming the overrides that are refused
 */
export function withOverrides(stored: StoredSettings, { overrides = {}, mode }: WhatIf): StoredSettings {
  const names = Object.keys(overrides);
  if (names.length === 0) return stored;
  const faults = names.filter(isFixed).map(
    (name): SettingsIssue => ({
      attribute: `overrides.${shownText(name)}`,
      expected: "to be absent: this cannot be overridden by an event",
    }),
  );
  if (mode !== "plan" && mergeSettings(stored).values.get("mode")?.value !== "plan") {
    faults.unshift({
      attribute: "overrides",
      expected: "to be absent in mode apply: a what-if is a dry run (mode plan)",
    });
  }
  if (faults.length > 0) throw settingsInvalid("the overrides of the event", faults);
  const parameters = Object.entries(stored.parameters).filter(([name]) => !Object.hasOwn(overrides, name));
  const item = stored.item === undefined ? {} : { item: { ...stored.item, ...overrides } };
  return { ...item, parameters: Object.fromEntries(parameters) };
}

/** Names are compared without case, so that no spelling of a refused one gets as far as the parser. */
function isFixed(name: string): boolean {
  return isSecretName(name) || fixed.some((known) => known.toLowerCase() === name.toLowerCase());
}
