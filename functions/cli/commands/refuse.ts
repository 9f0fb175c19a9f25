import type { Command } from "commander";
import { endOf, refusalDays } from "#shared/domain/safeguards/held-decision.ts";
import { formatInstant } from "#shared/domain/text.ts";
import { runIdOf } from "../arguments.ts";
import { type Cli, type CommonOptions, newCommand, openSession } from "../cli.ts";
import { cancelled, exitCode, Failure, usageFailure } from "../failure.ts";
import { heldListFor, proposedFor, showProposal, storeProposal } from "../held-choice.ts";
import { decidingPermissions } from "./approve.ts";

interface Options extends CommonOptions {
  readonly only?: string;
  readonly undo?: true;
  readonly yes?: true;
}

/** `refuse <runId>`: keeps back what this run held, without being asked again every night. */
export function refuseCommand(cli: Cli): Command {
  return newCommand({
    name: "refuse",
    summary: "refuses what a run held back",
    description: `Shows whom it is about, asks, and stores the refusal. For ${refusalDays} days the sync keeps these changes back and alerts nobody about them; then they are asked about again. It replaces an approval that no run has used. --undo takes a refusal back, also that of the rest by an approval with --only: the next run asks again.`,
    examples: [
      "refuse 01JNB2Q9T1X4W7C9Z3E5G7K9M1",
      "refuse 01JNB2Q9T1X4W7C9Z3E5G7K9M1 --only rc-1009 --yes",
      "refuse 01JNB2Q9T1X4W7C9Z3E5G7K9M1 --undo",
    ],
    permissions: decidingPermissions,
  })
    .argument("<runId>", "the run that holds, as the alert or `user-sync runs` tells it")
    .option("--only <userId,...>", "these users of the held list; the others stay held")
    .option("--undo", "takes the refusal of this list back")
    .option("--yes", "refuse without asking")
    .action(async (id: string, options: Options) => {
      const runId = runIdOf(id);
      if (options.undo && options.only !== undefined)
        throw usageFailure("--undo takes back what was refused of the whole list: leave --only out.");
      const session = await openSession(options, cli);
      const list = await heldListFor(runId, session);
      if (options.undo) {
        const reopened = await session.ports.approvals.reopen(session.tenantId, runId);
        if (reopened === "nothing")
          throw new Failure(`Nothing of the list of run ${runId} is refused: nothing was taken back.`, {
            exitCode: exitCode.attention,
          });
        if (options.json) return cli.output.json({ reopened });
        const what =
          reopened === "refusal" ? "The refusal" : "The refusal of what the approval leaves out; the approval stays";
        return cli.output.line(`Taken back: ${what}. The next run asks again.`);
      }
      const proposed = proposedFor(list, { kind: "refusal", runId, only: options.only });
      if (!options.json) await showProposal({ list, proposed }, session, cli);
      if (!options.yes && !(await cli.prompts("add --yes").confirm({ message: "Refuse this?" }))) throw cancelled();
      const refusal = await storeProposal(proposed, session);
      if (options.json) return cli.output.json({ refusal });
      const until = formatInstant((endOf(refusal) ?? session.ports.clock.now()).toISOString());
      cli.output.line(`Refused until ${until}. \`user-sync refuse ${runId} --undo\` takes it back.`);
    });
}
