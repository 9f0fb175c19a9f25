import type { UserId } from "#shared/domain/ids.ts";
import type { Change, Choice, ConflictDecision } from "#shared/domain/roster/change.ts";
import { conflictChoices } from "#shared/domain/roster/change.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { isSeenTheSame, seenOf } from "./another-human.ts";
import { createFor, emailTaken, follow, linkTo, unlessFrozen } from "./changes.ts";
import type { ConflictOutcome, Decision } from "./decision.ts";
import { conflict, nothing } from "./decision.ts";
import { linkedUser } from "./match.ts";
import type { Candidate, PlanContext } from "./plan-context.ts";

/** A conflict, or what somebody has decided about it, while RingCentral still says the same about this person. */
export function settle(one: Candidate, open: ConflictOutcome, context: PlanContext): Decision {
  const decision = context.decisions.get(one.person.sourceId);
  if (decision === undefined || !isSeenTheSame(decision.seen, seenOf(one.person))) return open;
  const allowed: readonly Choice[] = conflictChoices[open.conflict.conflict];
  if (!allowed.includes(decision.kind)) return open;
  return asDecided(apply(one, { decision, open, context }));
}

interface Settling {
  readonly decision: ConflictDecision;
  readonly open: ConflictOutcome;
  readonly context: PlanContext;
}

function apply(one: Candidate, { decision, open, context }: Settling): Decision {
  const user = linkedUser(one.link);
  const why = `as decided ${decision.by === "" ? "" : `by ${decision.by} `}at ${decision.at}`;
  switch (decision.kind) {
    case "same":
      return user === undefined ? open : (emailTaken(user, one, context) ?? follow(user, one, context));
    case "new": {
      const created = createFor(one, context, { userId: decision.userId, why: `${why}: a user of their own` });
      const isSuccessor = open.conflict.conflict === "another-human" && user !== undefined;
      if (created.kind !== "change" || !isSuccessor) return created;
      const isStatusFrozen = user.status === "Active" && context.scopes.unreadable.has("ringex");
      if (isStatusFrozen) return nothing({ kind: "ringex-not-read" });
      const first = released(user, `${why}: ${user.sourceId} belongs to somebody else now`);
      return { ...created, first, change: { ...created.change, requires: user.userId } };
    }
    case "link": {
      const wanted = decision.userId === undefined ? undefined : context.index.byUserId(decision.userId);
      return wanted === undefined ? open : linkAsDecided(wanted, one, { why, context });
    }
  }
}

function linkAsDecided(
  wanted: RosterUser,
  one: Candidate,
  { why, context }: { readonly why: string; readonly context: PlanContext },
): Decision {
  const { absence } = context;
  const frozen = unlessFrozen(wanted, context);
  if (frozen !== undefined) return frozen;
  const refused = (because: string) =>
    conflict(one, "link-refused", {
      reason: `cannot be linked to ${wanted.userId} ${why}: ${because}`,
      user: wanted,
    });
  const excluded = whyExcluded(wanted, one, context);
  if (excluded !== undefined) return refused(`that user is left alone (${excluded})`);
  const taken = emailTaken(wanted, one, context);
  if (taken !== undefined) return taken;
  if (wanted.sourceId === undefined || wanted.sourceId === one.person.sourceId)
    return linkTo(wanted, one, { context, reason: why });
  const holder = absence.of(wanted);
  if (holder.kind === "listed" || holder.kind === "second-reading-lists")
    return refused(`${wanted.sourceId} holds that user and is still in scope`);
  if (holder.kind !== "proved") return nothing({ kind: "old-link-not-read" }, wanted);
  return { ...linkTo(wanted, one, { context, reason: why }), replaces: wanted };
}

/** A user and the person who is to get it are judged together. */
function whyExcluded(wanted: RosterUser, { person }: Candidate, { exclusions }: PlanContext): string | undefined {
  if (exclusions.isProtected(wanted)) return "protected";
  return exclusions.reasonFor({
    emails: [person.email, wanted.email],
    sourceIds: [person.sourceId, wanted.sourceId],
  });
}

/** The old user leaves, and gives up the id; this has to be written before anybody else gets it. */
function released({ userId, version, status, sourceId, formerSourceId }: RosterUser, reason: string): Change {
  const [before, after] = status === "Inactive" ? [{}, {}] : [{ status }, { status: "Inactive" as const }];
  return {
    kind: status === "Inactive" ? "update" : "deactivate",
    userId,
    ...(sourceId === undefined ? {} : { sourceId }),
    version,
    before: { ...before, sourceId, formerSourceId },
    after: { ...after, sourceId: undefined, formerSourceId: sourceId },
    reason,
  };
}

/** What a decision asks for is approved by it. */
function asDecided(decision: Decision): Decision {
  if (decision.kind !== "change") return decision;
  const { change, first } = decision;
  const approved = (one: Change): Change => ({ ...one, decided: true });
  return { ...decision, change: approved(change), ...(first === undefined ? {} : { first: approved(first) }) };
}

/** The next free id for a user of their own: `rc-1009`, `rc-1009-2`, ... */
export function freeUserId(wanted: UserId, isTaken: (userId: UserId) => boolean): UserId {
  for (let count = 1; ; count += 1) {
    const id = (count === 1 ? wanted : `${wanted}-${count}`) as UserId;
    if (!isTaken(id)) return id;
  }
}
