import { formatInstant } from "#shared/domain/text.ts";
import type { PastChange, PersonStory } from "#shared/operator/explain.ts";
import { askedBy } from "#shared/operator/started-run.ts";
import type { NextStep, NotRead } from "#shared/operator/story.ts";
import { formatChange, groupOf } from "./format-change.ts";
import type { Fact } from "./format-run.ts";
import { formatValue, nameOf } from "./format-value.ts";

const standingWords = { in: "yes", out: "no", unknown: "cannot be told now" } as const;

/** Whose story it is. */
export function storyTitle({ person, users }: PersonStory): string {
  return nameOf(person) ?? nameOf(users[0]) ?? "(without a name)";
}

/** What is known of a person now, and what the next run would do. */
export function storyFacts({
  person,
  users,
  sightings,
  eligibility,
  role,
  excluded,
  next,
}: PersonStory): readonly Fact[] {
  const facts: Fact[] = [];
  if (person !== undefined) facts.push(["RingCentral", [person.sourceId, person.email ?? "no e-mail"].join(", ")]);
  for (const { userId, email = "no e-mail", role: has, status, sourceId = "made by hand" } of users)
    facts.push(["roster", [userId, email, has, status, sourceId].join(", ")]);
  if (users.length === 0) facts.push(["roster", "no user"]);
  for (const { scope, says } of sightings) facts.push([scope, says]);
  if (eligibility !== undefined) facts.push(["in scope", `${standingWords[eligibility.kind]}: ${eligibility.reason}`]);
  if (role !== undefined) facts.push(["role", `${role.role}: ${role.rule}`]);
  if (excluded !== undefined) facts.push(["left alone", excluded]);
  for (const fault of person?.faults ?? []) facts.push(["fault", fault]);
  facts.push(["next run", formatNext(next)]);
  return facts;
}

/** What was done at one time in the past. */
export function formatPast({ record }: PastChange): string {
  const mode = record.mode === "plan" ? "dry run: " : "";
  return `${mode}${groupOf(record)} (${record.outcome}): ${formatChange(record)}; ${record.reason}`;
}

/** Which run did it, asked for by whom, and in whose name. */
export function formatPastRun({ runId, run, record }: PastChange): string {
  const by = run === undefined ? "" : ` (${[run.trigger, askedBy(run, undefined)].filter(Boolean).join(", ")})`;
  return `run ${runId}${by}, in the name of ${formatValue(record.actor)}`;
}

/** What to say of a directory that was not read; nobody's absence is known then. */
export function formatNotRead({ cause, retryAt }: NotRead): string {
  const when = retryAt === undefined ? "" : `; try again at ${formatInstant(retryAt)}`;
  return `RingCentral was not read: ${cause.replace(/\.$/, "")}${when}.`;
}

/** Whom nobody was found for a text: said of RingCentral only if it was read. */
export function formatNobody(notRead: NotRead | undefined): string {
  if (notRead === undefined) return "No match, neither in RingCentral nor in the roster.";
  return `No match in the roster. ${formatNotRead(notRead)}`;
}

/** What the next run would do, in a sentence. */
function formatNext(next: NextStep): string {
  switch (next.kind) {
    case "change": {
      const { first, change, held } = next;
      const before =
        first === undefined ? "" : `${first.kind} ${first.userId}: ${formatChange(first)} (${first.reason}); then `;
      const waiting = held.map((one) => `; not applied: ${formatChange(one)} (${one.reason})`).join("");
      return `${before}${change.kind}: ${formatChange(change)} (${change.reason})${waiting}`;
    }
    case "held":
    case "refused": {
      const words = next.held.map((one) => `${one.kind}, ${formatChange(one)} (${one.reason})`).join("; ");
      return `${next.kind === "held" ? "held for approval" : "kept back"}: ${words}`;
    }
    case "conflict":
      return `left as it is, somebody has to look: ${next.reason}`;
    case "nothing":
      return `nothing: ${next.reason}`;
    case "not-read":
      return formatNotRead(next.notRead);
  }
}
