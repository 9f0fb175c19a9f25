import type { ScopeId } from "#shared/domain/directory/reading.ts";
import type { RunId, UserId } from "#shared/domain/ids.ts";
import type { Change, ChangeRecord } from "#shared/domain/roster/change.ts";
import { type ChangeableAttribute, type Profile, type RosterUser, roles } from "#shared/domain/roster/roster-user.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import type { Reason } from "#shared/domain/sync-error.ts";
import { isUpkeep } from "./attributes.ts";
import type { Plan } from "./plan.ts";

/** Somebody's word that the held list of one run may be applied (design 3.5). */
export interface Approval {
  readonly runId: RunId;
  readonly userIds: readonly UserId[];
  readonly approvedBy: string;
  readonly approvedAt: string;
  readonly validUntil: string;
  readonly usedBy?: RunId;
}

/** An approval beside the held list it stands for. */
export interface ApprovedList {
  readonly approval: Approval;
  /** Held records of the approved run. */
  readonly held: readonly Pick<ChangeRecord, "userId" | "kind" | "after">[];
}

export interface LimitsInput {
  readonly plan: Pick<Plan, "changes" | "people" | "activeManaged"> & Partial<Pick<Plan, "listed" | "scopes">>;
  readonly roster: readonly RosterUser[];
  readonly settings: Settings;
  readonly approved: readonly ApprovedList[];
}

export interface LimitedPlan {
  /** In the order in which they are applied. */
  readonly apply: readonly Change[];
  /** What is left of updates whose role is held, where it is nothing but upkeep of the link. */
  readonly upkeep: readonly Change[];
  /** What waits for an approval: deactivations, and role changes split off from what else changes. */
  readonly held: readonly Change[];
  readonly reasons: readonly Reason[];
  /** The directory was read completely and lists nobody: nothing at all may be applied. */
  readonly sourceEmpty: boolean;
  /** Runs whose approval lets something through now. */
  readonly approvalsUsed: readonly RunId[];
}

/** Holds what is too much to be believed without a person's word (design 4.5). */
export function applyLimits({ plan, roster, settings, approved }: LimitsInput): LimitedPlan {
  const approvals = approvalIndex(approved);
  const approvedBy = (change: Change): RunId | undefined => approvals.get(signature(change));
  // What a decision asks for is approved by it, but for a new Administrator.
  const deactivations = plan.changes.filter(({ kind, decided }) => kind === "deactivate" && decided === undefined);
  const roleChanges = plan.changes.filter(isRoleChange);
  const used = new Set([...deactivations, ...roleChanges].map(approvedBy).filter((runId) => runId !== undefined));

  const openDeactivations = deactivations.filter((change) => approvedBy(change) === undefined);
  if (isEmptyDirectory(plan) && deactivations.length > 0 && used.size === 0) {
    return {
      apply: [],
      upkeep: [],
      held: deactivations,
      reasons: [emptyReason(plan)],
      sourceEmpty: true,
      approvalsUsed: [],
    };
  }
  const openRoleChanges = roleChanges.filter((change) => approvedBy(change) === undefined);
  // Approved ones count, too: an approval of one does not make a list less emptied.
  const emptied = emptiedLists([...deactivations, ...roleChanges.filter(isLowered)], { plan, roster });
  const isOfEmptied = (change: Change): boolean => isLowered(change) && emptied.scopesOf(change.userId);
  const heldRoleChanges = exceeds(openRoleChanges.length, { of: plan.people, settings })
    ? openRoleChanges
    : openRoleChanges.filter(isOfEmptied);
  // Where somebody was last seen waits with the role that rests on it, else the next run would not hold it any more.
  const waiting = (change: Change): readonly ChangeableAttribute[] =>
    isOfEmptied(change) ? ["role", "scopes"] : ["role"];

  // A directory that lists nobody is believed for the approved ones only.
  const holdsAll = isEmptyDirectory(plan) || exceeds(openDeactivations.length, { of: plan.activeManaged, settings });
  const heldDeactivations = holdsAll
    ? openDeactivations
    : openDeactivations.filter(({ userId }) => emptied.listsOf(userId));

  const heldUsers = new Set(heldDeactivations.map(({ userId }) => userId));
  const heldRoles = new Set(heldRoleChanges.map(({ userId }) => userId));
  const passed = plan.changes.flatMap((change) => {
    if (change.kind === "deactivate")
      return heldUsers.has(change.userId) && change.decided === undefined ? [] : [change];
    return heldRoles.has(change.userId) ? without(waiting(change), change) : [change];
  });
  const isQuiet = ({ kind, after }: Change) => kind === "update" && isUpkeep(after);
  return {
    apply: passed.filter((change) => !isQuiet(change)),
    upkeep: passed.filter(isQuiet),
    held: [...heldDeactivations, ...heldRoleChanges.map((change) => only(waiting(change), change))],
    reasons: [
      ...reasonFor("DEACTIVATIONS_HELD", {
        held: heldDeactivations.length,
        planned: deactivations.length,
        of: plan.activeManaged,
      }),
      ...reasonFor("ROLE_CHANGES_HELD", { held: heldRoleChanges.length, planned: roleChanges.length, of: plan.people }),
    ],
    sourceEmpty: false,
    approvalsUsed: [...used],
  };
}

