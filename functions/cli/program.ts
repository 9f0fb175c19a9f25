import { Command } from "commander";
import type { Cli } from "./cli.ts";
import { approveCommand } from "./commands/approve.ts";
import { conflictsCommand, decideCommand } from "./commands/conflicts.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { explainCommand } from "./commands/explain.ts";
import { forgetCommand } from "./commands/forget.ts";
import { initCommand } from "./commands/init.ts";
import { organizationCommand } from "./commands/organization.ts";
import { pilotCommand } from "./commands/pilot.ts";
import { planCommand } from "./commands/plan.ts";
import { refuseCommand } from "./commands/refuse.ts";
import { rosterCommand } from "./commands/roster.ts";
import { runCommand } from "./commands/run.ts";
import { runsCommand } from "./commands/runs.ts";
import { secretCommand } from "./commands/secret.ts";
import { settingsCommand } from "./commands/settings.ts";
import { showCommand } from "./commands/show.ts";
import { stopCommand } from "./commands/stop.ts";
import { undoCommand } from "./commands/undo.ts";

/** The whole command line; it neither reads the process nor ends it. */
export function programOf(cli: Cli): Command {
  const commands = [
    initCommand,
    doctorCommand,
    settingsCommand,
    secretCommand,
    planCommand,
    runCommand,
    stopCommand,
    runsCommand,
    showCommand,
    approveCommand,
    refuseCommand,
    conflictsCommand,
    decideCommand,
    explainCommand,
    undoCommand,
    pilotCommand,
    forgetCommand,
    rosterCommand,
    organizationCommand,
  ];
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
