import type { ScopeId } from "#shared/domain/directory/reading.ts";
import type { UserId } from "#shared/domain/ids.ts";
import type { Plan } from "#shared/domain/plan/plan.ts";
import type { Change } from "#shared/domain/roster/change.ts";
import { type RosterUser, roles } from "#shared/domain/roster/roster-user.ts";

/** A list without any record counts as emptied, not as left, when it loses so many users at once. */
const emptiedFrom = 3;

/** Whose list is emptied, so that nothing is believed of it whatever the number (design 4.1 and 4.5). */
export interface EmptiedLists {
  scopesOf(userId: UserId): boolean;
  /** Scopes or agent groups. */
  listsOf(userId: UserId): boolean;
}

/**
 * Groups and scopes without any record in either reading where several active users who leave or get a lower role were
 * last seen; and scopes that are no longer configured: a typo must not empty a site.
 */
export function emptiedLists(
  changes: readonly Change[],
  { plan: { listed, scopes }, roster }: { readonly plan: Partial<Plan>; readonly roster: readonly RosterUser[] },
): EmptiedLists {
  const losers = new Set(changes.filter(isLoss).map(({ userId }) => userId));
  const users = new Map(
    roster
      .filter(({ userId, sourceId, status }) => losers.has(userId) && sourceId !== undefined && status === "Active")
      .map((user) => [user.userId, user]),
  );
  const emptied = (listsOf: (user: RosterUser) => readonly string[], isListed: (list: string) => boolean) => {
    const lost = new Map<string, number>();
    for (const user of users.values()) {
      for (const list of listsOf(user)) if (!isListed(list)) lost.set(list, (lost.get(list) ?? 0) + 1);
    }
    return (userId: UserId): boolean => {
      const user = users.get(userId);
      return user !== undefined && listsOf(user).some((list) => (lost.get(list) ?? 0) >= emptiedFrom);
    };
  };
  // `ringExCheck` is off: nothing is said of RingEX, so nobody has emptied it.
  const isNoLongerAsked = (scope: string) => scope === "ringex" && scopes?.configured.has("ringex") === false;
  const ofScopes = emptied(
    ({ scopes: lastSeen = [] }) => lastSeen,
    (scope) => isNoLongerAsked(scope) || (listed?.scopes.has(scope as ScopeId) ?? true),
  );
  const ofGroups = emptied(
    ({ groups = [] }) => groups,
    (group) => listed?.groups.has(group) ?? true,
  );
  const isDropped = (userId: UserId): boolean =>
    scopes !== undefined &&
    (users.get(userId)?.scopes?.some((scope) => scope !== "ringex" && !scopes.configured.has(scope)) ?? false);
  const scopesOf = (userId: UserId): boolean => isDropped(userId) || ofScopes(userId);
  return { scopesOf, listsOf: (userId) => scopesOf(userId) || ofGroups(userId) };
}

function isLoss(change: Change): boolean {
  return change.decided === undefined && (change.kind === "deactivate" || isLowered(change));
}

/** A role with less power than the one before. */
export function isLowered({ before, after }: Pick<Change, "before" | "after">): boolean {
  return (
    before.role !== undefined && after.role !== undefined && roles.indexOf(after.role) < roles.indexOf(before.role)
  );
}
