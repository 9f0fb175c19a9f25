import type { Person } from "#shared/domain/directory/person.ts";
import type { ScopeId } from "#shared/domain/directory/reading.ts";
import type { Change } from "#shared/domain/roster/change.ts";
import {
  type ChangeableAttribute,
  changeableAttributes,
  type Profile,
  type RosterUser,
} from "#shared/domain/roster/roster-user.ts";
import type { RoleDecision } from "#shared/domain/scope/role.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { emailKey, sameName } from "#shared/domain/text.ts";

/** What the roster should say about a person in scope. */
export interface DesiredUser {
  readonly person: Person;
  /** `undefined` when the evidence does not decide, or does not suffice for this role: the role stays as it is. */
  readonly role: RoleDecision | undefined;
  readonly scopes: readonly ScopeId[];
}

/** How a difference may be closed in this run. */
export interface DifferenceRules {
  readonly settings: Settings;
  /** `frozen` while RingEX is unreadable: profiles follow, nobody's status changes. */
  readonly status: "follows" | "frozen";
}

/**
 * The attributes in which a linked (or to be linked) user differs from what is desired; `undefined` when there
 * are none. `before` and `after` hold these attributes only.
 */
export function difference(
  user: RosterUser,
  { desired, rules }: { readonly desired: DesiredUser; readonly rules: DifferenceRules },
): Pick<Change, "before" | "after"> | undefined {
  const { person } = desired;
  const managed = new Set<ChangeableAttribute>(rules.settings.managedAttributes);
  const after: { [Key in ChangeableAttribute]?: RosterUser[Key] } = {};

  if (managed.has("firstName") && !sameName(user.firstName, person.firstName)) after.firstName = person.firstName;
  if (managed.has("lastName") && !sameName(user.lastName, person.lastName)) after.lastName = person.lastName;
  // A person without an e-mail says nothing about the one in the roster.
  if (managed.has("email") && person.email !== undefined && emailKey(user.email) !== emailKey(person.email)) {
    after.email = person.email;
  }
  if (managed.has("role") && desired.role !== undefined && user.role !== desired.role.role)
    after.role = desired.role.role;
  if (rules.status === "follows" && user.status !== "Active") after.status = "Active";

  if (user.sourceId !== person.sourceId) after.sourceId = person.sourceId;
  if (user.dataSourceId !== rules.settings.realtimeDataSourceId)
    after.dataSourceId = rules.settings.realtimeDataSourceId;
  if (!sameList(user.agentIds, person.agentIds)) after.agentIds = person.agentIds;
  if (!sameList(user.scopes, desired.scopes)) after.scopes = desired.scopes;

  const changed = changeableAttributes.filter((attribute) => attribute in after);
  return changed.length === 0 ? undefined : { before: pick(user, changed), after };
}

/** The named attributes of a user, absent ones included as `undefined`. */
export function pick(user: Profile, attributes: readonly ChangeableAttribute[]): Profile {
  return Object.fromEntries(attributes.map((attribute) => [attribute, user[attribute]]));
}

/** Equality of attribute values; lists are compared without regard to order. */
export function sameValue(left: Profile[ChangeableAttribute], right: Profile[ChangeableAttribute]): boolean {
  if (typeof left === "object" && typeof right === "object") return sameList(left, right);
  return left === right;
}

function sameList(left: readonly string[] | undefined, right: readonly string[]): boolean {
  if (left === undefined || left.length !== right.length) return false;
  return (
    left.every((text, index) => text === right[index]) || left.toSorted().join("\n") === right.toSorted().join("\n")
  );
}
