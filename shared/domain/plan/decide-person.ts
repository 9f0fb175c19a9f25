import type { Person } from "#shared/domain/directory/person.ts";
import { compareText } from "#shared/domain/directory/person.ts";
import type { ScopeId } from "#shared/domain/directory/reading.ts";
import type { ScopeStates } from "#shared/domain/directory/scopes.ts";
import { ringCxIsIncomplete } from "#shared/domain/directory/scopes.ts";
import type { SourceId, UserId } from "#shared/domain/ids.ts";
import { userIdOfSource } from "#shared/domain/ids.ts";
import type { Change, Conflict } from "#shared/domain/roster/change.ts";
import type { RosterIndex } from "#shared/domain/roster/roster-index.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import type { Absence } from "#shared/domain/scope/absence.ts";
import type { Exclusions } from "#shared/domain/scope/exclusions.ts";
import type { RoleDecision } from "#shared/domain/scope/role.ts";
import { decideRole } from "#shared/domain/scope/role.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { emailKey, namesAgree } from "#shared/domain/text.ts";
import type { DesiredUser } from "./attributes.ts";
import { difference } from "./attributes.ts";
import type { MatchedPerson } from "./match.ts";

interface Context {
  readonly settings: Settings;
  readonly scopes: ScopeStates;
  readonly index: RosterIndex;
  readonly exclusions: Exclusions;
  readonly absence: Absence;
  /** E-mails that several people have who are in scope, not linked and not covered. */
  readonly sharedEmails: ReadonlySet<string | undefined>;
  /** E-mails of people in scope who are linked and not covered. */
  readonly linkedEmails: ReadonlySet<string | undefined>;
  /** Users linked to an id that the records of several people carry. */
  readonly contested: ReadonlySet<UserId>;
  /** Source ids that are listed, but out because their users were last seen in RingEX: they are not gone. */
  readonly remembered: ReadonlySet<SourceId>;
}

type Decision =
  | {
      readonly kind: "change";
      readonly change: Change;
      /** The user whose old link the change takes away, because the old id is gone. */
      readonly replaces?: RosterUser;
    }
  /** A conflict that more complete readings will settle: until then `user` is not taken for a leaver. */
  | { readonly kind: "waits"; readonly conflict: Conflict; readonly user: RosterUser }
  | Conflict;

/** What the roster needs for one person; `undefined` for nothing, or nothing in this run. */
export function planPerson(one: MatchedPerson, context: Context): Decision | undefined {
  const { person, users, eligibility, excluded } = one;
  if (excluded !== undefined || eligibility.kind === "out") return undefined;
  const [user, ...more] = users;
  if (person.faults.length > 0)
    return conflict(one, `RingCentral's record cannot be used: ${person.faults.join("; ")}`);
  if (more.length > 0) {
    return conflict(
      one,
      `several roster users are linked to this person: ${users.map(({ userId }) => userId).join(", ")}`,
    );
  }
  if (user !== undefined)
    return user.sourceId === person.sourceId ? follow(user, one, context) : relink(user, one, context);
  // Without proof of Access WEM nobody new is let in.
  return eligibility.kind === "in" ? adopt(one, context) : undefined;
}

/** A user who is linked already. */
function follow(user: RosterUser, one: MatchedPerson, context: Context): Decision | undefined {
  if (context.absence.isFrozen(user)) return undefined;
  const role = roleOf(one, context);
  const changed = differenceOf(user, { one, role, context });
  if (changed === undefined) return undefined;
  const kind = changed.after.status === "Active" ? "reactivate" : "update";
  const what = `${Object.keys(changed.after).join(", ")} ${kind === "reactivate" ? "put right" : "follow RingCentral"}`;
  const why = kind === "reactivate" ? `back in scope: ${one.eligibility.reason}; ${what}` : what;
  return write(kind, {
    user,
    one,
    changed,
    reason: withRule(why, changed.after.role === undefined ? undefined : role),
  });
}

/** Somebody without a user of their own: a link to the user with their e-mail, or a new user. */
function adopt(one: MatchedPerson, context: Context): Decision | undefined {
  const { person } = one;
  const { index, exclusions, absence, sharedEmails, linkedEmails, remembered } = context;
  const email = emailKey(person.email);
  if (sharedEmails.has(email)) return conflict(one, "several people who are not linked yet have this e-mail");
  // A record without a RingCentral user id would have been joined if the names agreed (design 4.2).
  if (person.rcUserId === undefined && linkedEmails.has(email))
    return conflict(one, "somebody else who is linked has this e-mail, and the records could not be joined");
  const [user, ...more] = index.byEmail(person.email);
  if (user === undefined) return create(one, context);
  if (more.length > 0) return conflict(one, "several roster users have this person's e-mail");
  if (!namesAgree(user, person)) return conflict(one, "the roster user with this e-mail has another name", user);
  if (user.sourceId === undefined) return link(user, { one, context, reason: "adopted by e-mail, the names agree" });

  const isLeftAlone = exclusions.reasonFor({ emails: [user.email], sourceIds: [user.sourceId] }) !== undefined;
  const isGone = absence.isProvedFor(user) && !remembered.has(user.sourceId);
  const belongs = conflict(one, `this e-mail belongs to a roster user who is linked to ${user.sourceId}`, user);
  if (isLeftAlone || !isGone) return belongs;
  // What was not read may list the old id, so the link stays; but this is the human it was made for.
  if (!absence.directoryIsComplete) return { kind: "waits", conflict: belongs, user };
  const reason = `back with a new RingCentral id, ${user.sourceId} is gone; the names agree`;
  return { ...link(user, { one, context, reason }), replaces: user };
}

