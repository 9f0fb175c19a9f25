import type { SettingName } from "#shared/config/setting-table.ts";

/** How a setting is entered; a `list` is chosen from, and typed where it has too many entries. */
export type Control =
  | { readonly kind: "text"; readonly short?: true }
  | { readonly kind: "choice"; readonly options: readonly (readonly [value: string, label: string])[] }
  | { readonly kind: "list"; readonly of: "users" | "data sources" | "activities" }
  | { readonly kind: "sub-accounts" };

export interface SettingField {
  readonly name: SettingName;
  readonly label: string;
  /** One sentence. */
  readonly help: string;
  readonly control: Control;
}

export interface FieldGroup {
  readonly title: string;
  readonly fields: readonly SettingField[];
}

const text = { kind: "text" } as const;
const short = { kind: "text", short: true } as const;

/** The settings of the page in the groups and under the names that administrators know. */
export const fieldGroups: readonly FieldGroup[] = [
  {
    title: "General Settings",
    fields: [
      {
        name: "serviceEnabled",
        label: "Service enabled?",
        help: "Whether the daily run takes place; Run now and Dry run work either way.",
        control: {
          kind: "choice",
          options: [
            ["true", "Yes"],
            ["false", "No"],
          ],
        },
      },
      {
        name: "impersonatedUserId",
        label: "Impersonated user",
        help: "The active roster user in whose name every change is recorded, and whom the sync itself never changes.",
        control: { kind: "list", of: "users" },
      },
      {
        name: "realtimeDataSourceId",
        label: "Data source of the RingCentral Realtime Adapter",
        help: "New users are linked to their agents in this data source.",
        control: { kind: "list", of: "data sources" },
      },
      {
        name: "defaultActivityId",
        label: "Default activity",
        help: "The activity (site) that a new user is put into; users who exist stay where they are.",
        control: { kind: "list", of: "activities" },
      },
    ],
  },
  {
    title: "API & Account Connectivity",
    fields: [
      { name: "baseUrl", label: "Base URL", help: "Address of the RingCentral platform API.", control: text },
      { name: "ringCxUrl", label: "RingCX URL", help: "Address of the RingCX API.", control: text },
      {
        name: "mainAccountId",
        label: "Main account id",
        help: "The RingCentral main account, whose administrators are synchronised.",
        control: text,
      },
      {
        name: "subAccountIds",
        label: "Sub-accounts",
        help: "The RingCX sub-accounts whose agents are synchronised: their ids, separated by commas, in the order in which roles are retrieved.",
        control: { kind: "sub-accounts" },
      },
      {
        name: "clientId",
        label: "Client id",
        help: "Client id of the app in the RingCentral developer portal.",
        control: text,
      },
    ],
  },
  {
    title: "Sync Logic & Scheduling",
    fields: [
      {
        name: "adminAndAgentRole",
        label: "Role of someone who is both administrator and agent",
        help: "Roles are retrieved from administrators first, then from the sub-accounts in their order.",
        control: {
          kind: "choice",
          options: [
            ["first", "The first role retrieved (Administrator)"],
            ["last", "The last role retrieved (the agent's)"],
            ["Agent", "Agent"],
            ["Supervisor", "Supervisor"],
            ["Scheduler", "Scheduler"],
            ["Administrator", "Administrator"],
          ],
        },
      },
      {
        name: "mode",
        label: "Mode",
        help: "With dry runs only, every run says what it would change and writes nothing to the roster.",
        control: {
          kind: "choice",
          options: [
            ["apply", "Apply changes"],
            ["plan", "Dry runs only"],
          ],
        },
      },
      {
        name: "runDailyAtUtc",
        label: "Run daily at (UTC)",
        help: "The time of the daily run as hours and minutes, for example 02:00.",
        control: short,
      },
      {
        name: "wemAccess",
        label: "What counts as Access WEM",
        help: "What an agent needs in RingCentral to be in the roster.",
        control: {
          kind: "choice",
          options: [
            ["ringcx", "Being listed by the RingCX integration"],
            ["ringex-permission", "A RingEX role with one of the permissions below"],
          ],
        },
      },
      {
        name: "wemPermissionIds",
        label: "RingEX permission ids",
        help: "The permissions of which one is needed, separated by commas; used where a RingEX role decides.",
        control: text,
      },
      {
        name: "managedAttributes",
        label: "Managed attributes",
        help: "What follows RingCentral, so that a manual edit is reverted: firstName, lastName, role and email, separated by commas.",
        control: text,
      },
      {
        name: "maxDeactivations",
        label: "Safeguard: most deactivations in one run",
        help: "More than this many are held until somebody approves them; other risky changes are counted apart, with the same limits. 1 to 5000.",
        control: short,
      },
      {
        name: "maxDeactivationShare",
        label: "Safeguard: largest share of users",
        help: "More than this share of the active users is held as well; 0.2 is one in five, 0.5 the most.",
        control: short,
      },
      {
        name: "deactivationFloor",
        label: "Safeguard: not held up to",
        help: "Up to this many deactivations are applied without approval, whatever the share; at small sites a fifth of the active users at most, and at least 1. 0 to 50.",
        control: short,
      },
      {
        name: "maxCreateShare",
        label: "Safeguard: largest share of new users",
        help: "More new users than this share of those that the sync manages are held, once the first run is done; 0.5 is half as many again, 10 the most.",
        control: short,
      },
    ],
  },
];

export const settingFields: readonly SettingField[] = fieldGroups.flatMap(({ fields }) => fields);

/** The label of a setting on the page, or its name where the page has no field for it. */
export function labelOf(attribute: string): string {
  return settingFields.find(({ name }) => name === attribute)?.label ?? attribute;
}