/** What an approval binds to: this user, and this status or role. */
export function signature({ userId, after }: Pick<Change, "userId" | "after">): string {
  return after.status === "Inactive" ? `${userId} status=Inactive` : `${userId} role=${after.role}`;
}

function approvalIndex(approved: readonly ApprovedList[]): ReadonlyMap<string, RunId> {
  const index = new Map<string, RunId>();
  for (const { approval, held } of approved) {
    const users = new Set<UserId>(approval.userIds);
    for (const { userId, after } of held) {
      if (userId !== undefined && users.has(userId)) index.set(signature({ userId, after }), approval.runId);
    }
  }
  return index;
}

/** A list without any record counts as emptied, not as left, when it loses so many users at once. */
const emptiedFrom = 3;

/** Whose list is emptied, so that nothing is believed of it whatever the number (design 4.1 and 4.5). */
interface EmptiedLists {
  scopesOf(userId: UserId): boolean;
  /** Scopes or agent groups. */
  listsOf(userId: UserId): boolean;
}

/**
 * Groups and scopes without any record in either reading where several active users among `losing`, who leave or get a
 * lower role, were last seen; and scopes that are no longer configured: a typo must not empty a site.
 */
function emptiedLists(
  losing: readonly Change[],
  { plan: { listed, scopes }, roster }: Pick<LimitsInput, "plan" | "roster">,
): EmptiedLists {
  const losers = new Set(losing.map(({ userId }) => userId));
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

/** A role with less power than the one before. */
function isLowered({ before, after }: Change): boolean {
  return (
    before.role !== undefined && after.role !== undefined && roles.indexOf(after.role) < roles.indexOf(before.role)
  );
}

/** Small sites have a brake, too: the floor is a fifth of the base at most, and at least one. */
function exceeds(count: number, { of, settings }: { of: number; settings: Settings }): boolean {
  if (count <= Math.max(1, Math.min(settings.deactivationFloor, Math.floor(of / 5)))) return false;
  return count > settings.maxDeactivations || count / of > settings.maxDeactivationShare;
}

function isEmptyDirectory({ people, activeManaged, scopes }: LimitsInput["plan"]): boolean {
  return (
    scopes !== undefined && people === 0 && scopes.unreadable.size + scopes.nameless.size === 0 && activeManaged > 0
  );
}

/** Gives an existing user another role, or makes a new Administrator. */
function isRoleChange({ kind, after, decided }: Change): boolean {
  if (kind === "create") return after.role === "Administrator";
  if ((kind !== "update" && kind !== "link") || after.role === undefined) return false;
  return decided === undefined || after.role === "Administrator";
}

/** The part of a change that waits; somebody new is not created at all. */
function only(attributes: readonly ChangeableAttribute[], change: Change): Change {
  return change.kind === "create" ? change : split(change, (name) => attributes.includes(name));
}

/** What is applied of a change meanwhile, if anything is left. */
function without(attributes: readonly ChangeableAttribute[], change: Change): Change[] {
  if (change.kind === "create") return [];
  const rest = split(change, (name) => !attributes.includes(name));
  return Object.keys(rest.after).length === 0 ? [] : [{ ...rest, reason: `${change.reason} (role held)` }];
}

function split(change: Change, isTaken: (name: ChangeableAttribute) => boolean): Change {
  const taken = (values: Profile): Profile =>
    Object.fromEntries(Object.entries(values).filter(([name]) => isTaken(name as ChangeableAttribute)));
  return { ...change, before: taken(change.before), after: taken(change.after) };
}

function reasonFor(
  code: "DEACTIVATIONS_HELD" | "ROLE_CHANGES_HELD",
  { held, planned, of }: { held: number; planned: number; of: number },
): Reason[] {
  if (held === 0) return [];
  const what =
    code === "DEACTIVATIONS_HELD" ? `deactivations (of ${of} active managed users)` : `role changes (of ${of} people)`;
  return [
    {
      code,
      message: `${held} of ${planned} planned ${what} wait for an approval of this run`,
      details: { held, planned, of },
    },
  ];
}

function emptyReason({ activeManaged }: LimitsInput["plan"]): Reason {
  return {
    code: "SOURCE_EMPTY",
    message: `the directory was read completely and lists nobody, while the sync manages ${activeManaged} active users: nothing was applied`,
    details: { activeManaged },
  };
}
