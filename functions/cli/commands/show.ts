import type { Command } from "commander";
import { inGroups } from "#functions/format/format-change.ts";
import { formatHeldDecision } from "#functions/format/format-held.ts";
import { heldListOf } from "#shared/operator/held-list.ts";
import { runIdOf } from "../arguments.ts";
import { changesAsCsv } from "../change-csv.ts";
import { printChanges } from "../change-table.ts";
import { type Cli, type CommonOptions, newCommand, openSession } from "../cli.ts";
import { usageFailure } from "../failure.ts";
import { printRun } from "../print-run.ts";

interface Options extends CommonOptions {
  readonly all?: true;
  readonly csv?: true;
}

/** `show <runId>`: one run with every change. */
export function showCommand(cli: Cli): Command {
  return newCommand({
    name: "show",
    summary: "one run with every change",
    description: "One run: its status with the reasons, and its changes, those that failed or are held first.",
    examples: ["show 01JNB2Q9T1X4W7C9Z3E5G7K9M1", "show 01JNB2Q9T1X4W7C9Z3E5G7K9M1 --csv > run.csv"],
    permissions: [
      "dynamodb:GetItem, dynamodb:BatchGetItem and dynamodb:Query on the history table",
      "dynamodb:Query on the roster table",
      "dynamodb:GetItem on the approvals table",
    ],
  })
    .argument("<runId>", "as `user-sync runs` tells it")
    .option("--all", "every change, however many")
    .option("--csv", "the changes as CSV, for a spreadsheet")
    .action(async (id: string, options: Options) => {
      const runId = runIdOf(id);
      const { ports, tenantId } = await openSession(options, cli);
      const run = await ports.history.run(tenantId, runId);
      if (run === undefined)
        throw usageFailure(`Tenant ${tenantId} has no run ${runId}: \`user-sync runs\` lists them.`);
      const changes = inGroups(await ports.history.readChanges(tenantId, runId));
      if (options.json) return cli.output.json({ run, changes });
      if (options.csv) return cli.output.raw(changesAsCsv(changes.map(({ record }) => record)));
      const schedule = (await ports.schedules.readAll([tenantId])).get(tenantId);
      printRun({ run, ...(schedule === undefined ? {} : { schedule }) }, cli.output);
      const list = await heldListOf({ tenantId, runId }, ports);
      const decided = list === undefined ? undefined : formatHeldDecision(list, ports.clock.now());
      if (decided !== undefined) cli.output.line(decided);
      if (changes.length === 0) return cli.output.line("No changes.");
      const roster = await ports.roster.list(tenantId);
      printChanges({ changes, roster, most: options.all ? changes.length : 50 }, cli.output);
    });
}
