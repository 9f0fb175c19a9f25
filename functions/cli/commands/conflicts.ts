import type { Command } from "commander";
import { deadlineAfter } from "#functions/deadline.ts";
import { conflictFacts, conflictTitle } from "#functions/format/format-conflict.ts";
import { formatNotRead } from "#functions/format/story-facts.ts";
import { type SourceId, sourceId, type UserId, userId } from "#shared/domain/ids.ts";
import type { Choice } from "#shared/domain/roster/change.ts";
import { type Conflicts, decideConflicts, type OpenConflict, openConflicts } from "#shared/operator/conflicts.ts";
import { wholeNumber } from "../arguments.ts";
import { type Cli, type CommonOptions, newCommand, openSession, type Session } from "../cli.ts";
import { cancelled, exitCode, Failure, usageFailure } from "../failure.ts";

interface Options extends CommonOptions {
  readonly minutes: number;
}

const reading = [
  "dynamodb:GetItem and dynamodb:Query on the tables",
  "ssm:GetParametersByPath",
  "secretsmanager:GetSecretValue",
];
const minutes = wholeNumber({ least: 1, most: 60 });

/** `conflicts`: whom the sync leaves alone until somebody looks. */
export function conflictsCommand(cli: Cli): Command {
  return newCommand({
    name: "conflicts",
    summary: "people who could not be matched without doubt, with both candidates",
    description:
      "Lists everybody whom the next run would leave as they are because somebody has to look: what RingCentral says of them and where, the roster users they may be, and what can be decided. Reads RingCentral as a run does.",
    examples: ["conflicts", "conflicts --json"],
    permissions: reading,
  })
    .option("--minutes <number>", "how long reading RingCentral may take", minutes, 15)
    .action(async (options: Options) => {
      const session = await openSession(options, cli);
      const { conflicts } = await read(session, { options, cli });
      if (conflicts.length > 0) cli.exitWith(exitCode.attention);
      if (options.json) return cli.output.json({ conflicts });
      if (conflicts.length === 0) return cli.output.line("No conflicts.");
      for (const conflict of conflicts) print(conflict, cli);
      cli.output.line("Decide one or several: npx user-sync decide <id>... same, new or link <userId>");
    });
}

const choices: readonly string[] = ["same", "new", "link"] satisfies Choice[];

/** `decide <id>... same|new|link <userId>`: settles conflicts once. */
export function decideCommand(cli: Cli): Command {
  return newCommand({
    name: "decide",
    summary: "decides conflicts: same, new, or link <userId>",
    description:
      "Shows both candidates and stores what you decide; the next run does it. `same`: this id still belongs to the user who has it. `new`: a user of their own; where an id has passed on to somebody else, the old user is deactivated. `link <userId>`: it is that user. A decision holds while RingCentral says the same about the person. --undo takes decisions back and changes nothing that was applied.",
    examples: [
      "decide rc:1009 same",
      "decide rc:1009 rc:1010 new",
      "decide rc:1009 link rc-17 --yes",
      "decide rc:1009 --undo",
    ],
    permissions: [...reading, "dynamodb:PutItem and dynamodb:DeleteItem on the approvals table"],
  })
    .argument("<words...>", "ids as `user-sync conflicts` lists them, then same, new or link <userId>")
    .option("--undo", "takes back what was decided about these ids")
    .option("--yes", "does not ask")
    .option("--minutes <number>", "how long reading RingCentral may take", minutes, 15)
    .action(async (words: readonly string[], options: Options & { readonly undo?: true; readonly yes?: true }) => {
      if (options.undo) return takeBack(words, { options, cli });
      const wanted = wishOf(words);
      const session = await openSession(options, cli);
      const conflicts = await read(session, { options, cli });
      for (const conflict of conflicts.conflicts)
        if (conflict.sourceId !== undefined && wanted.sourceIds.includes(conflict.sourceId) && !options.json)
          print(conflict, cli);
      if (options.yes === undefined) await confirm(wanted, cli);
      const inTheWay = await decideConflicts({ conflicts, ...wanted, onBehalf: session.onBehalf }, session.ports);
      if (inTheWay.length > 0) {
        const why = inTheWay.map((one) => `${one.sourceId}: ${one.why}`).join("\n");
        throw new Failure(`Nothing was decided.\n${why}`, { exitCode: exitCode.attention });
      }
      if (options.json) return cli.output.json({ decided: wanted.sourceIds, choice: wanted.choice });
      cli.output.line("Decided. The next run does it; `user-sync run --wait` starts one now.");
    });
}

interface Wanted {
  readonly sourceIds: readonly SourceId[];
  readonly choice: Choice;
  readonly userId?: UserId;
}

/** @throws Failure for words that cannot be meant */
function wishOf(words: readonly string[]): Wanted {
  const at = words.findIndex((word) => choices.includes(word));
  const [ids, choice, after] = [words.slice(0, at), words[at] as Choice | undefined, words.slice(at + 1)];
  const isComplete = choice === "link" ? after.length === 1 : after.length === 0;
  if (at < 1 || choice === undefined || !isComplete || (choice === "link" && ids.length > 1))
    throw usageFailure("Expected ids, then same, new, or for one id link <userId>: decide rc:1009 link rc-17");
  const [user] = after;
  return { sourceIds: ids.map(sourceId), choice, ...(user === undefined ? {} : { userId: userId(user) }) };
}

async function read(
  { tenantId, ports }: Session,
  { options, cli }: { readonly options: Options; readonly cli: Cli },
): Promise<Extract<Conflicts, { kind: "read" }>> {
  if (cli.terminal !== undefined) cli.output.remark("Reading RingCentral and the roster ...");
  const found = await openConflicts({ tenantId, deadline: deadlineAfter(options.minutes * 60_000) }, ports);
  if (found.kind === "read") return found;
  throw new Failure(formatNotRead(found.notRead), { exitCode: exitCode.unavailable });
}

function print(conflict: OpenConflict, { output }: Cli): void {
  output.line(output.styled("bold", conflictTitle(conflict)));
  for (const [name, says] of conflictFacts(conflict)) output.fact([`  ${name}`, says], nameWidth);
}

const nameWidth = 18;

async function confirm({ sourceIds, choice, userId: user }: Wanted, cli: Cli): Promise<void> {
  const what = user === undefined ? choice : `${choice} ${user}`;
  const message = `Decide ${sourceIds.join(", ")} as ${what}?`;
  if (!(await cli.prompts("add --yes").confirm({ message }))) throw cancelled();
}

async function takeBack(
  words: readonly string[],
  { options, cli }: { readonly options: CommonOptions; readonly cli: Cli },
): Promise<void> {
  const { ports, tenantId } = await openSession(options, cli);
  const sourceIds = words.map(sourceId);
  const taken = await Promise.all(sourceIds.map((id) => ports.decisions.takeBack(tenantId, id)));
  const without = sourceIds.filter((_, at) => taken[at] === false);
  if (without.length > 0)
    throw new Failure(`Nothing was decided about ${without.join(", ")}.`, { exitCode: exitCode.attention });
  if (options.json) return cli.output.json({ takenBack: sourceIds });
  cli.output.line(
    "Taken back. What was applied stays; the next run finds these conflicts again, if they are still there.",
  );
}
