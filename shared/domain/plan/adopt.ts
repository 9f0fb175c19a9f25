import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { compareText, emailKey, namesAgree, namesAreEqual } from "#shared/domain/text.ts";
import { createFor, linkTo, unlessFrozen } from "./changes.ts";
import type { Decision } from "./decision.ts";
import { conflict, nothing } from "./decision.ts";
import type { MatchedPerson } from "./match.ts";
import type { Candidate, PlanContext } from "./plan-context.ts";

/** Somebody without a user of their own: a link to the user with their e-mail, or a new user. */
export function adopt(one: Candidate, context: PlanContext): Decision {
  const { person } = one;
  const holder = seatHolder(one, context);
  if (holder !== undefined) return nothing({ kind: "perhaps-a-broken-record" }, holder);
  const key = emailKey(person.email);
  if (key === undefined) return createFor(one, context);
  const users = context.index.byEmail(key).toSorted((a, b) => compareText(a.userId, b.userId));
  const rivals = (context.claimants.get(key) ?? []).filter((rival) => rival.person !== person);
  const free = users.filter(({ sourceId }) => sourceId === undefined);
  if (free.length > 0) return adoptFree(one, { free, rivals: rivals.length, context });
  if (rivals.some((rival) => namesAreEqual(rival.person, person)))
    return conflict(one, "two-extensions", {
      reason: "several people who are not linked yet have this e-mail and this name",
    });
  return rehire(one, { users, rivals, context });
}

/**
 * Who had a seat of this person's under a RingCentral user id that is nowhere now, though RingEX does not say that they
 * have left and nobody else may be this human under a new id: the record has probably lost the id.
 */
function seatHolder({ person }: Candidate, context: PlanContext): RosterUser | undefined {
  if (person.rcUserId !== undefined) return undefined;
  const { index, absence, listed, scopes, claimants } = context;
  const mayBeBack = (user: RosterUser): boolean => {
    const key = emailKey(user.email);
    const others = key === undefined ? [] : (claimants.get(key) ?? []);
    return others.some((other) => other.person !== person && namesAgree(user, other.person));
  };
  const tellsWhoLeft = scopes.configured.has("ringex") && !scopes.unreadable.has("ringex");
  const isSilent = person.firstName === undefined && person.lastName === undefined;
  return person.agentIds
    .flatMap((agentId) => index.byAgentId(agentId))
    .find((user) => {
      const { sourceId, status } = user;
      if (status !== "Active" || !sourceId?.startsWith("rc:") || absence.of(user).kind === "listed") return false;
      const hasLeft = tellsWhoLeft && user.scopes?.includes("ringex") && !listed.has(sourceId);
      return !hasLeft && !mayBeBack(user) && (isSilent || namesAgree(user.seen ?? user, person));
    });
}

/** The e-mail belongs to users whom nobody is linked to. */
function adoptFree(
  one: Candidate,
  {
    free: [user, ...more],
    rivals,
    context,
  }: { readonly free: readonly RosterUser[]; readonly rivals: number; readonly context: PlanContext },
): Decision {
  if (rivals > 0)
    return conflict(one, "several-claim", {
      reason: "several people who are not linked yet have the e-mail of this roster user",
      user: more.length > 0 ? undefined : user,
    });
  if (user === undefined || more.length > 0)
    return conflict(one, "several-users", { reason: "several roster users have this person's e-mail" });
  if (!namesAgree(user, one.person))
    return conflict(one, "other-name", { reason: "the roster user with this e-mail has another name", user });
  return unlessFrozen(user, context) ?? linkTo(user, one, { context, reason: "adopted by e-mail, the names agree" });
}

/**
 * The e-mail may belong to users who are linked to others. Of who is still listed it is a shared mailbox, which is no
 * evidence; of who is gone it may be the same human under a new id.
 */
function rehire(
  one: Candidate,
  { users, rivals, context }: Claim & { readonly users: readonly RosterUser[] },
): Decision {
  const open: Decision[] = [];
  const gone: RosterUser[] = [];
  for (const user of users) {
    const found = ownerOf(user, one, { rivals, context });
    if (found === "gone") gone.push(user);
    else if (found !== "somebody else") open.push(found);
  }
  const [first] = open;
  if (first !== undefined) return first;
  const [user, ...more] = gone;
  if (user === undefined) return createFor(one, context);
  if (more.length > 0)
    return conflict(one, "several-users", { reason: "several roster users have this person's e-mail" });
  // What was not read may list the old id, so the link stays; but this is the human it was made for.
  if (!context.absence.directoryIsComplete) return nothing({ kind: "old-link-not-read" }, user);
  const reason = `back with a new RingCentral id, ${user.sourceId} is gone; the names agree`;
  return { ...linkTo(user, one, { context, reason }), replaces: user };
}

interface Claim {
  /** Others in scope without a user who have the same e-mail. */
  readonly rivals: readonly MatchedPerson[];
  readonly context: PlanContext;
}

/** Whose a linked user is; `gone` is who may be back, a decision is what is in the way. */
function ownerOf(user: RosterUser, one: Candidate, { rivals, context }: Claim): "somebody else" | "gone" | Decision {
  const { absence, listed, remembered, exclusions } = context;
  const { sourceId } = user;
  const belongs = (reason: string) => conflict(one, "old-link-remains", { reason, user });
  if (sourceId === undefined) return "somebody else";
  const verdict = absence.of(user).kind;
  if (listed.has(sourceId) || verdict === "listed" || verdict === "second-reading-lists") {
    if (!namesAreEqual(listed.get(sourceId) ?? user, one.person)) return "somebody else";
    // Nowhere in RingCX but in a record without a RingCentral user id: it has probably lost the id.
    if (verdict === "proved" && user.status === "Active" && one.person.rcUserId === undefined)
      return nothing({ kind: "perhaps-a-broken-record" }, user);
    return conflict(one, "two-extensions", {
      reason: `the roster user with this e-mail and this name is linked to ${sourceId}, who is still listed`,
      user,
    });
  }
  if (exclusions.reasonFor({ emails: [user.email], sourceIds: [sourceId] }) !== undefined || remembered.has(sourceId))
    return belongs(`this e-mail belongs to a roster user who is linked to ${sourceId}`);
  if (verdict !== "proved") return nothing({ kind: "old-link-not-read" }, user);
  const alike = rivals.filter(({ person }) => namesAgree(user, person)).length;
  if (namesAgree(user, one.person))
    return alike === 0
      ? "gone"
      : conflict(one, "several-claim", {
          reason: "several people who are not linked yet have the e-mail of this roster user, and a name that agrees",
          user,
        });
  // It is that one who is back.
  if (alike === 1) return absence.directoryIsComplete ? "somebody else" : nothing({ kind: "old-link-not-read" });
  return conflict(one, "other-name", { reason: "the roster user with this e-mail has another name", user });
}
