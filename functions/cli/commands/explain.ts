import type { Command } from "commander";
import { deadlineAfter } from "#functions/deadline.ts";
import { formatNobody, formatPast, formatPastRun, storyFacts, storyTitle } from "#functions/format/story-facts.ts";
import { formatMinute } from "#shared/domain/text.ts";
import { type PersonStory, personStories } from "#shared/operator/explain.ts";
import { wholeNumber } from "../arguments.ts";
import { type Cli, type CommonOptions, newCommand, openSession } from "../cli.ts";
import { exitCode } from "../failure.ts";
import type { Output } from "../output.ts";

const maxStories = 5;

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
      "dynamodb:PutItem and dynamodb:DeleteItem on the work table",
    ],
  })
    .argument("<who>", "e-mail, roster user id, RingCentral id or part of a name")
    .option("--minutes <number>", "how long reading RingCentral may take", wholeNumber({ least: 1, most: 60 }), 15)
    .action(async (who: string, options: CommonOptions & { readonly minutes: number }) => {
      const { ports, tenantId } = await openSession(options, cli);
      if (cli.terminal !== undefined) cli.output.remark("Reading RingCentral and the roster ...");
      const deadline = deadlineAfter(options.minutes * 60_000);
      const { stories, found, notRead } = await personStories({ tenantId, who, deadline, max: maxStories }, ports);
      if (found === 0) cli.exitWith(exitCode.attention);
      if (options.json) return cli.output.json({ found, stories, notRead });
      if (found === 0) return cli.output.line(formatNobody(notRead));
      for (const [at, story] of stories.entries()) {
        if (at > 0) cli.output.line();
        printStory(story, cli.output);
      }
      if (found > stories.length)
        cli.output.line(`\n... and ${found - stories.length} more: name the person by e-mail or id.`);
    });
}

/** As wide as the instants of the past. */
const nameWidth = 18;

function printStory(story: PersonStory, output: Output): void {
  output.line(output.styled("bold", storyTitle(story)));
  const fact = (name: string, says: string) => output.fact([`  ${name}`, says], nameWidth);
  for (const [name, says] of storyFacts(story)) fact(name, says);
  if (story.past.length === 0) fact("past", "no change is on record");
  for (const change of story.past) {
    fact(formatMinute(change.record.at), formatPast(change));
    fact("", formatPastRun(change));
  }
}
