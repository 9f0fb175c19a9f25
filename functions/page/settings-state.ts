import { nameOf } from "#functions/format/format-value.ts";
import type { TenantId } from "#shared/domain/ids.ts";
import { mergeSettings, type StoredSettings } from "#shared/domain/settings/merged-settings.ts";
import { seenSettings } from "#shared/domain/settings/seen-settings.ts";
import type { BoundedSetting, SettingsIssue } from "#shared/domain/settings/settings.ts";
import { activityTree } from "#shared/operator/activity-tree.ts";
import type { ReadOnlyPorts } from "#shared/operator/operator-ports.ts";
import { proposeSettings, type SettingsProposal } from "#shared/operator/settings-change.ts";
import type { SeenSubAccount } from "#shared/ports/directory.ts";
import type { Texts } from "./page-event.ts";
import { type SecretState, secretState } from "./secret-state.ts";
import { settingFields } from "./setting-fields.ts";

/** A list with more entries than this is not offered to choose from: then the id is typed, and checked. */
export const maxOptions = 300;

type Options = readonly (readonly [value: string, label: string])[];

/** One field as it is shown. */
export interface FieldState {
  readonly text: string;
  readonly source: "item" | "parameter" | "default" | "missing";
  /** The value in force, as a text; empty where there is none. */
  readonly inForce: string;
  /** The item hides an SSM parameter. */
  readonly isShadowing: boolean;
  readonly fault?: SettingsIssue;
  /** The number is beyond its bound. */
  readonly bounded?: BoundedSetting;
}

export interface SettingsState {
  readonly fields: Readonly<Record<string, FieldState>>;
  /** Fingerprint of what is stored: whoever saves says on which one. */
  readonly version: string;
  /** The texts of the stored settings, by which a save tells what was changed. */
  readonly seen: Texts;
  /** Faults of settings that have no field here. */
  readonly otherFaults: readonly SettingsIssue[];
  readonly secrets: SecretState;
  /** By the list's name; absent where there are too many. */
  readonly lists: Readonly<Partial<Record<"users" | "data sources" | "activities", Options>>>;
  /** The sub-accounts that the credentials see, where they were asked for. */
  readonly subAccounts?: readonly SeenSubAccount[];
}

type StatePorts = Pick<ReadOnlyPorts, "secrets" | "clock" | "roster" | "organization">;

interface Shown {
  readonly tenantId: TenantId;
  /** Checked: what is stored, with what was typed. */
  readonly proposal: SettingsProposal;
  /** Typed texts, which stand in the fields instead of the stored ones. */
  readonly typed: Texts;
}

/** The settings form with typed texts in it, checked as they are; `stored` where the settings have been read already. */
export async function loadSettings(
  { tenantId, typed, stored }: Pick<Shown, "tenantId" | "typed"> & { readonly stored?: StoredSettings },
  ports: StatePorts & Pick<ReadOnlyPorts, "settings" | "config">,
): Promise<SettingsState> {
  const proposal = await proposeSettings(
    { tenantId, texts: typed, ...(stored === undefined ? {} : { stored }) },
    ports,
  );
  return settingsState({ tenantId, proposal, typed }, ports);
}

/** Everything that the settings form shows. */
export async function settingsState({ tenantId, proposal, typed }: Shown, ports: StatePorts): Promise<SettingsState> {
  const { stored, wanted, parsed, faults } = proposal;
  const seen = textsOf(stored);
  const { values, shadowed } = mergeSettings(wanted);
  const readable: Readonly<Record<string, unknown>> =
    parsed.kind === "valid" ? { ...parsed.settings } : { ...parsed.readable };
  const fields = settingFields.map(({ name }): [string, FieldState] => {
    const fault = faults.find(({ attribute }) => attribute === name);
    const bounded = parsed.bounded.find(({ attribute }) => attribute === name);
    const inForce = fieldText(readable[name] ?? values.get(name)?.value);
    return [
      name,
      {
        text: typed[name] ?? seen[name] ?? "",
        source: values.get(name)?.from ?? (Object.hasOwn(readable, name) ? "default" : "missing"),
        inForce,
        isShadowing: shadowed.includes(name),
        ...(fault === undefined ? {} : { fault }),
        ...(bounded === undefined ? {} : { bounded }),
      },
    ];
  });
  const [secrets, lists] = await Promise.all([secretState(tenantId, ports), listsOf(tenantId, ports)]);
  return {
    fields: Object.fromEntries(fields),
    version: versionOf(stored),
    seen,
    otherFaults: faults.filter(({ attribute }) => !settingFields.some(({ name }) => name === attribute)),
    secrets,
    lists,
  };
}

/** Fingerprint of the settings as they are stored, item and parameters. */
export function versionOf(stored: StoredSettings): string {
  return seenSettings(mergeSettings(stored).values).fingerprint;
}

/** The texts of all fields as the item has them. */
export function textsOf({ item = {} }: StoredSettings): Texts {
  return Object.fromEntries(settingFields.map(({ name }) => [name, fieldText(item[name])]));
}

async function listsOf(tenantId: TenantId, { roster, organization }: StatePorts): Promise<SettingsState["lists"]> {
  const [users, dataSources, activities] = await Promise.all([
    roster.list(tenantId),
    organization.dataSources(tenantId),
    organization.activities(tenantId),
  ]);
  const active = users.filter(({ status }) => status === "Active");
  const usable = dataSources.filter(({ adapter }) => adapter === "RingCentral");
  return {
    ...listed("users", active, (user) => [
      user.userId,
      `${nameOf(user) ?? user.userId} (${user.userId}, ${user.role})`,
    ]),
    ...listed("data sources", usable, ({ id, name }) => [id, `${name} (${id})`]),
    ...listed("activities", activityTree(activities), ({ activity, path }) => [
      activity.id,
      `${path} (${activity.id})`,
    ]),
  };
}

function listed<One>(
  name: string,
  all: readonly One[],
  option: (one: One) => readonly [string, string],
): Readonly<Record<string, Options>> {
  return all.length > maxOptions ? {} : { [name]: all.map(option) };
}

/** A stored value as the text of a form field; absent is empty. */
function fieldText(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.map(fieldText).join(", ");
  if (typeof value === "object") return JSON.stringify(value);
  return typeof value === "string" ? value : String(value as number | boolean | bigint);
}
