import type { StoredSettings } from "#shared/domain/settings/merged-settings.ts";

/** The smallest item that is valid. */
export const minimalItem: Readonly<Record<string, unknown>> = {
  tenantId: "default",
  impersonatedUserId: "u-sync",
  realtimeDataSourceId: "3",
  defaultActivityId: "12",
  mainAccountId: "600",
  subAccountIds: "601, 602",
  clientId: "app-1",
};

/** Valid settings with some attributes replaced; `undefined` takes one away. */
export function storedWith(
  changed: Readonly<Record<string, unknown>>,
  parameters: Readonly<Record<string, string>> = {},
): StoredSettings {
  const item = Object.entries({ ...minimalItem, ...changed }).filter(([, value]) => value !== undefined);
  return { item: Object.fromEntries(item), parameters };
}
