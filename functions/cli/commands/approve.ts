import type { Command } from "commander";
import { countOfUsers } from "#functions/format/format-held.ts";
import { approvalHours, endOf, refusalDays } from "#shared/domain/safeguards/held-decision.ts";
import { formatInstant } from "#shared/domain/text.ts";
import type { HeldList } from "#shared/operator/held-list.ts";
import { startRun } from "#shared/operator/started-run.ts";
import { runIdOf } from "../arguments.ts";
import { type Cli, type CommonOptions, newCommand, openSession } from "../cli.ts";
import { cancelled, usageFailure } from "../failure.ts";
import { heldListFor, proposedFor, showProposal, storeProposal } from "../held-choice.ts";
import { printRun } from "../print-run.ts";
import { exitCodeOf, watchRun } from "../watch-run.ts";

interface Options extends CommonOptions {
  readonly only?: string;
  readonly count?: string;
  readonly run?: true;
}

/** IAM of both commands that decide about a held list. */
export const decidingPermissions = [
  "dynamodb:GetItem and dynamodb:Query on the history table",
  "dynamodb:GetItem, dynamodb:PutItem, dynamodb:UpdateItem and dynamodb:DeleteItem on the approvals table",
  "dynamodb:Query on the roster table",
];

/** `approve <runId>`: lets a later run apply what this one held. */
export function approveCommand(cli: Cli): Command {
  return newCommand({
    name: "approve",
    summary: "approves what a run held back",
    description: `Shows exactly whom it is about and as what each change is held, wants the number of users typed, and stores the approval: for this very list, valid for ${approvalHours} hours, used by the next run that still plans the same. With --only the rest of the list is refused for ${refusalDays} days; \`refuse <runId> --undo\` lets the next run ask about it again. A dry run's list cannot be approved.`,
    examples: ["approve 01JNB2Q9T1X4W7C9Z3E5G7K9M1", "approve 01JNB2Q9T1X4W7C9Z3E5G7K9M1 --only rc-1009,rc-1010 --run"],
    permissions: [...decidingPermissions, "with --run: lambda:InvokeFunction on the sync function"],
  })
    .argument("<runId>", "the run that holds, as the alert or `user-sync runs` tells it")
    .option("--only <userId,...>", "these users of the held list; the others are refused")
    .option("--count <number>", "the number of users, instead of typing it when asked")
    .option("--run", "start a run at once and wait for it")
    .action(async (id: string, options: Options) => {
      const runId = runIdOf(id);
      const session = await openSession(options, cli);
      const list = await heldListFor(runId, session);
      const proposed = proposedFor(list, { kind: "approval", runId, only: options.only });
      if (!options.json) await showProposal({ list, proposed }, session, cli);
      const count = countOfUsers(proposed.named);
      await confirmCount(count, options.count, cli);
      const approval = await storeProposal(proposed, session);
      if (!options.run) {
        if (options.json) return cli.output.json({ approval });
        const until = formatInstant((endOf(approval) ?? session.ports.clock.now()).toISOString());
        return cli.output.line(
          `Approved for ${count === 1 ? "1 user" : `${count} users`} until ${until}. ${nextStep(list)}`,
        );
      }
      const run = await watchRun(
        await startRun({ wanted: wantedOf(list), onBehalf: session.onBehalf }, session.ports),
        session,
        cli,
      );
      cli.exitWith(exitCodeOf(run));
      if (options.json) cli.output.json({ approval, run });
      else printRun({ run }, cli.output);
    });
}

/** What an undo holds is applied by the same undo. */
function wantedOf({ run: { undoOf } }: HeldList) {
  return undoOf === undefined ? ({ trigger: "manual" } as const) : ({ trigger: "undo", undoOf } as const);
}

function nextStep({ run: { undoOf } }: HeldList): string {
  return undoOf === undefined
    ? "The next run applies it; `user-sync run --wait` starts one now."
    : `Undo the same run again to apply it: \`user-sync undo ${undoOf}\`.`;
}

/** The number is typed, not confirmed with a key: whoever approves has looked at it. */
async function confirmCount(count: number, told: string | undefined, cli: Cli): Promise<void> {
  const message = "Type the number of users to approve";
  const typed = told ?? (await cli.prompts("add --count with the number of users").text({ message }));
  if (typed.trim() === String(count)) return;
  if (told !== undefined) throw usageFailure(`--count is ${told}, and it would be ${count}: nothing was approved.`);
  throw cancelled();
}
