import type { SeenSettings } from "#shared/domain/settings/seen-settings.ts";
import { readSetting } from "./read-setting.ts";
import { type SettingName, settingTable } from "./setting-table.ts";

/** Safeguards, and what decides who is read and changed: somebody is told when one of them changes (design 4.5). */
const watched: readonly string[] = [
  "maxDeactivations",
  "maxDeactivationShare",
  "deactivationFloor",
  "maxCreateShare",
  "baseUrl",
  "ringCxUrl",
  "mainAccountId",
  "subAccountIds",
  "mode",
  "wemAccess",
  "wemPermissionIds",
  "ringExCheck",
  "pilotPeople",
  "ignoredPeople",
  "protectedUserIds",
  "impersonatedUserId",
];

type Values = SeenSettings["values"];

/** Names of watched settings that mean something else than before, sorted. What is the default and what is absent mean the same. */
export function changedWatched(
  { before, after }: { readonly before: Values; readonly after: Values },
  allowedUrlHosts: readonly string[],
): readonly string[] {
  const table = settingTable(allowedUrlHosts);
  const meaning = (name: string, value: unknown): string => {
    if (!Object.hasOwn(table, name)) return JSON.stringify([value]);
    const raw = value === undefined ? undefined : ({ from: "item", value } as const);
    const reading = readSetting(name, table[name as SettingName], raw);
    return JSON.stringify(reading.kind === "value" ? reading : [value]);
  };
  return watched.filter((name) => meaning(name, before[name]) !== meaning(name, after[name])).sort();
}
