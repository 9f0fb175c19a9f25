import { Command } from "commander";
import type { Cli } from "./cli.ts";
import { runsCommand } from "./commands/runs.ts";

/** The whole command line; it neither reads the process nor ends it. */
export function programOf(cli: Cli): Command {
  const commands = [runsCommand];
  const program = new Command("user-sync")
    .description(
      "Looks after RingCentral User Sync for AI WFM: sets it up, explains what it does, and puts things right.",
    )
    .helpCommand(false)
    .showSuggestionAfterError()
    .showHelpAfterError("(--help shows what is possible)");
  for (const command of commands) program.addCommand(command(cli));
  return program;
}
