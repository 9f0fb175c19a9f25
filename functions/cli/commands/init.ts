import type { Command } from "commander";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { proposeSettings } from "#shared/operator/settings-change.ts";
import type { Asking } from "../ask-for-units.ts";
import { type Cli, type CommonOptions, newCommand, openSession } from "../cli.ts";
import { describedError } from "../described-error.ts";
import { dryRun } from "../dry-run.ts";
import { cancelled, exitCode, Failure } from "../failure.ts";
import { rememberingPrompts } from "../remembering-prompts.ts";
import { askForTenant, suggestedSettings, type TenantAnswers } from "../tenant-wizard.ts";
import { printDifferences, save } from "./settings.ts";

/** `init`: the wizard. */
export function initCommand(cli: Cli): Command {
  return newCommand({
    name: "init",
    summary: "a wizard: sets a tenant up, ends with a dry run",
    description:
      "Asks for what cannot be guessed and lists what can, checks each answer at once, and writes nothing before the end: Ctrl-C leaves everything as it was. If the login or AWS refuses, what you typed is kept: correct it and try again. Ends with a dry run. Run it again to change something: it suggests what is set.",
    examples: ["init", "init --tenant north"],
    permissions: [
      "dynamodb:GetItem, dynamodb:BatchGetItem, dynamodb:Query, dynamodb:PutItem and dynamodb:UpdateItem on the tables",
      "ssm:GetParametersByPath",
      "secretsmanager:PutSecretValue and secretsmanager:CreateSecret",
      "lambda:InvokeFunction on the sync function",
    ],
  }).action(async (options: CommonOptions) => {
    const prompts = rememberingPrompts(cli.prompts("init is for people; scripts use settings set and secret set"));
    const session = await openSession(options, cli);
    const now = await suggestedSettings(session);
    cli.output.line(
      `Setting up tenant ${session.tenantId} in ${session.words}. Enter takes what is suggested. Nothing is written before the end.`,
    );
    await setUp(now, { asking: { session, prompts }, cli });
    cli.output.line("\nA dry run now shows what the sync would do. It changes nothing.");
    await dryRun({ session, overrides: {}, options: {} }, cli);
    cli.output.line("\nWhen it looks right: npx user-sync settings set serviceEnabled=true");
  });
}

interface Wizard {
  readonly asking: Asking;
  readonly cli: Cli;
}

/** Asks, shows and stores; what fails on the way leads back to the questions, which suggest what was typed. */
async function setUp(now: Partial<Settings>, wizard: Wizard): Promise<void> {
  let stored: "nothing" | "perhaps a part" = "nothing";
  const attempt = async (): Promise<void> => {
    const answers = await askForTenant(now, wizard.asking);
    await confirmAll(answers, wizard);
    stored = "perhaps a part";
    await store(answers, wizard);
  };
  try {
    while (!(await succeeds(attempt, wizard)));
  } catch (error) {
    if (stored === "nothing") throw error;
    throw new Failure("Cancelled. Some of it may be stored already: run `npx user-sync init` again to finish.", {
      exitCode: exitCode.attention,
    });
  }
}

/** Whether it did; if not, somebody has read why and wants to try again. @throws Failure when they do not */
async function succeeds(attempt: () => Promise<void>, { asking, cli }: Wizard): Promise<boolean> {
  try {
    await attempt();
    return true;
  } catch (error) {
    const failure = describedError(error);
    if (failure.exitCode === exitCode.cancelled) throw failure;
    cli.output.remark(failure.message);
  }
  const next = await asking.prompts.choose({
    message: "What now?",
    choices: [
      { value: "again", label: "Correct the answers and try again", hint: "Enter keeps what you typed" },
      { value: "leave", label: "Leave" },
    ],
  });
  if (next === "leave") throw cancelled();
  return false;
}

async function confirmAll(
  { activity, dataSource, user, texts }: TenantAnswers,
  { asking: { session, prompts }, cli }: Wizard,
): Promise<void> {
  const { ports, tenantId } = session;
  cli.output.line();
  if (activity !== undefined) cli.output.line(`new activity ${activity.id}: ${activity.name}`);
  if (dataSource !== undefined) cli.output.line(`new data source ${dataSource.id}: ${dataSource.name}`);
  if (user !== undefined) cli.output.line(`new roster user ${user.userId}: ${user.firstName} ${user.lastName}`);
  printDifferences((await proposeSettings({ tenantId, texts }, ports)).differences, cli);
  cli.output.line("the client secret and the JWT that were just accepted");
  if (!(await prompts.confirm({ message: "Store all this?" }))) throw cancelled();
}

/** What the settings refer to comes first, the settings last: until then nothing is in force. */
async function store(
  { activity, dataSource, user, texts, credentials }: TenantAnswers,
  { asking: { session }, cli }: Wizard,
): Promise<void> {
  const { ports, tenantId, onBehalf } = session;
  const stamp = { by: onBehalf.by, at: ports.clock.now().toISOString() };
  if (activity !== undefined) await ports.organization.addActivity(tenantId, activity);
  if (dataSource !== undefined) await ports.organization.addDataSource(tenantId, dataSource);
  if (user !== undefined) await ports.roster.add(tenantId, user, stamp);
  await ports.secrets.write(tenantId, JSON.stringify(credentials));
  const proposal = await proposeSettings({ tenantId, texts }, ports);
  if (proposal.faults.length > 0) {
    const faults = proposal.faults.map(({ attribute, expected }) => `${attribute}: expected ${expected}`).join("\n");
    throw new Failure(`The secret is stored, and the settings are not, because they would not be usable:\n${faults}`, {
      exitCode: exitCode.attention,
    });
  }
  await save(proposal, session, cli);
}
