import type { agentTypes, extensionStatuses } from "#shared/domain/directory/source-record.ts";

/** Type of a RingCX agent. */
export type AgentType = (typeof agentTypes)[number];

/** Status of a RingEX extension. */
export type ExtensionStatus = (typeof extensionStatuses)[number];

/** RingEX extension types that the list endpoint returns and filters by. */
export const extensionTypes = [
  "User",
  "FaxUser",
  "VirtualUser",
  "DigitalUser",
  "Department",
  "Announcement",
  "Voicemail",
  "SharedLinesGroup",
  "PagingOnly",
  "IvrMenu",
  "ApplicationExtension",
  "ParkLocation",
  "Bot",
  "Room",
  "Limited",
  "Site",
  "ProxyAdmin",
  "DelegatedLinesGroup",
  "GroupCallPickup",
] as const;

export type ExtensionType = (typeof extensionTypes)[number];

/** One line of the RingEX extension list; `person` is absent for queues, menus and the like, which have a `name`. */
export interface Extension {
  readonly id: number;
  readonly number: string;
  readonly type: ExtensionType;
  status: ExtensionStatus;
  readonly name?: string;
  readonly person?: Person;
}

/** Somebody's place on the administrators' list. */
export interface Administrator {
  readonly userId: number;
  /** Said by the record only where it is set here; `false` takes the administrator out of scope. */
  enabled?: boolean;
  /** Listed among the `children` of this administrator instead of beside them. */
  under?: Person;
}

/** An agent's place in one agent group; one agent has one `agentId` per sub-account, in however many groups. */
export interface Seat {
  readonly subAccountId: string;
  readonly groupId: number;
  readonly agentId: number;
  agentType: AgentType;
  isActive: boolean;
}

/** What somebody held before they left or lost Access WEM, for the day they come back. */
export interface FormerPlace {
  readonly seats: readonly Seat[];
  readonly roles: readonly string[];
  readonly extensionType: ExtensionType | undefined;
  readonly administratorId: number | undefined;
}

/**
 * Somebody in the directory. Names, e-mail, roles, a seat's type and activity and an extension's status may be
 * set directly; everything that has an index (seats, extension, administrator) changes through `Organisation`.
 */
export interface Person {
  /** Stable name of this person inside the simulation; never on the wire. */
  readonly key: string;
  firstName: string;
  lastName: string;
  email: string | undefined;
  /** RingCentral user id, which is the id of the RingEX extension. */
  rcUserId: number | undefined;
  extension: Extension | undefined;
  administrator: Administrator | undefined;
  seats: readonly Seat[];
  /** Ids of RingEX roles; to change them, set another list. */
  roles: readonly string[];
  former: FormerPlace | undefined;
}

/** An agent group with everybody who sits in it, in the order of arrival. */
export interface AgentGroup {
  readonly id: number;
  name: string;
  readonly seats: Map<Seat, Person>;
}

/** A RingCX sub-account. */
export interface SubAccount {
  readonly id: string;
  name: string;
  isActive: boolean;
  /** Whether the integration's user holds WFO_ACCESS in it. */
  wfoAccess: boolean;
  /** Whether the main account still lists it; an unlisted one answers 404. */
  isListed: boolean;
  readonly groups: Map<number, AgentGroup>;
}

/** A RingEX role. */
export interface UserRole {
  readonly id: string;
  displayName: string;
  description: string;
  custom: boolean;
  hidden: boolean;
  permissionIds: string[];
}

/** What the token endpoint accepts; may be changed in mid-story. */
export interface AcceptedCredentials {
  clientId: string;
  clientSecret: string;
  jwt: string;
}

/** Permissions of the app that the endpoints ask for, beside those of the user. */
export type AppPermission = "ReadAccounts";

/** RingEX permissions that the endpoints ask for. */
export type RingExPermission = "ReadCompanyInfo" | "ReadExtensions" | "ReadUserRoles" | "ReadAssignedRoles";
