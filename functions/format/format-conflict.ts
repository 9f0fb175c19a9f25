import type { Choice, ConflictDecision } from "#shared/domain/roster/change.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import type { OpenConflict } from "#shared/operator/conflicts.ts";
import type { Fact } from "./format-run.ts";
import { nameOf } from "./format-value.ts";

const noName = "(without a name)";
const noEmail = "no e-mail";

/** Whose conflict it is: the id by which it is decided. */
export function conflictTitle({ sourceId, conflict, person }: OpenConflict): string {
  return `${sourceId ?? conflict.userId ?? "a record without an id"}: ${nameOf(person) ?? noName}`;
}

/** Both candidates of a conflict, and what can be decided. */
export function conflictFacts(open: OpenConflict): readonly Fact[] {
  const { conflict, person, sightings, users, choices, earlier } = open;
  const facts: Fact[] = [["conflict", conflict.reason]];
  if (person !== undefined) facts.push(["RingCentral", `${nameOf(person) ?? noName}, ${person.email ?? noEmail}`]);
  for (const { scope, says } of sightings) facts.push([scope, says]);
  for (const user of users) facts.push(["roster", formatCandidate(user)]);
  if (users.length === 0) facts.push(["roster", "no user"]);
  if (earlier !== undefined)
    facts.push(["earlier", `${formatDecision(earlier)}; RingCentral has said something else since`]);
  facts.push(["decide", formatChoices(choices)]);
  return facts;
}

function formatCandidate({
  userId,
  firstName,
  lastName,
  email = noEmail,
  role,
  status,
  sourceId,
  scopes,
  seen,
}: RosterUser) {
  const link = sourceId === undefined ? "without a link" : `linked to ${sourceId}`;
  const where = scopes === undefined || scopes.length === 0 ? [] : [`last seen in ${scopes.join(", ")}`];
  const before = seen === undefined ? [] : [`last seen as ${nameOf(seen) ?? noName}, ${seen.email ?? noEmail}`];
  const name = nameOf({ firstName, lastName }) ?? noName;
  return [userId, name, email, role, status, link, ...where, ...before].join(", ");
}

function formatChoices(choices: readonly Choice[]): string {
  if (choices.length === 0) return "not here: correct it in RingCentral or in AI WFM, or put the id into ignoredPeople";
  const words: Readonly<Record<Choice, string>> = {
    same: "same (it is this user)",
    new: "new (a user of their own)",
    link: "link <userId> (it is that user)",
  };
  return choices.map((choice) => words[choice]).join(", ");
}

/** `new as rc-1009-2, 2026-11-28 09:14 by arn:...`. */
function formatDecision({ kind, userId, at, by }: ConflictDecision): string {
  const whom = userId === undefined ? kind : kind === "new" ? `new as ${userId}` : `${kind} ${userId}`;
  return `${whom}, ${at.slice(0, 16).replace("T", " ")} by ${by}`;
}
