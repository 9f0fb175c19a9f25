import type { Command } from "commander";
import type { NextStep } from "#shared/domain/story.ts";
import { type PersonStory, personStories } from "#shared/operator/person-story.ts";
import { askedBy } from "#shared/operator/started-run.ts";
import { groupOf, nameOf } from "../change-table.ts";
import { changeInWords, valueInWords } from "../change-words.ts";
import { type Cli, type CommonOptions, newCommand, openSession } from "../cli.ts";
import { deadlineAfter } from "../deadline-after.ts";
import { exitCode } from "../failure.ts";
import type { Output } from "../output.ts";
import { wholeNumber } from "../whole-number.ts";

const mostStories = 5;

/** `explain <who>`: one person's story. */
export function explainCommand(cli: Cli): Command {
  return newCommand({
    name: "explain",
    summary: "one person's story: why they are, or are not, in the roster",
    description:
      "What each list of RingCentral says about a person now, whether they are in scope and by which rule, what the next run would do, and every change of the past with the run that made it. Reads RingCentral as a run does, so it takes as long as a run's reading.",
    examples: ["explain dana@contact-centre.example", "explain rc-1009", "explain 'García'"],
    permissions: [
      "dynamodb:GetItem and dynamodb:Query on the tables and the history's index byUser",
      "ssm:GetParametersByPath",
      "secretsmanager:GetSecretValue",
    ],
  })
    .argument("<who>", "e-mail, roster user id, RingCentral id or part of a name")
    .option("--minutes <number>", "how long reading RingCentral may take", wholeNumber({ least: 1, most: 60 }), 15)
    .action(async (who: string, options: CommonOptions & { readonly minutes: number }) => {
      const { ports, tenantId } = await openSession(options, cli);
      if (cli.terminal !== undefined) cli.output.remark("Reading RingCentral and the roster ...");
      const deadline = deadlineAfter(options.minutes * 60_000);
      const { stories, found } = await personStories({ tenantId, who, deadline, most: mostStories }, ports);
      if (found === 0) cli.exitWith(exitCode.attention);
      if (options.json) return cli.output.json({ found, stories });
      if (found === 0) return cli.output.line("Nobody is meant by that, neither in RingCentral nor in the roster.");
      for (const [at, story] of stories.entries()) {
        if (at > 0) cli.output.line();
        printStory(story, cli.output);
      }
      if (found > stories.length)
        cli.output.line(`\n... and ${found - stories.length} more: name the person by e-mail or id.`);
    });
}

function printStory(story: PersonStory, output: Output): void {
  const { person, users, sightings, standing, role, covered, next, past } = story;
  const [user] = users;
  output.line(output.styled("bold", nameOf(person) ?? nameOf(user) ?? "(without a name)"));
  const fact = (name: string, text: string) => output.line(`  ${output.styled("dim", name.padEnd(12))} ${text}`);
  if (person !== undefined) fact("RingCentral", [person.sourceId, person.email ?? "no e-mail"].join(", "));
  for (const { userId, email = "no e-mail", role: has, status, sourceId = "made by hand" } of users)
    fact("roster", [userId, email, has, status, sourceId].join(", "));
  if (users.length === 0) fact("roster", "no user");
  for (const { scope, says } of sightings) fact(scope, says);
  if (standing !== undefined) fact("in scope", `${standingWords[standing.kind]}: ${standing.reason}`);
  if (role !== undefined) fact("role", `${role.role}: ${role.rule}`);
  if (covered !== undefined) fact("left alone", covered);
  for (const fault of person?.faults ?? []) fact("fault", fault);
  fact("next run", nextInWords(next));
  if (past.length === 0) fact("past", "no change is on record");
  for (const { runId, record, run } of past) {
    const by = run === undefined ? "" : ` by ${run.requestedBy === undefined ? run.trigger : askedBy(run.requestedBy)}`;
    const mode = record.mode === "plan" ? "dry run: " : "";
    fact(
      record.at.slice(0, 16).replace("T", " "),
      `${mode}${groupOf(record)} (${record.outcome}): ${changeInWords(record)}; ${record.reason}`,
    );
    output.line(`  ${" ".repeat(12)} run ${runId}${by}, in the name of ${valueInWords(record.actor)}`);
  }
}

const standingWords = { in: "yes", out: "no", unknown: "cannot be told now" } as const;

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
