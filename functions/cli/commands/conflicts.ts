import type { Command } from "commander";
import { deadlineAfter } from "#functions/deadline.ts";
import { conflictFacts, conflictTitle, formatDecision, formatProposed } from "#functions/format/format-conflict.ts";
import { formatNotRead } from "#functions/format/story-facts.ts";
import { type SourceId, sourceId, userId } from "#shared/domain/ids.ts";
import type { Choice } from "#shared/domain/roster/change.ts";
import {
  type OpenConflict,
  openConflicts,
  type ProposedDecisions,
  proposeDecisions,
  type ReadConflicts,
  storeDecisions,
  takeBackDecisions,
  type Wish,
} from "#shared/operator/conflicts.ts";
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
  "dynamodb:PutItem and dynamodb:DeleteItem on the work table",
];
const minutes = wholeNumber({ least: 1, most: 60 });

/** `conflicts`: whom the sync leaves alone until somebody decides. */
export function conflictsCommand(cli: Cli): Command {
  return newCommand({
    name: "conflicts",
    summary: "people whom the sync leaves alone until you decide who they are",
    description:
      "Lists everybody whom the next run would leave unchanged because it is not clear who they are: what RingCentral says about them and where, which roster users they may be, and what you can decide. Reads RingCentral as a run does, so it takes as long as a run's reading. Exit code 1 if there are any.",
    examples: ["conflicts", "conflicts --json"],
    permissions: reading,
  })
    .option("--minutes <number>", "how long reading RingCentral may take", minutes, 15)
    .action(async (options: Options) => {
      const { conflicts } = await read(await openSession(options, cli), { options, cli });
      if (conflicts.length > 0) cli.exitWith(exitCode.attention);
      if (options.json) return cli.output.json({ conflicts });
      if (conflicts.length === 0) return cli.output.line("No conflicts.");
      for (const conflict of conflicts) print(conflict, cli);
      cli.output.line(conflicts.length === 1 ? "1 conflict." : `${conflicts.length} conflicts.`);
      if (conflicts.some(({ choices }) => choices.length > 0))
        cli.output.line("To decide: npx user-sync decide <id>... same|new, or decide <id> link <userId>");
    });
}

const choices: readonly string[] = ["same", "new", "link"] satisfies Choice[];

/** `decide <id>... same|new|link <userId>`: settles conflicts once. */
export function decideCommand(cli: Cli): Command {
  return newCommand({
    name: "decide",
    summary: "settles conflicts: same, new, or link <userId>",
    description:
      "Shows the conflicts and what your decision means, asks you to confirm, and stores it with your AWS identity; the next run applies it. `same`: the id still belongs to the user who has it. `new`: this is somebody else, who gets a user of their own; if RingCentral has given an id to a successor, the old user is deactivated. `link <userId>`: this is that roster user. A decision holds as long as RingCentral says the same about the person. --undo takes decisions back; what a run has applied stays.",
    examples: [
      "decide rc:1009 same",
      "decide rc:1009 rc:1010 new",
      "decide rc:1009 link rc-17 --yes",
      "decide rc:1009 --undo",
    ],
    permissions: [...reading, "dynamodb:PutItem and dynamodb:DeleteItem on the approvals table"],
  })
    .argument(
      "<words...>",
      "ids from `user-sync conflicts`, then same, new or link <userId>; with --undo the ids alone",
    )
    .option("--undo", "takes back what was decided about these ids")
    .option("--yes", "store it without asking")
    .option("--minutes <number>", "how long reading RingCentral may take", minutes, 15)
    .action(async (words: readonly string[], options: Options & { readonly undo?: true; readonly yes?: true }) => {
      if (options.undo) return takeBack(words, { options, cli });
      const wish = wishOf(words);
      const session = await openSession(options, cli);
      const decisions = proposed(wish, await read(session, { options, cli }));
      if (!options.json) show(decisions, cli);
      if (!options.yes) await confirm(decisions, cli);
      await storeDecisions(decisions, session.onBehalf, session.ports);
      if (options.json)
        return cli.output.json({ decided: [...decisions].map(([id, one]) => decidedOf([id, one.decision])) });
      cli.output.line("Decided. The next run applies it; `user-sync run --wait` starts one now.");
    });
}

