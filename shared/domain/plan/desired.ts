import type { ScopeId } from "#shared/domain/directory/reading.ts";
import { incompleteRingCx } from "#shared/domain/directory/scopes.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { decideRole } from "#shared/domain/scope/role.ts";
import { compareText } from "#shared/domain/text.ts";
import { seenOf } from "./another-human.ts";
import type { DesiredUser } from "./attributes.ts";
import type { NoChange } from "./decision.ts";
import { linkedUser, type MatchedPerson } from "./match.ts";
import type { Candidate, PersonRole, PlanContext } from "./plan-context.ts";

/** The role of design 4.3, and whether what was read suffices to give it. */
export function roleOf(one: MatchedPerson, context: Pick<PlanContext, "settings" | "scopes" | "inDoubt">): PersonRole {
  const { person, eligibility } = one;
  const agent = "agent" in eligibility ? eligibility.agent : "unknown";
  const decided = decideRole(person, { agent, settings: context.settings });
  const waits = decided === undefined ? ({ kind: "role-unknown" } as const) : whyRoleWaits(one, decided.role, context);
  return { decided, given: waits === undefined ? decided : undefined, waits };
}

function whyRoleWaits(
  { person, link }: MatchedPerson,
  role: RosterUser["role"],
  { scopes, inDoubt }: Pick<PlanContext, "scopes" | "inDoubt">,
): NoChange | undefined {
  const incomplete = incompleteRingCx(scopes);
  if (role === "Administrator" && incomplete.length > 0) return { kind: "administrator-waits", scopes: incomplete };
  const user = linkedUser(link);
  if (user === undefined) return undefined;
  const gaps = (user.scopes ?? []).filter((scope) => scope !== "ringex" && scopes.nameless.has(scope));
  if (gaps.length > 0) return { kind: "records-without-id", scopes: gaps };
  return inDoubt.has(person.sourceId) ? { kind: "role-in-doubt" } : undefined;
}

/** What the roster should say about somebody; `user` is theirs, or is to be. */
export function desiredOf(one: Candidate, user: RosterUser | undefined, context: PlanContext): DesiredUser {
  const { person, role } = one;
  const isOwn = user?.sourceId === person.sourceId;
  // Also where the user was linked to one of the person's records before.
  const isTheirs = isOwn || person.aliases.some((alias) => alias === user?.sourceId);
  const isKept = (scope: ScopeId) =>
    (isOwn && isUnreadRingEx(scope, context)) || (isTheirs && context.scopes.nameless.has(scope));
  const kept = <Id extends string>(
    now: readonly Id[],
    before: readonly Id[] | undefined,
    scopeOf: (id: Id) => ScopeId,
  ) => sortedUnion(now, before?.filter((id) => isKept(scopeOf(id))) ?? []);
  return {
    person,
    role: role.given,
    agentIds: kept(person.agentIds, user?.agentIds, subAccountOf),
    scopes: kept(person.scopes, user?.scopes, (scope) => scope),
    groups: kept(person.groups, user?.groups, subAccountOf),
    seen: seenOf(person, isTheirs ? user?.seen : undefined),
    settings: context.settings,
  };
}

/**
 * RingEX that was not read does not tell who has left it, as does no list with records that name nobody. What was last
 * seen there is not forgotten, else a leaver would later count as never seen there.
 */
function isUnreadRingEx(scope: ScopeId, { scopes }: PlanContext): boolean {
  return scope === "ringex" && (!scopes.configured.has(scope) || scopes.unreadable.has(scope));
}

/** Of `<subAccountId>/<id>`. */
function subAccountOf(id: string): ScopeId {
  return `sub:${id.slice(0, id.indexOf("/"))}`;
}

function sortedUnion<Id extends string>(now: readonly Id[], before: readonly Id[]): readonly Id[] {
  return before.length === 0 ? now : [...new Set([...now, ...before])].sort(compareText);
}
