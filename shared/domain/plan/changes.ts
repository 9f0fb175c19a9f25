import { type UserId, userIdOfSource } from "#shared/domain/ids.ts";
import type { Change } from "#shared/domain/roster/change.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import type { RoleDecision } from "#shared/domain/scope/role.ts";
import { difference, isUpkeep, profileOfNewUser } from "./attributes.ts";
import type { ChangeDecision, Decision } from "./decision.ts";
import { conflict, nothing } from "./decision.ts";
import { desiredOf } from "./desired.ts";
import { isTaken } from "./emails.ts";
import type { Candidate, PlanContext } from "./plan-context.ts";

/** While a part of RingCX where a user was last seen is unreadable, nothing about them changes. */
export function unlessFrozen(user: RosterUser, { absence }: PlanContext): Decision | undefined {
  const scopes = absence.frozenBy(user);
  return scopes.length === 0 ? undefined : nothing({ kind: "frozen", scopes });
}

/** A conflict where the e-mail that would come to this user belongs to an active user without a link. */
export function emailTaken(
  user: RosterUser,
  one: Candidate,
  { settings, freeEmails: free }: PlanContext,
): Decision | undefined {
  return settings.managedAttributes.includes("email") && isTaken(one.person.email, { user, free })
    ? conflict(one, "email-taken", { reason: "a roster user without a link has this person's new e-mail", user })
    : undefined;
}

/** A user of their own, under the id of the source unless another is given. */
export function createFor(
  one: Candidate,
  context: PlanContext,
  { userId = userIdOfSource(one.person.sourceId), why = `new in scope: ${one.eligibility.reason}` }: NewUser = {},
): Decision {
  const { person, role } = one;
  // While a part of RingCX is unreadable the evidence for an Administrator is incomplete: the next run creates.
  if (role.waits !== undefined) return nothing(role.waits);
  const taken = context.index.byUserId(userId);
  if (taken !== undefined)
    return conflict(one, "user-id-taken", { reason: `the user id ${userId} is taken by somebody else`, user: taken });
  const after = profileOfNewUser(userId, desiredOf(one, undefined, context));
  return {
    kind: "change",
    change: {
      kind: "create",
      userId,
      sourceId: person.sourceId,
      before: {},
      after,
      reason: withRule(why, role.given),
    },
  };
}

interface NewUser {
  readonly userId?: UserId | undefined;
  readonly why?: string;
}

/** Gives a user this person's id, and whatever else follows RingCentral. */
export function linkTo(
  user: RosterUser,
  one: Candidate,
  { context, reason }: { readonly context: PlanContext; readonly reason: string },
): ChangeDecision {
  const changed = differenceOf(user, one, context) ?? { before: {}, after: {} };
  return write("link", { user, one, changed, reason });
}

/** Lets a linked user follow RingCentral. */
export function follow(user: RosterUser, one: Candidate, context: PlanContext): Decision {
  const changed = differenceOf(user, one, context);
  if (changed === undefined) return whatWaits(user, one, context);
  if (isUpkeep(changed.after)) {
    const { change } = write("update", { user, one, changed, reason: "kept up" });
    return { ...whatWaits(user, one, context), upkeep: change };
  }
  const kind = changed.after.status === "Active" ? "reactivate" : "update";
  const names = Object.keys(changed.after).filter((name) => !isUpkeep({ [name]: "" }));
  const what = kind === "reactivate" ? `${names.join(", ")} put right` : followWords(names);
  const why = kind === "reactivate" ? `back in scope: ${one.eligibility.reason}; ${what}` : what;
  return write(kind, { user, one, changed, reason: why });
}

function followWords(names: readonly string[]): string {
  const [last, ...others] = names.toReversed();
  return others.length === 0
    ? `${last} follows RingCentral`
    : `${others.toReversed().join(", ")} and ${last} follow RingCentral`;
}

/** Nothing differs that could be changed now; perhaps something does that has to wait. */
function whatWaits(user: RosterUser, { role }: Candidate, { settings }: PlanContext) {
  if (user.status !== "Active") return nothing({ kind: "status-waits" });
  const isWaiting = settings.managedAttributes.includes("role") && role.decided?.role !== user.role;
  return nothing(isWaiting && role.waits !== undefined ? role.waits : { kind: "as-it-should-be" });
}

function differenceOf(user: RosterUser, one: Candidate, context: PlanContext) {
  const status = context.scopes.unreadable.has("ringex") ? "frozen" : "follows";
  return difference(user, { desired: desiredOf(one, user, context), status });
}

interface Write {
  readonly user: RosterUser;
  readonly one: Candidate;
  readonly changed: Pick<Change, "before" | "after">;
  readonly reason: string;
}

function write(kind: Change["kind"], { user, one, changed, reason }: Write): ChangeDecision {
  const { userId, version } = user;
  const why = withRule(reason, changed.after.role === undefined ? undefined : one.role.given);
  return {
    kind: "change",
    change: { kind, userId, sourceId: one.person.sourceId, version, ...changed, reason: why },
  };
}

function withRule(reason: string, role: RoleDecision | undefined): string {
  return role === undefined ? reason : `${reason}; role ${role.role}: ${role.rule}`;
}
