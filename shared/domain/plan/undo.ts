import type { SourceId, UserId } from "#shared/domain/ids.ts";
import type { Change, ChangeRecord, Conflict } from "#shared/domain/roster/change.ts";
import type { Profile, RosterUser } from "#shared/domain/roster/roster-user.ts";
import { exclusionsOf } from "#shared/domain/scope/exclusions.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { changeableAttributes, isUpkeep, pick, sameValue } from "./attributes.ts";
import type { Plan } from "./plan.ts";
import { inOrderOfApplying, managedUsers } from "./plan.ts";

interface UndoInput {
  /** All change records of the run that is put back. */
  readonly records: readonly ChangeRecord[];
  readonly roster: readonly RosterUser[];
  readonly settings: Settings;
}

/** What a plan from before-images has in common with a plan from the directory. */
export type UndoPlan = Pick<Plan, "changes" | "conflicts" | "people" | "unchanged" | "managed">;

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
  const successors = successorsIn(records, users);
  const changes: Change[] = [];
  const conflicts: Conflict[] = [];
  let unchanged = 0;
  for (const record of records) {
    if (record.outcome !== "applied" || record.userId === undefined) continue;
    const user = users.get(record.userId);
    const decision =
      user === undefined ? "the user no longer exists" : isLeftAlone(user) ? undefined : undo(user, record, successors);
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
    managed: managedUsers(roster, isLeftAlone),
  };
}

type Successors = ReadonlyMap<SourceId | undefined, UserId>;

/** Who was created with an id that another user gave up in the same run: the id goes back, so they give it up. */
function successorsIn(records: readonly ChangeRecord[], users: ReadonlyMap<UserId, RosterUser>): Successors {
  const givenUp = new Set(records.map(({ after }) => after.formerSourceId));
  return new Map(
    records.flatMap(({ kind, userId, after: { sourceId } }) =>
      kind === "create" && userId !== undefined && users.has(userId) && sourceId !== undefined && givenUp.has(sourceId)
        ? [[sourceId, userId]]
        : [],
    ),
  );
}

/** How the user was before; a created user is Inactive then. */
function targetOf({ kind, userId, before, after }: ChangeRecord, successors: Successors): Profile {
  if (kind !== "create") return before;
  const givesUp = successors.get(after.sourceId) === userId;
  const link = givesUp ? { sourceId: undefined, formerSourceId: after.sourceId } : {};
  return { ...after, status: "Inactive", ...link };
}

/** The change back, the reason why not, or `undefined` where nothing is left to put back. */
function undo(user: RosterUser, record: ChangeRecord, successors: Successors): Change | string | undefined {
  const target = targetOf(record, successors);
  const attributes = changeableAttributes.filter((attribute) => attribute in record.after || attribute in target);
  const differs = (values: ChangeRecord["after"]) =>
    attributes.filter((attribute) => !sameValue(user[attribute], values[attribute]));
  const toChange = differs(target);
  if (isUpkeep(pick(user, toChange))) return undefined;
  // What is kept up quietly has no record, and is put back with the rest.
  const changedSince = differs(record.after).filter((attribute) => !isUpkeep({ [attribute]: "" }));
  if (changedSince.length > 0) return `changed since that run: ${changedSince.join(", ")}`;
  const requires = record.after.formerSourceId === undefined ? undefined : successors.get(target.sourceId);
  return {
    kind: target.status === "Inactive" ? "deactivate" : target.status === "Active" ? "reactivate" : "update",
    userId: user.userId,
    ...(user.sourceId === undefined ? {} : { sourceId: user.sourceId }),
    ...(requires === undefined ? {} : { requires }),
    version: user.version,
    before: pick(user, toChange),
    after: pick(target, toChange),
    reason: `puts back the ${record.kind} of the run that is undone`,
  };
}
