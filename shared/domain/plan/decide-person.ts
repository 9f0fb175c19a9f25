import type { Person } from "#shared/domain/directory/person.ts";
import type { ScopeId } from "#shared/domain/directory/reading.ts";
import type { ScopeStates } from "#shared/domain/directory/scopes.ts";
import { unreadableRingCx } from "#shared/domain/directory/scopes.ts";
import type { SourceId } from "#shared/domain/ids.ts";
import { userIdOfSource } from "#shared/domain/ids.ts";
import type { Change } from "#shared/domain/roster/change.ts";
import type { RosterIndex } from "#shared/domain/roster/roster-index.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import type { Absence } from "#shared/domain/scope/absence.ts";
import type { Exclusions } from "#shared/domain/scope/exclusions.ts";
import type { RoleDecision } from "#shared/domain/scope/role.ts";
import { decideRole } from "#shared/domain/scope/role.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { compareText, emailKey, namesAgree } from "#shared/domain/text.ts";
import type { DesiredUser } from "./attributes.ts";
import { difference, profileOfNewUser } from "./attributes.ts";
import type { Decision, NoChange } from "./decision.ts";
import type { MatchedPerson } from "./match.ts";

interface Context {
  readonly settings: Settings;
  readonly scopes: ScopeStates;
  readonly index: RosterIndex;
  readonly exclusions: Exclusions;
  readonly absence: Absence;
  /** E-mails that several people have who are in scope, not linked and not excluded. */
  readonly sharedEmails: ReadonlySet<string | undefined>;
  /** E-mails of people in scope who are linked and not excluded. */
  readonly linkedEmails: ReadonlySet<string | undefined>;
  /** Source ids that are listed, but out because their users were last seen in RingEX: they are not gone. */
  readonly remembered: ReadonlySet<SourceId>;
}

/** A person to decide about, with the role that the rules give. */
interface Candidate extends MatchedPerson {
  readonly role: PersonRole;
}

/** What the roster needs for one person who is, or may be, in scope, or is excluded. */
export function decidePerson(one: Candidate, context: Context): Decision {
  const { person, users, link, eligibility, excluded } = one;
  if (excluded !== undefined) return nothing({ kind: "excluded", by: excluded });
  if (person.faults.length > 0)
    return conflict(one, `RingCentral's record cannot be used: ${person.faults.join("; ")}`);
  switch (link.kind) {
    case "several":
      return conflict(
        one,
        `several roster users are linked to this person: ${users.map(({ userId }) => userId).join(", ")}`,
      );
    case "own":
      return unlessFrozen(link.user, context) ?? follow(link.user, one, context);
    case "contested":
    case "other-name":
    case "record":
      return unlessFrozen(link.user, context) ?? relink(link, one, context);
    case "none":
      if (eligibility.kind === "unknown") return nothing({ kind: "access-unknown", why: eligibility.reason });
      return adopt(one, context);
  }
}

function nothing(because: NoChange): Decision {
  return { kind: "nothing", because };
}

const asItShouldBe = nothing({ kind: "as-it-should-be" });

function unlessFrozen(user: RosterUser, { absence }: Context): Decision | undefined {
  const scopes = absence.frozenBy(user);
  return scopes.length === 0 ? undefined : nothing({ kind: "frozen", scopes });
}

/** A user who is linked already. */
function follow(user: RosterUser, one: Candidate, context: Context): Decision {
  const changed = differenceOf(user, one, context);
  if (changed === undefined) return whatWaits(user, one, context);
  const kind = changed.after.status === "Active" ? "reactivate" : "update";
  const names = Object.keys(changed.after);
  const what = kind === "reactivate" ? `${names.join(", ")} put right` : followWords(names);
  const why = kind === "reactivate" ? `back in scope: ${one.eligibility.reason}; ${what}` : what;
  return write(kind, {
    user,
    one,
    changed,
    reason: withRule(why, changed.after.role === undefined ? undefined : one.role.given),
  });
}

function followWords(names: readonly string[]): string {
  const [last, ...others] = names.toReversed();
  return others.length === 0
    ? `${last} follows RingCentral`
    : `${others.toReversed().join(", ")} and ${last} follow RingCentral`;
}

/** Nothing differs that could be changed now; perhaps something does that has to wait. */
function whatWaits(user: RosterUser, { role: { decided } }: Candidate, { settings, scopes }: Context): Decision {
  if (user.status !== "Active") return nothing({ kind: "status-waits" });
  if (!settings.managedAttributes.includes("role")) return asItShouldBe;
  if (decided === undefined) return nothing({ kind: "role-unknown" });
  if (decided.role === user.role) return asItShouldBe;
  return nothing({ kind: "administrator-waits", scopes: unreadableRingCx(scopes) });
}

