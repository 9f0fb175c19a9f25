import type { Person } from "#shared/domain/directory/person.ts";
import type { RingExReading } from "#shared/domain/directory/reading.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";

/** Whether somebody has access as an agent (design 4.2). */
export type AgentAccess = "yes" | "no" | "unknown";

/**
 * Whether somebody belongs in the roster, and why (design 4.1.5 and 4.2). THE rule for "who gets deactivated":
 * a linked user whose person is `out`, or is nowhere in a completely read directory.
 */
export type Eligibility =
  | { readonly kind: "in"; readonly agent: AgentAccess; readonly reason: string }
  | { readonly kind: "out"; readonly reason: string }
  /** Nothing read in this run can tell, so nothing is done about it. */
  | { readonly kind: "unknown"; readonly reason: string };

interface EligibilityInput {
  readonly person: Person;
  readonly ringEx: RingExReading;
  readonly settings: Settings;
  /** Whether the roster user linked to this person has `ringex` among the scopes where they were last seen. */
  readonly lastSeenInRingEx: boolean;
}

/** Whether somebody is removed from RingEX (design 4.1.5), whatever RingCX lists. */
export function isRemovedFromRingEx(input: EligibilityInput): boolean {
  return removedFromRingEx(input) !== undefined;
}

export function eligibilityOf(input: EligibilityInput): Eligibility {
  const { person } = input;
  const removal = removedFromRingEx(input);
  if (removal !== undefined) return { kind: "out", reason: removal };
  const access = agentAccess(input);
  if (person.administrator) return { kind: "in", agent: access.agent, reason: "listed as a RingCX administrator" };
  if (access.agent === "yes") return { kind: "in", agent: "yes", reason: access.reason };
  return { kind: access.agent === "no" ? "out" : "unknown", reason: access.reason };
}

function removedFromRingEx({ person, ringEx, lastSeenInRingEx }: EligibilityInput): string | undefined {
  if (ringEx.extensions.kind !== "complete" || person.rcUserId === undefined) return undefined;
  const status = person.extensionStatus;
  if (status === undefined) {
    // A record that names nobody may be theirs; a record without a known status is a fault of its own.
    const isGone = lastSeenInRingEx && (ringEx.extensions.nameless ?? 0) === 0 && !person.scopes.includes("ringex");
    return isGone ? "the RingEX extension is gone" : undefined;
  }
  // NotActivated is a new hire and Frozen a billing matter: both stay.
  return status === "Disabled" || status === "Unassigned" ? `the RingEX extension is ${status}` : undefined;
}

function agentAccess({ person, ringEx, settings }: EligibilityInput): { agent: AgentAccess; reason: string } {
  if (person.seats.length === 0) {
    return { agent: "no", reason: "no active seat in any agent group, and not listed as an administrator" };
  }
  if (settings.wemAccess === "ringcx")
    return { agent: "yes", reason: "active agent, listed by the RingCX integration API" };
  if (person.rcUserId === undefined) {
    return { agent: "no", reason: "no RingCentral user id, hence no RingEX role with Access WEM" };
  }
  if (ringEx.usersWithWemPermission === undefined)
    return { agent: "unknown", reason: "the RingEX roles could not be read" };
  if (ringEx.usersWithWemPermission.has(person.rcUserId))
    return { agent: "yes", reason: "active agent, and a RingEX role holds the Access WEM permission" };
  const { wemPermissionUnknown } = ringEx;
  return wemPermissionUnknown === "anybody" || wemPermissionUnknown?.has(person.rcUserId)
    ? { agent: "unknown", reason: "a record of the RingEX roles could not be understood" }
    : { agent: "no", reason: "none of the RingEX roles holds the Access WEM permission" };
}
