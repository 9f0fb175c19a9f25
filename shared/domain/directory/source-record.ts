/**
 * What the directory says, one record per line of a RingCentral answer, already parsed and with ids as strings.
 * Text is as received: it is normalised and judged where people are put together (`person.ts`). An absent text is not
 * said, an empty one is empty.
 */

/** A RingCX administrator, from `.../admin/users/{mainAccountId}`. */
export interface AdministratorRecord {
  readonly kind: "administrator";
  readonly userId?: string;
  readonly rcUserId?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly email?: string;
  /** `false` takes the administrator out of scope. */
  readonly enabled?: boolean;
  /** What is wrong with the record itself (a field of the wrong type); costs this person only. */
  readonly faults?: readonly string[];
}

export const agentTypes = ["AGENT", "SUPERVISOR", "MULTI_USER", "MULTI_SUPERVISOR"] as const;

/** One seat of an agent in one agent group, from `.../agentGroups/{agentGroupId}/agents`. */
export interface AgentRecord {
  readonly kind: "agent";
  readonly subAccountId: string;
  readonly agentGroupId: string;
  readonly agentId?: string;
  readonly rcUserId?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly email?: string;
  /** An unknown type is a fault, never a guess. */
  readonly agentType: (typeof agentTypes)[number];
  readonly isActive: boolean;
  readonly faults?: readonly string[];
}

export const extensionStatuses = ["Enabled", "Disabled", "Frozen", "NotActivated", "Unassigned"] as const;

/** A RingEX extension; its id is the `rcUserId` of RingCX. */
export interface ExtensionRecord {
  readonly id: string;
  /** Absent where it is missing or no known word: then nothing is done about this person. */
  readonly status?: (typeof extensionStatuses)[number];
}
