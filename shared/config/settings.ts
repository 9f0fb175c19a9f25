import { distance } from "fastest-levenshtein";
import type { TenantId } from "#shared/domain/ids.ts";
import type { StoredSettings } from "#shared/domain/settings/merged-settings.ts";
import { mergeSettings } from "#shared/domain/settings/merged-settings.ts";
import type { ParsedSettings, ScheduleSettings } from "#shared/domain/settings/parsed-settings.ts";
import {
  isSecretName,
  looksLikeSecret,
  secretRemoved,
  withoutUrlSecrets,
} from "#shared/domain/settings/secret-names.ts";
import type { BoundedSetting, Settings, SettingsIssue } from "#shared/domain/settings/settings.ts";
import { shownText, shownValue } from "#shared/domain/settings/shown-value.ts";
import { tenantIdExpected, tenantIdPattern } from "#shared/names.ts";
import { readSetting } from "./read-setting.ts";
import type { SettingName } from "./setting-table.ts";
import { settingTable } from "./setting-table.ts";

interface ParseRequest {
  readonly tenantId: TenantId;
  readonly stored: StoredSettings;
  /** Hosts (or suffixes, with a dot in front) that the two URLs may have; `loopback` admits http on this machine. */
  readonly allowedUrlHosts: readonly string[];
}

/** Checks a tenant's stored settings and reports every fault at once. Never throws. */
export function parseSettings({ tenantId, stored, allowedUrlHosts }: ParseRequest): ParsedSettings {
  const table = settingTable(allowedUrlHosts);
  const names = Object.keys(table) as SettingName[];
  const { values, shadowed } = mergeSettings(stored);
  const faults: SettingsIssue[] = [];
  const bounded: BoundedSetting[] = [];
  const read: Partial<Record<SettingName, unknown>> = {};

  if (!tenantIdPattern.test(tenantId))
    faults.push({ attribute: "tenantId", value: shownText(tenantId), expected: tenantIdExpected });
  if (stored.item === undefined) {
    const expected = "an item in the settings table with this tenantId (it may hold nothing else)";
    return {
      kind: "faulty",
      faults: [...faults, { attribute: "tenantId", value: shownText(tenantId), expected }],
      shadowed,
      bounded,
      readable: {},
    };
  }
  for (const name of names) {
    const reading = readSetting(name, table[name], values.get(name));
    if (reading.kind === "fault") faults.push(reading.fault);
    else {
      read[name] = reading.value;
      if (reading.bounded !== undefined) bounded.push(reading.bounded);
    }
  }
  for (const [name, { value }] of values)
    if (!Object.hasOwn(table, name)) faults.push(strangerFault(name, value, names));
  faults.push(...contradictions(read));
  // Each schema yields the type of its setting.
  if (faults.length > 0) return { kind: "faulty", faults, shadowed, bounded, readable: read as Partial<Settings> };
  // Every name of the table was read without a fault, and each schema yields the type of its setting.
  return { kind: "valid", settings: { tenantId, ...(read as Omit<Settings, "tenantId">) }, shadowed, bounded };
}

/** The settings that the schedule obeys, each on its own; one that cannot be read is absent. Never throws. */
export function parseScheduleSettings(stored: StoredSettings): ScheduleSettings {
  return readApart(stored, ["serviceEnabled", "runDailyAtUtc", "mode"]);
}

/** The two settings that stop a run when they change, each on its own like those of the schedule. Never throws. */
export function parseRunControls(stored: StoredSettings): Partial<Pick<Settings, "serviceEnabled" | "mode">> {
  return readApart(stored, ["serviceEnabled", "mode"]);
}

function readApart<Name extends SettingName>(
  stored: StoredSettings,
  names: readonly Name[],
): Partial<Pick<Settings, Name>> {
  if (stored.item === undefined) return {};
  const table = settingTable([]);
  const { values } = mergeSettings(stored);
  const readings = names.map((name) => [name, readSetting(name, table[name], values.get(name))] as const);
  // Each schema yields the type of its setting.
  return Object.fromEntries(
    readings.flatMap(([name, reading]) => (reading.kind === "value" ? [[name, reading.value]] : [])),
  ) as Partial<Pick<Settings, Name>>;
}

/** Whether a tenant's runs write for everybody: neither dry runs nor a pilot. What cannot be read does not make them so. Never throws. */
export function appliesToEverybody(stored: StoredSettings): boolean {
  if (stored.item === undefined) return false;
  const { mode, pilotPeople } = settingTable([]);
  const { values } = mergeSettings(stored);
  const modeRead = readSetting("mode", mode, values.get("mode"));
  const pilot = readSetting("pilotPeople", pilotPeople, values.get("pilotPeople"));
  const isPlan = modeRead.kind === "value" && modeRead.value === "plan";
  const isPilot = pilot.kind === "value" && Array.isArray(pilot.value) && pilot.value.length > 0;
  return !isPlan && !isPilot;
}

function contradictions(read: Partial<Record<SettingName, unknown>>): SettingsIssue[] {
  if (read.wemAccess !== "ringex-permission") return [];
  const faults: SettingsIssue[] = [];
  if (Array.isArray(read.wemPermissionIds) && read.wemPermissionIds.length === 0) {
    const expected = "at least one RingEX permission id, because wemAccess is ringex-permission";
    faults.push({ attribute: "wemPermissionIds", expected });
  }
  if (read.ringExCheck === "off") {
    const expected = "on, because wemAccess is ringex-permission, which reads RingEX";
    faults.push({ attribute: "ringExCheck", value: "off", expected });
  }
  return faults;
}

/** The fault of an attribute that is no setting: a secret in the wrong place, or a misspelt name. */
function strangerFault(name: string, value: unknown, names: readonly SettingName[]): SettingsIssue {
  const attribute = shownText(name);
  if (isSecretName(name)) {
    const expected = "nothing here: secrets belong to Secrets Manager, as clientSecret or jwt in the tenant's secret";
    return { attribute, value: secretRemoved, expected };
  }
  const near = nearest(name.slice(0, 80), names);
  const shown = shownValue(typeof value === "string" ? withoutUrlSecrets(value) : value);
  const hidden =
    looksLikeSecret(typeof value === "string" ? value : shown) || /ignored|pilot|people|mail|name/iu.test(name);
  return {
    attribute,
    value: hidden ? "(not shown)" : shown,
    expected: `a known attribute; the nearest is ${near}`,
  };
}

function nearest(name: string, names: readonly SettingName[]): SettingName | "tenantId" {
  const folded = name.toLowerCase();
  let best: { name: SettingName | "tenantId"; away: number } = { name: "tenantId", away: Number.POSITIVE_INFINITY };
  for (const candidate of names) {
    const away = distance(folded, candidate.toLowerCase());
    if (away < best.away) best = { name: candidate, away };
  }
  return best.name;
}
