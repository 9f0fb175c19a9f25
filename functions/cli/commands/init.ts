import type { Command } from "commander";
import { proposeSettings } from "#shared/operator/settings-change.ts";
import { type Cli, type CommonOptions, newCommand, openSession } from "../cli.ts";
import { dryRun } from "../dry-run.ts";
import { cancelled, exitCode, Failure } from "../failure.ts";
import { askForTenant } from "../tenant-wizard.ts";
import { printDifferences, save } from "./settings.ts";

/** `init`: the wizard. */
export function initCommand(cli: Cli): Command {
  return newCommand({
    name: "init",
    summary: "a wizard: sets a tenant up, ends with a dry run",
    description:
      "Asks for what cannot be guessed and lists what can, checks each answer at once, and writes nothing before the end: Ctrl-C leaves everything as it was. Ends with a dry run. Run it again to change something: it suggests what is set.",
    examples: ["init", "init --tenant north"],
    permissions: [
      "dynamodb:GetItem, dynamodb:BatchGetItem, dynamodb:Query, dynamodb:PutItem and dynamodb:UpdateItem on the tables",
      "ssm:GetParametersByPath",
      "secretsmanager:PutSecretValue and secretsmanager:CreateSecret",
      "lambda:InvokeFunction on the sync function",
    ],
  }).action(async (options: CommonOptions) => {
    const prompts = cli.prompts("init is for people; scripts use settings set and secret set");
    const session = await openSession(options, cli);
    const { ports, tenantId, onBehalf, words } = session;
    cli.output.line(`Setting up tenant ${tenantId} in ${words}. Nothing is written before the end.`);
    const answers = await askForTenant(session, prompts);
    const stamp = { by: onBehalf.by, at: ports.clock.now().toISOString() };

    cli.output.line();
    if (answers.activity !== undefined)
      cli.output.line(`new activity ${answers.activity.id}: ${answers.activity.name}`);
    if (answers.dataSource !== undefined)
      cli.output.line(`new data source ${answers.dataSource.id}: ${answers.dataSource.name}`);
    if (answers.user !== undefined)
      cli.output.line(`new roster user ${answers.user.userId}: ${answers.user.firstName} ${answers.user.lastName}`);
    printDifferences((await proposeSettings({ tenantId, texts: answers.texts }, ports)).differences, cli);
    cli.output.line("the client secret and the JWT that were just accepted");
    if (!(await prompts.confirm({ message: "Store all this?" }))) throw cancelled();

    // What the settings refer to comes first, the settings last: until then nothing is in force.
    if (answers.activity !== undefined) await ports.organization.addActivity(tenantId, answers.activity);
    if (answers.dataSource !== undefined) await ports.organization.addDataSource(tenantId, answers.dataSource);
    if (answers.user !== undefined) await ports.roster.add(tenantId, answers.user, stamp);
    await ports.secrets.write(tenantId, JSON.stringify(answers.credentials));
    const proposal = await proposeSettings({ tenantId, texts: answers.texts }, ports);
    if (proposal.faults.length > 0) {
      const faults = proposal.faults.map(({ attribute, expected }) => `${attribute}: expected ${expected}`).join("\n");
      throw new Failure(
        `The secret is stored, and the settings are not, because they would not be usable:\n${faults}`,
        {
          exitCode: exitCode.attention,
        },
      );
    }
    await save(proposal, session, cli);
    cli.output.line("\nA dry run now shows what the sync would do. It changes nothing.");
    await dryRun({ session, overrides: {}, options: {} }, cli);
    cli.output.line("\nWhen it looks right: npx user-sync settings set serviceEnabled=true");
  });
}
