import type { Change, ChangeRecord, Conflict } from "#shared/domain/roster/change.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { exclusionsOf } from "#shared/domain/scope/exclusions.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { changeableAttributes, pick, sameValue } from "./attributes.ts";
import type { Plan } from "./plan.ts";
import { inOrderOfApplying } from "./plan.ts";

interface UndoInput {
  /** All change records of the run that is put back. */
  readonly records: readonly ChangeRecord[];
  readonly roster: readonly RosterUser[];
  readonly settings: Settings;
}

/** What a plan from before-images has in common with a plan from the directory. */
export type UndoPlan = Pick<Plan, "changes" | "conflicts" | "people" | "unchanged" | "activeManaged">;

/**
 * Puts back what a run changed (design 3.6). What has been changed since is a conflict and stays; a created user
 * becomes Inactive, since users are never deleted; a user who is as before already needs nothing.
 */
export function planUndo({ records, roster, settings }: UndoInput): UndoPlan {
  const users = new Map(roster.map((user) => [user.userId, user]));
  const exclusions = exclusionsOf(settings, roster);
  const isLeftAlone = (user: RosterUser): boolean =>
    exclusions.isProtected(user) ||
    exclusions.reasonFor({ emails: [user.email], sourceIds: [user.sourceId] }) !== undefined;
  const changes: Change[] = [];
  const conflicts: Conflict[] = [];
  let unchanged = 0;
  for (const record of records) {
    if (record.outcome !== "applied" || record.userId === undefined) continue;
    const user = users.get(record.userId);
    const decision =
      user === undefined ? "the user no longer exists" : isLeftAlone(user) ? undefined : undo(user, record);
    if (typeof decision === "string")
      conflicts.push({ kind: "conflict", conflict: "changed-since", userId: record.userId, reason: decision });
    else if (decision === undefined) unchanged += 1;
    else changes.push(decision);
  }
  return {
    changes: changes.sort(inOrderOfApplying),
    conflicts,
    people: changes.length + conflicts.length + unchanged,
    unchanged,
    activeManaged: roster.filter(
      (user) => user.sourceId !== undefined && user.status !== "Inactive" && !isLeftAlone(user),
    ).length,
  };
}

/** The change back, the reason why not, or `undefined` where nothing is left to put back. */
function undo(user: RosterUser, record: ChangeRecord): Change | string | undefined {
  const attributes = changeableAttributes.filter(
    (attribute) => attribute in record.after || attribute in record.before,
  );
  const target =
    record.kind === "create" ? { ...record.after, status: "Inactive" as const } : pick(record.before, attributes);
  const differs = (values: ChangeRecord["after"]) =>
    attributes.filter((attribute) => !sameValue(user[attribute], values[attribute]));
  const toChange = differs(target);
  if (toChange.length === 0) return undefined;
  const changedSince = differs(record.after);
  if (changedSince.length > 0) return `changed since that run: ${changedSince.join(", ")}`;
  return {
    kind: target.status === "Inactive" ? "deactivate" : target.status === "Active" ? "reactivate" : "update",
    userId: user.userId,
    ...(user.sourceId === undefined ? {} : { sourceId: user.sourceId }),
    version: user.version,
    before: pick(user, toChange),
    after: pick(target, toChange),
    reason: `puts back the ${record.kind} of the run that is undone`,
  };
}
