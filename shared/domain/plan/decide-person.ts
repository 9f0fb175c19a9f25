import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { adopt } from "./adopt.ts";
import { isAnotherHuman } from "./another-human.ts";
import { emailTaken, follow, linkTo, unlessFrozen } from "./changes.ts";
import type { Decision } from "./decision.ts";
import { conflict, nothing } from "./decision.ts";
import { type Link, linkedUser } from "./match.ts";
import type { Candidate, PlanContext } from "./plan-context.ts";
import { settle } from "./settle.ts";

/** What the roster needs for one person who is, or may be, in scope, or is excluded. */
export function decidePerson(one: Candidate, context: PlanContext): Decision {
  if (one.excluded !== undefined) return nothing({ kind: "excluded", by: one.excluded });
  const decision = decide(one, context);
  return decision.kind === "conflict" ? settle(one, decision, context) : decision;
}

function decide(one: Candidate, context: PlanContext): Decision {
  const { person, users, link, eligibility } = one;
  if (person.faults.length > 0)
    return conflict(one, "unusable-record", {
      reason: `RingCentral's record cannot be used: ${person.faults.join("; ")}`,
    });
  if (isNameless(one)) return conflict(one, "no-name", { reason: "RingCentral has no name for this person" });
  switch (link.kind) {
    case "several":
      return conflict(one, "several-linked", {
        reason: `several roster users are linked to this person: ${users.map(({ userId }) => userId).join(", ")}`,
      });
    case "own":
      return unlessFrozen(link.user, context) ?? followOwn(link.user, one, context);
    case "contested":
    case "other-name":
    case "record":
      return unlessFrozen(link.user, context) ?? relink(link, one, context);
    case "none":
      if (eligibility.kind === "unknown") return nothing({ kind: "access-unknown", why: eligibility.reason });
      return adopt(one, context);
  }
}

/** Whether what RingCentral says leaves no name at all, or nothing is said of somebody new. */
function isNameless({ person: { firstName, lastName }, link }: Candidate): boolean {
  const user = linkedUser(link);
  const name = (firstName ?? user?.firstName ?? "") + (lastName ?? user?.lastName ?? "");
  const isSaid = firstName !== undefined || lastName !== undefined;
  return name === "" && (isSaid || user === undefined);
}

function followOwn(user: RosterUser, one: Candidate, context: PlanContext): Decision {
  if (isAnotherHuman(user, { person: one.person, settings: context.settings }))
    return conflict(one, "another-human", {
      reason: "both names have changed in RingCentral: this id may belong to another human now",
    });
  return emailTaken(user, one, context) ?? follow(user, one, context);
}

/** A user linked to one of the person's records, from before RingCentral told that they are one person. */
function relink(
  { kind, user }: Extract<Link, { kind: "contested" | "other-name" | "record" }>,
  one: Candidate,
  context: PlanContext,
): Decision {
  switch (kind) {
    case "contested":
      return conflict(one, "contested-link", {
        reason: `several people carry ${user.sourceId}, the id that the user is linked to`,
      });
    case "other-name":
      return conflict(one, "other-name", { reason: `the roster user linked to ${user.sourceId} has another name` });
    case "record": {
      const reason = `RingCentral now knows ${user.sourceId} as ${one.person.sourceId}`;
      return emailTaken(user, one, context) ?? linkTo(user, one, { context, reason });
    }
  }
}
