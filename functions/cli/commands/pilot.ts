import { Command } from "commander";
import { peoplePattern } from "#shared/config/people-pattern.ts";
import { issueText } from "#shared/domain/settings/settings.ts";
import { proposeSettings } from "#shared/operator/settings-change.ts";
import { type Cli, type CommonOptions, newCommand, openSession, type Session } from "../cli.ts";
import { cancelled, exitCode, Failure } from "../failure.ts";
import { printDifferences, save } from "./settings.ts";

interface Options extends CommonOptions {
  readonly yes?: true;
}

const permissions = [
  "dynamodb:GetItem and dynamodb:UpdateItem on the settings table",
  "dynamodb:GetItem on the roster and organization tables",
  "dynamodb:PutItem and dynamodb:BatchGetItem on the history table",
  "ssm:GetParametersByPath",
];

/** `pilot add | remove | off`: the careful first week. */
export function pilotCommand(cli: Cli): Command {
  return new Command("pilot")
    .summary("only some people are touched: for a careful first week")
    .description(
      "While somebody is in the pilot, the sync touches nobody else. People are named by e-mail (`*@sales.example.com`) or source id (`rc:1009`).",
    )
    .helpCommand(false)
    .addCommand(
      newCommand({
        name: "add",
        summary: "takes people into the pilot",
        description:
          "Takes people into the pilot. With the first of them the pilot begins: everybody else is left alone.",
        examples: ["pilot add rc:1009 '*@sales.example.com'"],
        permissions,
      })
        .argument("<person...>", "e-mails or source ids")
        .option("--yes", "save without asking")
        .action((people: readonly string[], options: Options) =>
          change(options, { cli, wanted: (before) => [...new Set([...before, ...people.map(asKept)])] }),
        ),
    )
    .addCommand(
      newCommand({
        name: "remove",
        summary: "takes people out of the pilot",
        description:
          "Takes people out of the pilot. The last one is not taken out, because that would end it: `pilot off` does.",
        examples: ["pilot remove rc:1009"],
        permissions,
      })
        .argument("<person...>", "e-mails or source ids, as the pilot names them")
        .option("--yes", "save without asking")
        .action((people: readonly string[], options: Options) =>
          change(options, { cli, wanted: (before) => without(before, people.map(asKept)) }),
        ),
    )
    .addCommand(
      newCommand({
        name: "off",
        summary: "ends the pilot: everybody is touched again",
        description:
          "Ends the pilot. The next run looks at everybody: `user-sync plan --set pilotPeople=` shows before what it would do.",
        examples: ["pilot off"],
        permissions,
      })
        .option("--yes", "save without asking")
        .action((options: Options) => change(options, { cli, wanted: () => [] })),
    );
}

/** In the form in which the settings are compared; what can be nobody is left for their check. */
function asKept(person: string): string {
  return peoplePattern(person.trim()) ?? person;
}

function without(before: readonly string[], people: readonly string[]): readonly string[] {
  const strangers = people.filter((one) => !before.includes(one));
  if (strangers.length > 0)
    throw attention(`${strangers.join(", ")}: not in the pilot, which is ${before.join(", ") || "off"}.`);
  const left = before.filter((one) => !people.includes(one));
  if (left.length === 0)
    throw attention("That would end the pilot and let the sync touch everybody: `user-sync pilot off` does that.");
  return left;
}

function attention(message: string): Failure {
  return new Failure(message, { exitCode: exitCode.attention });
}

async function change(
  options: Options,
  { cli, wanted }: { readonly cli: Cli; readonly wanted: (before: readonly string[]) => readonly string[] },
): Promise<void> {
  const session: Session = await openSession(options, cli);
  const { tenantId, ports } = session;
  const now = await proposeSettings({ tenantId, texts: {} }, ports);
  const before = (now.parsed.kind === "valid" ? now.parsed.settings : now.parsed.readable).pilotPeople ?? [];
  const proposal = await proposeSettings({ tenantId, texts: { pilotPeople: wanted(before).join(",") } }, ports);
  if (options.json) cli.output.json({ before, after: wanted(before) });
  else printDifferences(proposal.differences, cli);
  for (const issue of proposal.faults) cli.output.remark(issueText(issue));
  if (proposal.faults.length > 0) throw attention("Nothing was saved: the settings would not be usable.");
  if (proposal.differences.length === 0) return;
  if (!options.yes && !(await cli.prompts("add --yes").confirm({ message: "Save this?" }))) throw cancelled();
  await save(proposal, session, cli);
}
