import { Command } from "commander";
import { formatSetting } from "#functions/format/format-value.ts";
import { settingNames } from "#shared/config/setting-table.ts";
import { mergeSettings } from "#shared/domain/settings/merged-settings.ts";
import { seenSettings } from "#shared/domain/settings/seen-settings.ts";
import { boundedText, boundText, issueText } from "#shared/domain/settings/settings.ts";
import {
  proposeSettings,
  type SettingDifference,
  type SettingsProposal,
  saveSettings,
  toldOnce,
} from "#shared/operator/settings-change.ts";
import { assignmentsOf, wholeNumber } from "../arguments.ts";
import { type Cli, type CommonOptions, newCommand, openSession, type Session } from "../cli.ts";
import { cancelled, exitCode, Failure } from "../failure.ts";

const readPermissions = ["dynamodb:GetItem on the settings, roster and organization tables", "ssm:GetParametersByPath"];

/** `settings show | set | check | history`. */
export function settingsCommand(cli: Cli): Command {
  return new Command("settings")
    .summary("shows, checks and changes the settings")
    .description("The settings of one tenant: the item in the settings table and its SSM parameters.")
    .helpCommand(false)
    .addCommand(showCommand(cli))
    .addCommand(setCommand(cli))
    .addCommand(checkCommand(cli))
    .addCommand(historyCommand(cli));
}

function showCommand(cli: Cli): Command {
  return newCommand({
    name: "show",
    summary: "every setting in force and where it comes from",
    description: "Every setting with the value in force and its source: the item, an SSM parameter, or the default.",
    examples: ["settings show"],
    permissions: readPermissions,
  }).action(async (options: CommonOptions) => {
    const session = await openSession(options, cli);
    const { parsed, faults, stored } = await proposeSettings({ tenantId: session.tenantId, texts: {} }, session.ports);
    const { values } = mergeSettings(stored);
    const written = seenSettings(values).values;
    const inForce: Readonly<Record<string, unknown>> =
      parsed.kind === "valid" ? { ...parsed.settings } : { ...parsed.readable };
    const rows = [...new Set([...settingNames, ...Object.keys(written)])].map((name) => ({
      attribute: name,
      value: inForce[name] ?? written[name],
      source: values.get(name)?.from ?? (inForce[name] === undefined ? "missing" : "default"),
      ...faultOf(name, { faults, parsed }),
    }));
    if (options.json) return cli.output.json(rows);
    cli.output.table(
      [{ title: "setting", keep: true }, { title: "value" }, { title: "source", keep: true }, { title: "fault" }],
      rows.map(({ attribute, value, source, fault }) => [
        attribute,
        value === undefined ? "" : formatSetting(value),
        source,
        fault === undefined ? "" : { text: fault, style: "red" as const },
      ]),
    );
  });
}

function faultOf(
  name: string,
  { faults, parsed }: Pick<SettingsProposal, "faults" | "parsed">,
): { readonly fault?: string } {
  const fault = faults.find(({ attribute }) => attribute === name);
  if (fault !== undefined) return { fault: `expected ${fault.expected}` };
  const bounded = parsed.bounded.find(({ attribute }) => attribute === name);
  return bounded === undefined ? {} : { fault: boundText(bounded) };
}

function setCommand(cli: Cli): Command {
  return newCommand({
    name: "set",
    summary: "changes settings",
    description:
      "Checks the settings as they would be, shows the difference, and asks before it saves. `name=` with nothing behind it removes an attribute, so that its default is in force.",
    examples: ["settings set runDailyAtUtc=03:30", "settings set subAccountIds=15910001,15910006 mode=plan --yes"],
    permissions: [
      ...readPermissions,
      "dynamodb:UpdateItem on the settings table",
      "dynamodb:PutItem and dynamodb:BatchGetItem on the history table",
    ],
  })
    .argument("<name=value...>", "settings and their new values")
    .option("--yes", "save without asking")
    .action(async (assignments: readonly string[], options: CommonOptions & { readonly yes?: true }) => {
      const texts = assignmentsOf(assignments);
      const session = await openSession(options, cli);
      const proposal = await proposeSettings({ tenantId: session.tenantId, texts }, session.ports);
      if (options.json) cli.output.json(proposalJson(proposal));
      else printDifferences(proposal.differences, cli);
      for (const one of proposal.parsed.bounded) cli.output.remark(`${boundedText(one)}.`);
      if (proposal.faults.length > 0) {
        for (const issue of proposal.faults) cli.output.remark(issueText(issue));
        throw new Failure("Nothing was saved: the settings would not be usable.", { exitCode: exitCode.attention });
      }
      if (proposal.differences.length === 0) return;
      if (!options.yes && !(await cli.prompts("add --yes").confirm({ message: "Save this?" }))) throw cancelled();
      await save(proposal, session, cli);
    });
}

