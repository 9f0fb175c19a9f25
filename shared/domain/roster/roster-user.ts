import type { ScopeId } from "#shared/domain/directory/reading.ts";
import type { SourceId, UserId } from "#shared/domain/ids.ts";

export const roles = ["Agent", "Supervisor", "Scheduler", "Administrator"] as const;
export type Role = (typeof roles)[number];

export type UserStatus = "Active" | "Inactive";

/** Names and e-mail as RingCentral says them. */
export interface Seen {
  readonly firstName: string;
  readonly lastName: string;
  readonly email?: string;
}

/** What the sync reads and writes of a roster user (design 3.3). Other attributes of the item are left alone. */
export interface RosterUser {
  readonly userId: UserId;
  readonly firstName: string;
  readonly lastName: string;
  readonly email?: string;
  readonly role: Role;
  readonly status: UserStatus;
  readonly activityId?: string;
  /** Absent on a user made by hand, who is never deactivated. */
  readonly sourceId?: SourceId;
  readonly dataSourceId?: string;
  /** `<subAccountId>/<agentId>`, sorted. */
  readonly agentIds?: readonly string[];
  /** Where the person was last seen, sorted. */
  readonly scopes?: readonly ScopeId[];
  /** `<subAccountId>/<agentGroupId>` where last seen, sorted. */
  readonly groups?: readonly string[];
  /** What RingCentral said when the sync last accepted this link: by it another human is told from a changed name. */
  readonly seen?: Seen;
  /** The link that a decision took away, because the id belongs to somebody else now. */
  readonly formerSourceId?: SourceId;
  /** Grows by one with every write; 0 for an item made by hand that has none. */
  readonly version: number;
  /** When the sync set them Inactive, ISO 8601 UTC; absent on who is Active. */
  readonly deactivatedAt?: string;
  /** The run that wrote this user last, by which the intent of a killed run is judged. */
  readonly lastRunId?: string;
}

/** Whether nobody in RingCentral is, or was, behind this user. */
export function isHandMade({ sourceId, formerSourceId }: Pick<RosterUser, "sourceId" | "formerSourceId">): boolean {
  return sourceId === undefined && formerSourceId === undefined;
}

/** What a change may touch: everything but the id and the bookkeeping of writes. */
export type ChangeableAttribute = Exclude<keyof RosterUser, "userId" | "version" | "deactivatedAt" | "lastRunId">;

/** Attributes that follow RingCentral where the settings name them (`managedAttributes`). */
export const managedAttributes = ["firstName", "lastName", "role", "email"] as const satisfies ChangeableAttribute[];
export type ManagedAttribute = (typeof managedAttributes)[number];

/**
 * Values of a user before or after a change. An attribute that is `undefined` here is absent on the user. `userId`
 * stands in the `after` of a create alone, which is the whole user.
 */
export type Profile = { readonly [Key in ChangeableAttribute | "userId"]?: RosterUser[Key] | undefined };
