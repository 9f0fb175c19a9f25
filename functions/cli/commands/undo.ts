import type { Command } from "commander";
import { formatChange } from "#functions/format/format-change.ts";
import { nameOf } from "#functions/format/format-value.ts";
import { planUndo } from "#shared/domain/plan/undo.ts";
import { startRun } from "#shared/operator/started-run.ts";
import { storedSettings } from "#shared/tenant/checked-settings.ts";
import { runIdOf } from "../arguments.ts";
import { type Cli, type CommonOptions, newCommand, openSession } from "../cli.ts";
import { cancelled, exitCode, Failure, usageFailure } from "../failure.ts";
import { printRun } from "../print-run.ts";
import { exitCodeOf, watchRun } from "../watch-run.ts";

/** `undo <runId>`: puts back what a run changed. */
export function undoCommand(cli: Cli): Command {
  return newCommand({
    name: "undo",
    summary: "puts back what a run changed",
    description:
      "Shows what would be put back, asks, and lets the sync do it under its lease and safeguards. What has been changed since is a conflict and stays. Sets `mode` to plan, since the next run would do the same again.",
    examples: ["undo 01JNB2Q9T1X4W7C9Z3E5G7K9M1"],
    permissions: [
      "lambda:InvokeFunction on the sync function",
      "dynamodb:GetItem and dynamodb:Query on the history and roster tables",
      "dynamodb:GetItem on the settings and organization tables",
      "ssm:GetParametersByPath",
    ],
  })
    .argument("<runId>", "an apply run, as `user-sync runs` tells it")
    .option("--yes", "undo without asking")
    .action(async (id: string, options: CommonOptions & { readonly yes?: true }) => {
      const runId = runIdOf(id);
      const session = await openSession(options, cli);
      const { ports, tenantId, onBehalf } = session;
      const run = await ports.history.run(tenantId, runId);
      if (run === undefined || run.mode !== "apply") {
        throw usageFailure(
          `${runId} is no run of tenant ${tenantId} that changed anything: \`user-sync runs\` lists them.`,
        );
      }
      const parsed = await storedSettings(tenantId, ports);
      if (parsed.kind === "faulty") {
        throw new Failure("The settings cannot be used: `user-sync settings check` tells why.", {
          exitCode: exitCode.attention,
        });
      }
      const records = (await ports.history.readChanges(tenantId, runId)).map(({ record }) => record);
      const roster = await ports.roster.list(tenantId);
      const { changes, conflicts } = planUndo({ records, roster, settings: parsed.settings });
      if (!options.json) {
        const users = new Map(roster.map((user) => [user.userId, user]));
        cli.output.table(
          [{ title: "user", keep: true }, { title: "name" }, { title: "what" }],
          [
            ...changes.map((change) => [change.userId, nameOf(users.get(change.userId)) ?? "", formatChange(change)]),
            ...conflicts.map(({ userId = "-", reason }) => [
              userId,
              "",
              { text: `stays: ${reason}`, style: "yellow" as const },
            ]),
          ],
        );
      }
      if (changes.length === 0) {
        if (options.json) return cli.output.json({ changes, conflicts });
        return cli.output.line("There is nothing to put back.");
      }
      const message = `Put back ${changes.length} changes and set mode to plan?`;
      if (!options.yes && !(await cli.prompts("add --yes").confirm({ message }))) throw cancelled();
      const wanted = { trigger: "undo", undoOf: runId } as const;
      const undone = await watchRun(await startRun({ wanted, onBehalf }, ports), session, cli);
      cli.exitWith(exitCodeOf(undone));
      if (options.json) return cli.output.json({ changes, conflicts, run: undone });
      printRun({ run: undone }, cli.output);
      if (undone.mode === "apply" && undone.status !== "failed") {
        cli.output.line("\n`mode` is now plan, so that the next run does not do it again. When its cause is mended:");
        cli.output.line("  npx user-sync plan\n  npx user-sync settings set mode=apply");
      }
    });
}
