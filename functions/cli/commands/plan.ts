import type { Command } from "commander";
import { attributeOf } from "#shared/config/read-setting.ts";
import { assignmentsOf } from "../arguments.ts";
import { type Cli, type CommonOptions, newCommand, openSession } from "../cli.ts";
import { dryRun } from "../dry-run.ts";

interface Options extends CommonOptions {
  readonly set: readonly string[];
  readonly csv?: true;
  readonly all?: true;
}

/** `plan`: a dry run. */
export function planCommand(cli: Cli): Command {
  return newCommand({
    name: "plan",
    summary: "dry run: what would be changed, and why",
    description:
      "Lets the sync read RingCentral and plan, and changes nothing. With --set it plans as if settings were others, which are not saved: what would happen if?",
    examples: ["plan", "plan --csv > plan.csv", "plan --set subAccountIds=15910001 --set supervisorRole=Supervisor"],
    permissions: [
      "lambda:InvokeFunction on the sync function",
      "dynamodb:GetItem and dynamodb:Query on the history table",
      "dynamodb:Query on the roster table",
    ],
  })
    .option(
      "--set <name=value>",
      "another value for a setting, for this plan only; may be given several times",
      collect,
      [],
    )
    .option("--csv", "the planned changes as CSV, for a spreadsheet")
    .option("--all", "every change, however many")
    .action(async (options: Options) => {
      const texts = assignmentsOf(options.set);
      const overrides = Object.fromEntries(
        Object.entries(texts).map(([name, text]) => [name, attributeOf(name, text)]),
      );
      const session = await openSession(options, cli);
      await dryRun({ session, overrides, options }, cli);
    });
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
