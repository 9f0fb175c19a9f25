import { isDeepStrictEqual } from "node:util";
import { attributeOf } from "#shared/config/read-setting.ts";
import { parseScheduleSettings, parseSettings } from "#shared/config/settings.ts";
import type { TenantId } from "#shared/domain/ids.ts";
import { mergeSettings, type StoredSettings } from "#shared/domain/settings/merged-settings.ts";
import type { ParsedSettings } from "#shared/domain/settings/parsed-settings.ts";
import { seenSettings } from "#shared/domain/settings/seen-settings.ts";
import type { SettingsIssue } from "#shared/domain/settings/settings.ts";
import type { NotedSettingsChange } from "#shared/ports/history.ts";
import { settingsIssues } from "#shared/tenant/checked-settings.ts";
import type { OnBehalf, OperatorPorts, ReadOnlyPorts } from "./operator-ports.ts";

/** One attribute that would change; values are plain and without secrets, `undefined` is absent. */
export interface SettingDifference {
  readonly attribute: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Settings as somebody wants them, checked, and not saved yet. */
export interface SettingsProposal {
  /** As they were read: what a save is conditional on. */
  readonly stored: StoredSettings;
  /** Attributes of the item to set; `undefined` takes one away. */
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly wanted: StoredSettings;
  readonly parsed: ParsedSettings;
  /** Everything that would be wrong then, references included. */
  readonly faults: readonly SettingsIssue[];
  readonly differences: readonly SettingDifference[];
}

type CheckPorts = Pick<ReadOnlyPorts, "settings" | "organization" | "roster" | "config">;

interface Wanted {
  readonly tenantId: TenantId;
  readonly texts: Readonly<Record<string, string>>;
  /** Where they have been read already. */
  readonly stored?: StoredSettings;
}

/** Checks what the settings would be with other texts for some attributes; an empty text removes one. */
export async function proposeSettings(
  { tenantId, texts, stored: read }: Wanted,
  ports: CheckPorts,
): Promise<SettingsProposal> {
  const stored = read ?? (await ports.settings.read(tenantId));
  const attributes = Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, text.trim() === "" ? undefined : attributeOf(name, text)]),
  );
  const kept = Object.entries({ ...stored.item, ...attributes }).filter(([, value]) => value !== undefined);
  const wanted: StoredSettings = { item: { tenantId, ...Object.fromEntries(kept) }, parameters: stored.parameters };
  const parsed = parseSettings({ tenantId, stored: wanted, allowedUrlHosts: ports.config.allowedUrlHosts });
  const faults = await settingsIssues(tenantId, { parsed, ports });
  return { stored, attributes, wanted, parsed, faults, differences: differencesBetween(stored, wanted) };
}

/** What would be another value in force, sorted by attribute. */
function differencesBetween(before: StoredSettings, after: StoredSettings): readonly SettingDifference[] {
  const [was, is] = [valuesOf(before), valuesOf(after)];
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].sort();
  return names
    .filter((name) => JSON.stringify(was[name]) !== JSON.stringify(is[name]))
    .map((attribute) => ({ attribute, before: was[attribute], after: is[attribute] }));
}

function valuesOf(stored: StoredSettings): Readonly<Record<string, unknown>> {
  return seenSettings(mergeSettings(stored).values).values;
}

type SavePorts = Pick<OperatorPorts, "settings" | "history" | "clock" | "newUlid">;

/**
 * Saves a proposal without faults and records who did; `stale` when somebody else has saved since it was read.
 * @throws Error when the proposal has faults: nothing is saved then
 */
export async function saveSettings(
  { proposal, onBehalf }: { readonly proposal: SettingsProposal; readonly onBehalf: OnBehalf },
  ports: SavePorts,
): Promise<"saved" | "stale"> {
  if (proposal.faults.length > 0) throw new Error("Settings with faults are not saved.");
  return write({ edit: proposal, onBehalf }, ports);
}

type SettingsEdit = Pick<SettingsProposal, "stored" | "wanted" | "attributes" | "faults">;

async function write(
  { edit, onBehalf }: { readonly edit: SettingsEdit; readonly onBehalf: OnBehalf },
  { settings, history, clock, newUlid }: SavePorts,
): Promise<"saved" | "stale"> {
  const { stored, wanted, attributes, faults } = edit;
  const { tenantId, by } = onBehalf;
  const saved = await settings.save(tenantId, { before: stored.item, attributes });
  if (saved === "stale") return "stale";
  await history.recordSettingsChange(tenantId, newUlid(), {
    at: clock.now().toISOString(),
    before: valuesOf(stored),
    after: valuesOf(wanted),
    valid: faults.length === 0,
    faults,
    by,
  });
  return "saved";
}

export type SwitchedOff = "switched-off" | "was-off";

/** Other people's saves that switching off may be in the way of before it gives up. */
const maxTries = 5;

/** Sets `serviceEnabled` to false, whatever else is wrong with the settings, and records who did. */
export async function switchServiceOff(
  onBehalf: OnBehalf,
  ports: SavePorts & Pick<CheckPorts, "config">,
): Promise<SwitchedOff> {
  const { tenantId } = onBehalf;
  const attributes = { serviceEnabled: false };
  for (let tries = 0; tries < maxTries; tries += 1) {
    const stored = await ports.settings.read(tenantId);
    // Without an item the schedule starts nothing, and one that holds no more than this would not change that.
    if (stored.item === undefined || parseScheduleSettings(stored).serviceEnabled === false) return "was-off";
    const wanted = { ...stored, item: { ...stored.item, ...attributes } };
    const parsed = parseSettings({ tenantId, stored: wanted, allowedUrlHosts: ports.config.allowedUrlHosts });
    const faults = parsed.kind === "faulty" ? parsed.faults : [];
    if ((await write({ edit: { stored, wanted, attributes, faults }, onBehalf }, ports)) === "saved")
      return "switched-off";
  }
  throw new Error(`The settings of tenant ${tenantId} changed ${maxTries} times while the service was switched off.`);
}

/** Changes, newest first, without what dispatch has noticed of those that somebody has saved with a name. */
export function toldOnce(changes: readonly NotedSettingsChange[]): readonly NotedSettingsChange[] {
  return changes.filter(({ change }, at) => {
    const older = changes[at + 1]?.change;
    const isNoticed = change.by === undefined && older?.by !== undefined;
    return !isNoticed || !isDeepStrictEqual(change.after, older.after);
  });
}