/** A user linked to one of the person's records, from before RingCentral told that they are one person. */
function relink(user: RosterUser, one: MatchedPerson, context: Context): Decision | undefined {
  if (context.absence.isFrozen(user)) return undefined;
  if (context.contested.has(user.userId))
    return conflict(one, `several people carry ${user.sourceId}, the id that the user is linked to`);
  if (!namesAgree(user, one.person))
    return conflict(one, `the roster user linked to ${user.sourceId} has another name`);
  return link(user, { one, context, reason: `RingCentral now knows ${user.sourceId} as ${one.person.sourceId}` });
}

function link(user: RosterUser, { one, context, reason }: { one: MatchedPerson; context: Context; reason: string }) {
  const role = roleOf(one, context);
  const changed = differenceOf(user, { one, role, context }) ?? { before: {}, after: {} };
  return write("link", {
    user,
    one,
    changed,
    reason: withRule(reason, changed.after.role === undefined ? undefined : role),
  });
}

function create(one: MatchedPerson, context: Context): Decision | undefined {
  const { person, eligibility } = one;
  const { settings, index } = context;
  const role = roleOf(one, context);
  // While a part of RingCX is unreadable the evidence for an Administrator is incomplete: the next run creates.
  if (role === undefined) return undefined;
  const userId = userIdOfSource(person.sourceId);
  const taken = index.byUserId(userId);
  if (taken !== undefined) return conflict(one, `the user id ${userId} is taken by somebody else`, taken);
  return {
    kind: "change",
    change: {
      kind: "create",
      userId,
      sourceId: person.sourceId,
      before: {},
      after: {
        firstName: person.firstName,
        lastName: person.lastName,
        ...(person.email === undefined ? {} : { email: person.email }),
        role: role.role,
        status: "Active",
        activityId: settings.defaultActivityId,
        sourceId: person.sourceId,
        dataSourceId: settings.realtimeDataSourceId,
        agentIds: person.agentIds,
        scopes: person.scopes,
      },
      reason: withRule(`new in scope: ${eligibility.reason}`, role),
    },
  };
}

/** The role to give, or `undefined` to leave it: undecided, or Administrator while a part of RingCX is unreadable. */
function roleOf({ person, eligibility }: MatchedPerson, { settings, scopes }: Context): RoleDecision | undefined {
  const agent = "agent" in eligibility ? eligibility.agent : "unknown";
  const decision = decideRole(person, { agent, settings });
  return decision?.role === "Administrator" && ringCxIsIncomplete(scopes) ? undefined : decision;
}

function differenceOf(
  user: RosterUser,
  { one, role, context }: { one: MatchedPerson; role: RoleDecision | undefined; context: Context },
): Pick<Change, "before" | "after"> | undefined {
  const ringExWasRead = context.scopes.configured.has("ringex") && !context.scopes.unreadable.has("ringex");
  const desired: DesiredUser = {
    person: one.person,
    role,
    scopes: scopesToKeep(one.person, { user, ringExWasRead }),
  };
  const status = context.scopes.unreadable.has("ringex") ? "frozen" : "follows";
  return difference(user, { desired, rules: { settings: context.settings, status } });
}

/** RingEX is not forgotten by a run that did not read it: else a leaver would later count as never seen there. */
function scopesToKeep(
  person: Person,
  { user, ringExWasRead }: { user: RosterUser; ringExWasRead: boolean },
): readonly ScopeId[] {
  const keep = !ringExWasRead && user.sourceId === person.sourceId && user.scopes?.includes("ringex");
  return keep ? [...new Set<ScopeId>([...person.scopes, "ringex"])].sort(compareText) : person.scopes;
}

function write(
  kind: Change["kind"],
  {
    user,
    one,
    changed,
    reason,
  }: { user: RosterUser; one: MatchedPerson; changed: Pick<Change, "before" | "after">; reason: string },
) {
  const { userId, version } = user;
  return {
    kind: "change",
    change: { kind, userId, sourceId: one.person.sourceId, version, ...changed, reason },
  } as const;
}

function conflict({ person, users }: MatchedPerson, reason: string, user: RosterUser | undefined = users[0]): Conflict {
  return {
    kind: "conflict",
    sourceId: person.sourceId,
    ...(user === undefined ? {} : { userId: user.userId }),
    reason,
  };
}

function withRule(reason: string, role: RoleDecision | undefined): string {
  return role === undefined ? reason : `${reason}; role ${role.role}: ${role.rule}`;
}

/** E-mails that more than one of these people have. */
export function emailsOfSeveral(people: readonly MatchedPerson[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const several = new Set<string>();
  for (const { person } of people) {
    const key = emailKey(person.email);
    if (key === undefined) continue;
    if (seen.has(key)) several.add(key);
    seen.add(key);
  }
  return several;
}

/** E-mails that any of these people has. */
export function emailsOfAny(people: readonly MatchedPerson[]): ReadonlySet<string> {
  const keys = people.map(({ person }) => emailKey(person.email));
  return new Set(keys.filter((key) => key !== undefined));
}
