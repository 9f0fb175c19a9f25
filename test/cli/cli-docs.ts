import type { Command } from "commander";
import type { Cli } from "#functions/cli/cli.ts";
import { exitCode } from "#functions/cli/failure.ts";
import { programOf } from "#functions/cli/program.ts";

/** The page that is made of the program's own help. */
export const docsFile = new URL("../../docs/cli.md", import.meta.url);

const meaning: Readonly<Record<keyof typeof exitCode, string>> = {
  done: "done, and nothing needs a person",
  attention:
    "done, and what was found needs a person: a failed check, a failed or held run, a change that somebody else made meanwhile",
  usage: "called in a way that cannot be meant; nothing was done",
  unavailable: "AWS or RingCentral refused or did not answer; a missing IAM permission is named",
  cancelled: "Ctrl-C, or no to a question: nothing was changed",
};

/** `docs/cli.md` as it has to be. */
export function cliDocs(): string {
  const commands = leavesOf(programOf(noCli));
  const rows = commands.map((command) => {
    const name = nameOf(command);
    return `| [\`${name}\`](#${name.replaceAll(" ", "-")}) | ${command.summary()} |`;
  });
  const codes = Object.entries(exitCode).map(
    ([name, code]) => `| ${code} | ${meaning[name as keyof typeof exitCode]} |`,
  );
  return `${[
    "# The command line",
    "",
    "Made of the program's own help by `npm run cli-docs`; a test fails when it is stale.",
    "",
    "`npx user-sync <command>` in this folder, with your own AWS credentials (`AWS_PROFILE`, `AWS_REGION`). It finds the",
    "service by the outputs of its stack, `--stack`; `--sandbox` uses the one of `npm start -- --serve` instead. Every",
    "command needs `cloudformation:DescribeStacks` and `sts:GetCallerIdentity`, and what its section names.",
    "",
    "| command | does |",
    "|---|---|",
    ...rows,
    "",
    "| exit code | meaning |",
    "|---|---|",
    ...codes,
    ...commands.flatMap((command) => ["", `## ${nameOf(command)}`, "", "```", helpOf(command), "```"]),
  ].join("\n")}\n`;
}

/** Commands that do something, in the order of the help. */
function leavesOf(command: Command): readonly Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leavesOf);
}

/** `settings set`. */
function nameOf(command: Command): string {
  const { parent } = command;
  return parent?.parent ? `${nameOf(parent)} ${command.name()}` : command.name();
}

function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
    getOutHelpWidth: () => 110,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return text.trim().replace(/ +$/gm, "");
}

/** Help needs nothing of what the commands work with. */
const noCli = new Proxy({} as Cli, {
  get: (_target, name) => {
    throw new Error(`Help does not use ${String(name)}.`);
  },
});
