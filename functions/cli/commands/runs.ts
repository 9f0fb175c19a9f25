import type { Command } from "commander";
import { wholeNumber } from "../arguments.ts";
import { type Cli, type CommonOptions, newCommand, openSession } from "../cli.ts";
import { runColumns, runRow } from "../print-run.ts";

/** `runs`: the history of runs, newest first. */
export function runsCommand(cli: Cli): Command {
  return newCommand({
    name: "runs",
    summary: "history of the runs",
    description: "The last runs, newest first, with what each one came to.",
    examples: ["runs", "runs --limit 100 --json"],
    permissions: ["dynamodb:Query on the history table"],
  })
    .option("--limit <number>", "how many at most", wholeNumber({ least: 1, most: 1000 }), 30)
    .action(async (options: CommonOptions & { readonly limit: number }) => {
      const { ports, tenantId } = await openSession(options, cli);
      const runs = await ports.history.recentRuns(tenantId, options.limit);
      if (options.json) return cli.output.json(runs);
      if (runs.length === 0)
        return cli.output.line(`There has been no run of tenant ${tenantId} yet: try \`user-sync plan\`.`);
      cli.output.table(runColumns, runs.map(runRow));
    });
}