/** Saves and tells when it takes effect. @throws Failure when somebody else has saved meanwhile */
export async function save(
  proposal: SettingsProposal,
  { ports, onBehalf, tenantId }: Session,
  cli: Cli,
): Promise<void> {
  const saved = await saveSettings({ proposal, onBehalf }, ports);
  if (saved === "stale") {
    throw new Failure(
      "Nothing was saved: somebody else has changed the settings meanwhile. Look at them and try again.",
      {
        exitCode: exitCode.attention,
      },
    );
  }
  const next = (await ports.schedules.readAll([tenantId])).get(tenantId)?.nextRunAt;
  const when = next === undefined ? "No run is planned yet" : `Until now the next run was planned for ${next}`;
  cli.output.remark(`Saved. The next tick, within a minute, takes it over. ${when}.`);
}

function checkCommand(cli: Cli): Command {
  return newCommand({
    name: "check",
    summary: "tells everything that is wrong with the settings",
    description:
      "Checks the settings as the sync does, down to the things that they refer to, and tells all faults at once.",
    examples: ["settings check"],
    permissions: readPermissions,
  }).action(async (options: CommonOptions) => {
    const session = await openSession(options, cli);
    const { faults, parsed } = await proposeSettings({ tenantId: session.tenantId, texts: {} }, session.ports);
    const { shadowed, bounded } = parsed;
    if (options.json) cli.output.json({ valid: faults.length === 0, faults, shadowed, bounded });
    else if (faults.length === 0) cli.output.line("The settings are valid, and what they refer to exists.");
    else for (const issue of faults) cli.output.line(issueText(issue));
    for (const one of options.json ? [] : bounded) cli.output.line(`${boundedText(one)}.`);
    for (const name of options.json ? [] : shadowed) cli.output.line(`The item hides the SSM parameter ${name}.`);
    if (faults.length > 0) cli.exitWith(exitCode.attention);
  });
}

function historyCommand(cli: Cli): Command {
  return newCommand({
    name: "history",
    summary: "what changed in the settings, when, and by whom",
    description:
      "Changes of the settings, newest first. Dispatch notices every change within minutes, whoever made it; what was saved with this program or on the page says by whom.",
    examples: ["settings history", "settings history --limit 5"],
    permissions: ["dynamodb:Query on the history table"],
  })
    .option("--limit <number>", "how many at most", wholeNumber({ least: 1, most: 1000 }), 20)
    .action(async (options: CommonOptions & { readonly limit: number }) => {
      const { ports, tenantId } = await openSession(options, cli);
      const noted = toldOnce(await ports.history.settingsChanges(tenantId, options.limit));
      if (options.json) return cli.output.json(noted);
      if (noted.length === 0) return cli.output.line("No change of the settings is on record.");
      for (const { change } of noted) {
        const valid = change.valid ? "" : ` - faulty: ${change.faults.map(({ attribute }) => attribute).join(", ")}`;
        cli.output.line(
          `${change.at}  ${change.by === undefined ? "noticed by dispatch" : `saved by ${change.by}`}${valid}`,
        );
        for (const one of differencesOf(change)) cli.output.line(`    ${formatDifference(one)}`);
      }
    });
}

function differencesOf({
  before,
  after,
}: {
  before: Readonly<Record<string, unknown>>;
  after: Readonly<Record<string, unknown>>;
}) {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .sort()
    .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
    .map((attribute): SettingDifference => ({ attribute, before: before[attribute], after: after[attribute] }));
}

/** Prints a difference, or that there is none. */
export function printDifferences(differences: readonly SettingDifference[], { output }: Cli): void {
  if (differences.length === 0) output.line("Nothing would change.");
  for (const difference of differences) output.line(formatDifference(difference));
}

function formatDifference({ attribute, before, after }: SettingDifference): string {
  return `${attribute}: ${before === undefined ? "(default)" : formatSetting(before)} -> ${after === undefined ? "(default)" : formatSetting(after)}`;
}

function proposalJson({ differences, faults }: SettingsProposal) {
  return {
    differences: differences.map(({ attribute, before = null, after = null }) => ({ attribute, before, after })),
    faults,
  };
}
