import type { Command } from "commander";
import { formatChange } from "#functions/format/format-change.ts";
import { nameOf } from "#functions/format/format-value.ts";
import { approvalHours, approveHeld, type HeldList, heldListOf } from "#shared/operator/held-list.ts";
import { startRun } from "#shared/operator/started-run.ts";
import { runIdOf } from "../arguments.ts";
import { type Cli, type CommonOptions, newCommand, openSession, type Session } from "../cli.ts";
import { cancelled, exitCode, Failure, usageFailure } from "../failure.ts";
import { printRun } from "../print-run.ts";
import { exitCodeOf, watchRun } from "../watch-run.ts";

interface Options extends CommonOptions {
  readonly only?: string;
  readonly count?: string;
  readonly run?: true;
}

/** `approve <runId>`: lets a later run apply what this one held. */
export function approveCommand(cli: Cli): Command {
  return newCommand({
    name: "approve",
    summary: "approves what a run held back",
    description: `Shows exactly whom it is about, wants their number typed, and stores the approval: for these very users, valid for ${approvalHours} hours, used by the next run that still plans the same.`,
    examples: ["approve 01JNB2Q9T1X4W7C9Z3E5G7K9M1", "approve 01JNB2Q9T1X4W7C9Z3E5G7K9M1 --only rc-1009,rc-1010 --run"],
    permissions: [
      "dynamodb:GetItem and dynamodb:Query on the history table",
      "dynamodb:GetItem and dynamodb:PutItem on the approvals table",
      "dynamodb:Query on the roster table",
      "with --run: lambda:InvokeFunction on the sync function",
    ],
  })
    .argument("<runId>", "the run that holds, as the alert or `user-sync runs` tells it")
    .option("--only <userId,...>", "these users of the held list only")
    .option("--count <number>", "the number of users, instead of typing it when asked")
    .option("--run", "start a run at once and wait for it")
    .action(async (id: string, options: Options) => {
      const runId = runIdOf(id);
      const session = await openSession(options, cli);
      const list = await heldListOf({ tenantId: session.tenantId, runId }, session.ports);
      if (list === undefined)
        throw usageFailure(`Tenant ${session.tenantId} has no run ${runId}: \`user-sync runs\` lists them.`);
      const chosen = chosenFrom(list, options.only);
      if (!options.json) await show(chosen, session, cli);
      await confirmCount(chosen.length, options.count, cli);
      const approved = await approveHeld(
        { list, userIds: chosen.map(({ userId }) => userId), onBehalf: session.onBehalf },
        session.ports,
      );
      switch (approved.kind) {
        case "used":
          throw attention(
            `Run ${approved.by ?? "unknown"} has used an approval of this list already: \`user-sync runs\` shows whether something new is held.`,
          );
        case "unknown":
          throw attention(
            `Run ${runId} holds nobody${approved.userIds.length === 0 ? "" : ` with the ids ${approved.userIds.join(", ")}`}.`,
          );
        case "too-many":
          throw attention(`An approval covers ${approved.most} users at most: name them with --only.`);
        case "approved":
          if (!options.run) return tell(approved.approval, options, cli);
      }
      const run = await watchRun(
        await startRun({ wanted: { trigger: "manual" }, onBehalf: session.onBehalf }, session.ports),
        session,
        cli,
      );
      cli.exitWith(exitCodeOf(run));
      if (options.json) cli.output.json({ approval: approved.approval, run });
      else printRun(run, cli.output);
    });
}

function tell(
  approval: { readonly validUntil: string; readonly userIds: readonly string[] },
  { json }: Options,
  { output }: Cli,
): void {
  if (json) output.json({ approval });
  else
    output.line(
      `Approved for ${approval.userIds.length} users until ${approval.validUntil}. The next run applies it; \`user-sync run --wait\` starts one now.`,
    );
}

function chosenFrom({ held, run }: HeldList, only: string | undefined) {
  const records = held.map(({ record }) => record);
  if (records.length === 0) throw usageFailure(`Run ${run.runId} holds nothing.`);
  if (only === undefined) return records;
  const ids = only
    .split(",")
    .map((id) => id.trim())
    .filter((id) => id !== "");
  const strangers = ids.filter((id) => !records.some(({ userId }) => userId === id));
  if (strangers.length > 0 || ids.length === 0) {
    throw usageFailure(
      `Run ${run.runId} does not hold ${strangers.join(", ") || "nobody"}: \`user-sync show ${run.runId}\` lists whom it holds.`,
    );
  }
  return records.filter(({ userId }) => ids.includes(userId));
}

async function show(
  chosen: ReturnType<typeof chosenFrom>,
  { ports, tenantId }: Session,
  { output }: Cli,
): Promise<void> {
  const users = new Map((await ports.roster.list(tenantId)).map((user) => [user.userId, user]));
  output.table(
    [{ title: "user", keep: true }, { title: "name" }, { title: "e-mail" }, { title: "what" }, { title: "why" }],
    chosen.map((record) => {
      const user = users.get(record.userId);
      return [
        record.userId,
        nameOf(user) ?? nameOf(record.after) ?? "",
        user?.email ?? record.after.email ?? "",
        formatChange(record),
        record.reason,
      ];
    }),
  );
}

/** The number is typed, not confirmed with a key: whoever approves has looked at it. */
async function confirmCount(count: number, told: string | undefined, cli: Cli): Promise<void> {
  const message = `This lets the next run change ${count} users. Type the number to approve`;
  const typed = told ?? (await cli.prompts("add --count with the number of users").text({ message }));
  if (typed.trim() === String(count)) return;
  if (told !== undefined) throw usageFailure(`--count is ${told}, and it would be ${count}: nothing was approved.`);
  throw cancelled();
}

function attention(message: string): Failure {
  return new Failure(`${message} Nothing was approved.`, { exitCode: exitCode.attention });
}
