import type { UserId } from "#shared/domain/ids.ts";
import type { Change } from "#shared/domain/roster/change.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";

/**
 * Whether a run with these changes takes the Administrator role from the last of the active users that the sync
 * manages; not where there was none before.
 */
export function leavesNoAdministrator(
  applied: readonly Change[],
  { roster, managed }: { readonly roster: readonly RosterUser[]; readonly managed: ReadonlySet<UserId> },
): boolean {
  const before = roster.filter((user) => managed.has(user.userId) && isAdministrator(user));
  if (before.length === 0) return false;
  const changes = new Map(applied.map((change) => [change.userId, change]));
  if (before.some((user) => isAdministrator({ ...user, ...changes.get(user.userId)?.after }))) return false;
  const others = new Map(roster.map((user) => [user.userId, user]));
  return !applied.some(({ userId, after }) => isAdministrator({ ...others.get(userId), ...after }));
}

function isAdministrator({ role, status }: { readonly role?: unknown; readonly status?: unknown }): boolean {
  return role === "Administrator" && status !== "Inactive";
}
