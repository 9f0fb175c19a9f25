import type { SourceId, TenantId, UserId } from "#shared/domain/ids.ts";
import type { ManagedAttribute, Role } from "#shared/domain/roster/roster-user.ts";

/** A tenant's settings, parsed and complete (design 3.1, which also says what each one means). */
export interface Settings {
  readonly tenantId: TenantId;
  readonly serviceEnabled: boolean;
  readonly impersonatedUserId: UserId;
  readonly realtimeDataSourceId: string;
  readonly defaultActivityId: string;
  /** Ends in `/`. */
  readonly baseUrl: string;
  /** Ends in `/`. */
  readonly ringCxUrl: string;
  readonly mainAccountId: string;
  /** In the configured order, without repeats. */
  readonly subAccountIds: readonly string[];
  readonly clientId: string;
  readonly adminAndAgentRole: "first" | "last" | Role;
  /** `HH:MM`. */
  readonly runDailyAtUtc: string;
  readonly mode: "apply" | "plan";
  readonly managedAttributes: readonly ManagedAttribute[];
  readonly supervisorRole: "Agent" | "Supervisor";
  readonly wemAccess: "ringcx" | "ringex-permission";
  readonly wemPermissionIds: readonly string[];
  readonly protectedUserIds: readonly UserId[];
  /** E-mails in lower case, where `*` stands for any text, or source ids. */
  readonly ignoredPeople: readonly (string | SourceId)[];
  readonly pilotPeople: readonly (string | SourceId)[];
  readonly ringExCheck: "on" | "off";
  /** 1..5000 */
  readonly maxDeactivations: number;
  /** 0..0.5 */
  readonly maxDeactivationShare: number;
  /** 0..50 */
  readonly deactivationFloor: number;
  /** Of the managed users; 0..10 */
  readonly maxCreateShare: number;
}

/** A number that is stored beyond its bound. */
export interface BoundedSetting {
  readonly attribute: string;
  readonly value: number;
  /** The bound. */
  readonly countsAs: number;
}

/** `0.9 counts as 0.5, the largest value allowed` */
export function boundText({ value, countsAs }: BoundedSetting): string {
  return `${value} counts as ${countsAs}, the ${value > countsAs ? "largest" : "smallest"} value allowed`;
}

/** `maxDeactivationShare: 0.9 counts as 0.5, the largest value allowed` */
export function boundedText(setting: BoundedSetting): string {
  return `${setting.attribute}: ${boundText(setting)}`;
}

/** One thing that is wrong with the settings. */
export interface SettingsIssue {
  readonly attribute: string;
  /** As written, shortened; never that of a secret. Absent where nothing was written. */
  readonly value?: string;
  readonly expected: string;
}

/** One fault in words: `mode is "fast": expected one of apply, plan`. */
export function issueText({ attribute, value, expected }: SettingsIssue): string {
  return `${attribute}${value === undefined ? "" : ` is "${value}"`}: expected ${expected}`;
}
