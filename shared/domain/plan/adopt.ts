import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { emailKey, namesAgree, namesAreEqual } from "#shared/domain/text.ts";
import { createFor, linkTo } from "./changes.ts";
import type { Decision } from "./decision.ts";
import { conflict, nothing } from "./decision.ts";
import type { Candidate, PlanContext } from "./plan-context.ts";

/** Somebody without a user of their own: a link to the user with their e-mail, or a new user. */
export function adopt(one: Candidate, context: PlanContext): Decision {
  const { person } = one;
  const key = emailKey(person.email);
  if (key === undefined) return createFor(one, context);
  const users = context.index.byEmail(key);
  const rivals = (context.claimants.get(key) ?? []).filter((rival) => rival.person !== person);
  const free = users.filter(({ sourceId }) => sourceId === undefined);
  if (free.length > 0) return adoptFree(one, { free, rivals: rivals.length, context });
  if (rivals.some((rival) => namesAreEqual(rival.person, person)))
    return conflict(one, "two-extensions", {
      reason: "several people who are not linked yet have this e-mail and this name",
    });
  return rehire(one, { users, context });
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
      user,
    });
  if (user === undefined || more.length > 0)
    return conflict(one, "several-users", { reason: "several roster users have this person's e-mail", user });
  if (!namesAgree(user, one.person))
    return conflict(one, "other-name", { reason: "the roster user with this e-mail has another name", user });
  return linkTo(user, one, { context, reason: "adopted by e-mail, the names agree" });
}

/**
 * The e-mail may belong to users who are linked to others. Of who is still listed it is a shared mailbox, which is no
 * evidence; of who is gone it may be the same human under a new id.
 */
function rehire(
  one: Candidate,
  { users, context }: { readonly users: readonly RosterUser[]; readonly context: PlanContext },
): Decision {
  const open: Decision[] = [];
  const gone: RosterUser[] = [];
  for (const user of users) {
    const found = ownerOf(user, one, context);
    if (found === "gone") gone.push(user);
    else if (found !== "somebody else") open.push(found);
  }
  const [first] = open;
  if (first !== undefined) return first;
  const [user, ...more] = gone;
  if (user === undefined) return createFor(one, context);
  if (more.length > 0)
    return conflict(one, "several-users", { reason: "several roster users have this person's e-mail", user });
  // What was not read may list the old id, so the link stays; but this is the human it was made for.
  if (!context.absence.directoryIsComplete) return nothing({ kind: "old-link-not-read" }, user);
  const reason = `back with a new RingCentral id, ${user.sourceId} is gone; the names agree`;
  return { ...linkTo(user, one, { context, reason }), replaces: user };
}

/** Whose a linked user is; `gone` is who may be back, a decision is what is in the way. */
function ownerOf(
  user: RosterUser,
  one: Candidate,
  { absence, listed, remembered, exclusions }: PlanContext,
): "somebody else" | "gone" | Decision {
  const { sourceId } = user;
  const belongs = (reason: string) => conflict(one, "old-link-remains", { reason, user });
  if (sourceId === undefined) return "somebody else";
  const verdict = absence.of(user).kind;
  if (listed.has(sourceId) || verdict === "listed" || verdict === "second-reading-lists") {
    return namesAreEqual(user, one.person)
      ? conflict(one, "two-extensions", {
          reason: `the roster user with this e-mail and this name is linked to ${sourceId}, who is still listed`,
          user,
        })
      : "somebody else";
  }
  if (exclusions.reasonFor({ emails: [user.email], sourceIds: [sourceId] }) !== undefined || remembered.has(sourceId))
    return belongs(`this e-mail belongs to a roster user who is linked to ${sourceId}`);
  if (verdict !== "proved") return nothing({ kind: "old-link-not-read" }, user);
  return namesAgree(user, one.person)
    ? "gone"
    : conflict(one, "other-name", { reason: "the roster user with this e-mail has another name", user });
}
