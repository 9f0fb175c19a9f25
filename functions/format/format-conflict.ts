import type { Choice, ConflictDecision } from "#shared/domain/roster/change.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { formatInstant } from "#shared/domain/text.ts";
import type { OpenConflict, ProposedDecision } from "#shared/operator/conflicts.ts";
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
  if (person !== undefined) facts.push(["RingCentral", formatSeen(person)]);
  for (const { scope, says } of sightings) facts.push([scope, says]);
  for (const user of users) facts.push(["roster", formatCandidate(user)]);
  if (users.length === 0) facts.push(["roster", "no user"]);
  if (earlier !== undefined)
    facts.push(["decided before", `${formatDecision(earlier)}; RingCentral said ${formatSeen(earlier.seen)} then`]);
  facts.push(["decide", formatChoices(choices)]);
  return facts;
}

function formatSeen(named: Parameters<typeof nameOf>[0] & { readonly email?: string | undefined }): string {
  return `${nameOf(named) ?? noName}, ${named.email ?? noEmail}`;
}

function formatCandidate(user: RosterUser): string {
  const { userId, role, status, sourceId, scopes = [], seen } = user;
  const said = [`${userId}: ${formatSeen(user)}, ${role}, ${status}`];
  said.push(sourceId === undefined ? "not linked to anybody" : `linked to ${sourceId}`);
  if (scopes.length > 0) said.push(`last seen in ${scopes.join(", ")}`);
  if (seen !== undefined) said.push(`last seen as ${formatSeen(seen)}`);
  return said.join("; ");
}

function formatChoices(choices: readonly Choice[]): string {
  if (choices.length === 0)
    return "nothing to decide here: correct it in RingCentral or in AI WFM, or add the id to ignoredPeople";
  const words: Readonly<Record<Choice, string>> = {
    same: "same (it is still this user)",
    new: "new (somebody else: create a user of their own)",
    link: "link <userId> (it is that roster user)",
  };
  return choices.map((choice) => words[choice]).join(", ");
}

/** What the next run does once this is stored. */
export function formatProposed({ decision: { kind, userId }, about, user }: ProposedDecision): string {
  const { sourceId, conflict, users } = about;
  switch (kind) {
    case "same":
      return `${sourceId} still belongs to ${conflict.userId}, who gets the names that RingCentral has now`;
    case "new": {
      if (conflict.conflict !== "another-human") return `${sourceId} gets a new user, ${userId}`;
      const isActive = users.some((one) => one.userId === conflict.userId && one.status === "Active");
      return `${sourceId} gets a new user, ${userId}; ${conflict.userId} ${isActive ? "is deactivated" : "stays Inactive"}`;
    }
    case "link": {
      const holder = user?.sourceId === sourceId ? undefined : user?.sourceId;
      const unless = holder === undefined ? "" : `, unless ${holder}, who has this user now, is still in scope`;
      return `${sourceId} is linked to ${userId} (${nameOf(user) ?? noName})${unless}`;
    }
  }
}

/** `new as rc-1009-2, decided 2026-11-28 09:14 UTC by arn:...`. */
export function formatDecision({ kind, userId, at, by }: ConflictDecision): string {
  const whom = userId === undefined ? kind : kind === "new" ? `new as ${userId}` : `${kind} ${userId}`;
  return `${whom}, decided ${formatInstant(at)} by ${by}`;
}
