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
  const before = activeAdministrators(roster, managed);
  return before.length > 0 && administratorsAfter(applied, { before, roster }).length === 0;
}

/**
 * The same changes, but that the last Administrator does not leave before a successor has the role: who that is may yet
 * fail to be written.
 */
export function afterSuccessor(
  applied: readonly Change[],
  { roster, managed }: { readonly roster: readonly RosterUser[]; readonly managed: ReadonlySet<UserId> },
): readonly Change[] {
  const before = activeAdministrators(roster, managed);
  const old = new Set(before.map(({ userId }) => userId));
  const after = administratorsAfter(applied, { before, roster });
  const [successor] = after;
  if (successor === undefined || after.some((userId) => old.has(userId))) return applied;
  return applied.map((change) =>
    change.kind === "deactivate" && old.has(change.userId) ? { ...change, requires: successor } : change,
  );
}

/** Of the users that the sync manages. */
export function activeAdministrators(
  roster: readonly RosterUser[],
  managed: ReadonlySet<UserId>,
): readonly RosterUser[] {
  return roster.filter((user) => managed.has(user.userId) && isAdministrator(user));
}

/** Of the Administrators before, and of whom these changes write. */
function administratorsAfter(
  applied: readonly Change[],
  { before, roster }: { readonly before: readonly RosterUser[]; readonly roster: readonly RosterUser[] },
): readonly UserId[] {
  const users = new Map(roster.map((user) => [user.userId, user]));
  const changes = new Map(applied.map((change) => [change.userId, change]));
  const concerned = new Set([...before.map(({ userId }) => userId), ...changes.keys()]);
  return [...concerned].filter((userId) => isAdministrator({ ...users.get(userId), ...changes.get(userId)?.after }));
}

function isAdministrator({ role, status }: { readonly role?: unknown; readonly status?: unknown }): boolean {
  return role === "Administrator" && status !== "Inactive";
}
