import type { Command } from "commander";
import { startRun } from "#shared/operator/started-run.ts";
import { type Cli, type CommonOptions, newCommand, openSession } from "../cli.ts";
import { printRun } from "../print-run.ts";
import { exitCodeOf, watchRun } from "../watch-run.ts";

/** `run`: starts a run now. */
export function runCommand(cli: Cli): Command {
  return newCommand({
    name: "run",
    summary: "starts a run now",
    description:
      "Starts a run beside the schedule, also while serviceEnabled is false; `mode` in the settings decides whether it writes.",
    examples: ["run", "run --wait"],
    permissions: [
      "lambda:InvokeFunction on the sync function",
      "with --wait: dynamodb:GetItem and dynamodb:Query on the history table",
    ],
  })
    .option("--wait", "wait for its end and show it")
    .action(async (options: CommonOptions & { readonly wait?: true }) => {
      const session = await openSession(options, cli);
      const started = await startRun({ wanted: { trigger: "manual" }, onBehalf: session.onBehalf }, session.ports);
      if (!options.wait) {
        if (options.json) return cli.output.json({ requestedBy: started.event.requestedBy });
        return cli.output.line("Started. `user-sync runs` shows it.");
      }
      const run = await watchRun(started, session, cli);
      cli.exitWith(exitCodeOf(run));
      if (options.json) cli.output.json(run);
      else printRun({ run }, cli.output);
    });
}