/** @throws Failure for words that cannot be meant */
function wishOf(words: readonly string[]): Wish {
  const at = words.findIndex((word) => choices.includes(word.toLowerCase()));
  const [choice, user, ...more] = words.slice(Math.max(at, 0));
  const sourceIds = idsOf(words.slice(0, Math.max(at, 0)));
  const kind = choice?.toLowerCase() as Choice;
  const isComplete = kind === "link" ? user !== undefined && sourceIds.length === 1 : user === undefined;
  if (sourceIds.length === 0 || !isComplete || more.length > 0)
    throw usageFailure(
      "Expected ids and then same or new, or one id and then link <userId>, e.g. decide rc:1009 link rc-17",
    );
  return { sourceIds, choice: kind, ...(user === undefined ? {} : { userId: userId(user) }) };
}

/** Ids may be given with spaces or commas between them. */
function idsOf(words: readonly string[]): readonly SourceId[] {
  return words.flatMap((word) => word.split(/[,;]/)).flatMap((id) => (id === "" ? [] : [sourceId(id)]));
}

async function read(
  { tenantId, ports }: Session,
  { options, cli }: { readonly options: Options; readonly cli: Cli },
): Promise<ReadConflicts> {
  if (cli.terminal !== undefined) cli.output.remark("Reading RingCentral and the roster ...");
  const found = await openConflicts({ tenantId, deadline: deadlineAfter(options.minutes * 60_000) }, ports);
  if (found.kind === "read") return found;
  throw new Failure(formatNotRead(found.notRead), { exitCode: exitCode.unavailable });
}

/** @throws Failure with what is in the way */
function proposed(wish: Wish, conflicts: ReadConflicts): ProposedDecisions {
  const found = proposeDecisions(wish, conflicts);
  if (found.kind === "possible") return found.decisions;
  const why = found.refusals.map((one) => `${one.sourceId}: ${one.why}.`);
  const next = "`user-sync conflicts` lists what can be decided.";
  throw new Failure(["Nothing was decided.", ...why, next].join("\n"), { exitCode: exitCode.attention });
}

function print(conflict: OpenConflict, { output }: Cli): void {
  output.line(output.styled("bold", conflictTitle(conflict)));
  for (const [name, says] of conflictFacts(conflict)) output.fact([`  ${name}`, says], nameWidth);
  output.line();
}

const nameWidth = 18;

function show(decisions: ProposedDecisions, cli: Cli): void {
  for (const { about } of decisions.values()) print(about, cli);
  for (const decision of decisions.values()) cli.output.line(`${formatProposed(decision)}.`);
}

async function confirm({ size }: ProposedDecisions, cli: Cli): Promise<void> {
  const message = size === 1 ? "Store this decision?" : `Store these ${size} decisions?`;
  if (!(await cli.prompts("add --yes").confirm({ message }))) throw cancelled();
}

function decidedOf([id, { kind, userId: user }]: readonly [
  SourceId,
  Pick<Wish, "userId"> & { readonly kind: Choice },
]) {
  return { sourceId: id, kind, userId: user };
}

async function takeBack(
  words: readonly string[],
  { options, cli }: { readonly options: CommonOptions; readonly cli: Cli },
): Promise<void> {
  if (words.some((word) => choices.includes(word.toLowerCase())))
    throw usageFailure("With --undo, name the ids alone: decide rc:1009 --undo");
  const { ports, tenantId } = await openSession(options, cli);
  const taken = await takeBackDecisions({ tenantId, sourceIds: idsOf(words) }, ports);
  if (taken.kind === "none")
    throw new Failure(`Nothing is decided about ${taken.sourceIds.join(", ")}: nothing was taken back.`, {
      exitCode: exitCode.attention,
    });
  if (options.json) return cli.output.json({ takenBack: [...taken.decisions].map(decidedOf) });
  for (const [id, decision] of taken.decisions) cli.output.line(`Taken back: ${id}: ${formatDecision(decision)}`);
  cli.output.line("What a run has applied stays. If the conflict is still there, the next run leaves it alone again.");
}
