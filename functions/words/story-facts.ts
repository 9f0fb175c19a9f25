import type { PastChange, PersonStory } from "#shared/operator/person-story.ts";
import { askedBy } from "#shared/operator/started-run.ts";
import type { NextStep } from "#shared/operator/story.ts";
import { groupOf } from "./change-group.ts";
import { changeInWords, valueInWords } from "./change-words.ts";
import { nameOf } from "./name-of.ts";
import type { Fact } from "./run-facts.ts";

const standingWords = { in: "yes", out: "no", unknown: "cannot be told now" } as const;

/** Whose story it is. */
export function storyTitle({ person, users }: PersonStory): string {
  return nameOf(person) ?? nameOf(users[0]) ?? "(without a name)";
}

/** What is known of a person now, and what the next run would do. */
export function storyFacts({ person, users, sightings, standing, role, covered, next }: PersonStory): readonly Fact[] {
  const facts: Fact[] = [];
  if (person !== undefined) facts.push(["RingCentral", [person.sourceId, person.email ?? "no e-mail"].join(", ")]);
  for (const { userId, email = "no e-mail", role: has, status, sourceId = "made by hand" } of users)
    facts.push(["roster", [userId, email, has, status, sourceId].join(", ")]);
  if (users.length === 0) facts.push(["roster", "no user"]);
  for (const { scope, says } of sightings) facts.push([scope, says]);
  if (standing !== undefined) facts.push(["in scope", `${standingWords[standing.kind]}: ${standing.reason}`]);
  if (role !== undefined) facts.push(["role", `${role.role}: ${role.rule}`]);
  if (covered !== undefined) facts.push(["left alone", covered]);
  for (const fault of person?.faults ?? []) facts.push(["fault", fault]);
  facts.push(["next run", nextInWords(next)]);
  return facts;
}

/** What was done at one time in the past. */
export function pastInWords({ record }: PastChange): string {
  const mode = record.mode === "plan" ? "dry run: " : "";
  return `${mode}${groupOf(record)} (${record.outcome}): ${changeInWords(record)}; ${record.reason}`;
}

/** Which run did it, asked for by whom, and in whose name. */
export function pastRunInWords({ runId, run, record }: PastChange): string {
  const by = run === undefined ? "" : ` by ${run.requestedBy === undefined ? run.trigger : askedBy(run.requestedBy)}`;
  return `run ${runId}${by}, in the name of ${valueInWords(record.actor)}`;
}

/** What the next run would do, in a sentence. */
function nextInWords(next: NextStep): string {
  switch (next.kind) {
    case "change": {
      const held = next.held === undefined ? "" : `; held for approval: ${changeInWords(next.held)}`;
      return `${next.change.kind}: ${changeInWords(next.change)} (${next.change.reason})${held}`;
    }
    case "held":
      return `held for approval: ${next.held.kind}, ${changeInWords(next.held)} (${next.held.reason})`;
    case "conflict":
      return `left as it is, somebody has to look: ${next.reason}`;
    case "nothing":
      return `nothing: ${next.reason}`;
    case "unknown":
      return `not known: ${next.reason}`;
  }
}