/** Somebody without a user of their own: a link to the user with their e-mail, or a new user. */
function adopt(one: Candidate, context: Context): Decision {
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
  if (user.sourceId === undefined) return linkTo(user, { one, context, reason: "adopted by e-mail, the names agree" });

  const isLeftAlone = exclusions.reasonFor({ emails: [user.email], sourceIds: [user.sourceId] }) !== undefined;
  const isGone = absence.of(user).kind === "proved" && !remembered.has(user.sourceId);
  const belongs = conflict(one, `this e-mail belongs to a roster user who is linked to ${user.sourceId}`, user);
  if (isLeftAlone || !isGone) return belongs;
  // What was not read may list the old id, so the link stays; but this is the human it was made for.
  if (!absence.directoryIsComplete) return { ...belongs, waiting: user };
  const reason = `back with a new RingCentral id, ${user.sourceId} is gone; the names agree`;
  return { ...linkTo(user, { one, context, reason }), replaces: user };
}

/** A user linked to one of the person's records, from before RingCentral told that they are one person. */
function relink(
  { kind, user }: Extract<MatchedPerson["link"], { kind: "contested" | "other-name" | "record" }>,
  one: Candidate,
  context: Context,
): Decision {
  switch (kind) {
    case "contested":
      return conflict(one, `several people carry ${user.sourceId}, the id that the user is linked to`);
    case "other-name":
      return conflict(one, `the roster user linked to ${user.sourceId} has another name`);
    case "record": {
      const reason = `RingCentral now knows ${user.sourceId} as ${one.person.sourceId}`;
      return linkTo(user, { one, context, reason });
    }
  }
}

function linkTo(
  user: RosterUser,
  { one, context, reason }: { one: Candidate; context: Context; reason: string },
): Extract<Decision, { kind: "change" }> {
  const changed = differenceOf(user, one, context) ?? { before: {}, after: {} };
  return write("link", {
    user,
    one,
    changed,
    reason: withRule(reason, changed.after.role === undefined ? undefined : one.role.given),
  });
}

function create(one: Candidate, context: Context): Decision {
  const { person, eligibility } = one;
  const { settings, index, scopes } = context;
  const { given, decided } = one.role;
  // While a part of RingCX is unreadable the evidence for an Administrator is incomplete: the next run creates.
  if (given === undefined) {
    return nothing(
      decided === undefined
        ? { kind: "role-unknown" }
        : { kind: "administrator-waits", scopes: unreadableRingCx(scopes) },
    );
  }
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
      after: profileOfNewUser(userId, { person, role: given, scopes: person.scopes, settings }),
      reason: withRule(`new in scope: ${eligibility.reason}`, given),
    },
  };
}

/** The role that the rules decide on, and whether what was read suffices to give it. */
interface PersonRole {
  readonly decided: RoleDecision | undefined;
  readonly given: RoleDecision | undefined;
}

/** Nobody becomes Administrator while a part of RingCX is unreadable. */
export function roleOf(
  { person, eligibility }: MatchedPerson,
  { settings, scopes }: Pick<Context, "settings" | "scopes">,
): PersonRole {
  const agent = "agent" in eligibility ? eligibility.agent : "unknown";
  const decided = decideRole(person, { agent, settings });
  const isWithheld = decided?.role === "Administrator" && unreadableRingCx(scopes).length > 0;
  return { decided, given: isWithheld ? undefined : decided };
}

function differenceOf(
  user: RosterUser,
  { person, role }: Candidate,
  { settings, scopes }: Context,
): Pick<Change, "before" | "after"> | undefined {
  const ringExWasRead = scopes.configured.has("ringex") && !scopes.unreadable.has("ringex");
  const desired: DesiredUser = {
    person,
    role: role.given,
    scopes: scopesToKeep(person, { user, ringExWasRead }),
    settings,
  };
  return difference(user, { desired, status: scopes.unreadable.has("ringex") ? "frozen" : "follows" });
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
  }: { user: RosterUser; one: Candidate; changed: Pick<Change, "before" | "after">; reason: string },
) {
  const { userId, version } = user;
  return {
    kind: "change",
    change: { kind, userId, sourceId: one.person.sourceId, version, ...changed, reason },
  } as const;
}

function conflict(
  { person, users }: MatchedPerson,
  reason: string,
  user: RosterUser | undefined = users[0],
): Extract<Decision, { kind: "conflict" }> {
  return {
    kind: "conflict",
    conflict: {
      kind: "conflict",
      sourceId: person.sourceId,
      ...(user === undefined ? {} : { userId: user.userId }),
      reason,
    },
  };
}

function withRule(reason: string, role: RoleDecision | undefined): string {
  return role === undefined ? reason : `${reason}; role ${role.role}: ${role.rule}`;
}
