import { inGroups } from "#functions/format/format-change.ts";
import { startRun } from "#shared/operator/started-run.ts";
import { changesAsCsv } from "./change-csv.ts";
import { printChanges } from "./change-table.ts";
import type { Cli, Session } from "./cli.ts";
import { printRun } from "./print-run.ts";
import { exitCodeOf, watchRun } from "./watch-run.ts";

interface DryRun {
  readonly session: Session;
  /** Settings for this plan only. */
  readonly overrides: Readonly<Record<string, unknown>>;
  readonly options: { readonly json?: true; readonly csv?: true; readonly all?: true };
}

/** Lets the sync plan, waits for it, and shows what would be changed. */
export async function dryRun({ session, overrides, options }: DryRun, cli: Cli): Promise<void> {
  const { ports, tenantId, onBehalf } = session;
  const whatIf = Object.keys(overrides).length === 0 ? {} : { overrides };
  const started = await startRun({ wanted: { trigger: "manual", mode: "plan", ...whatIf }, onBehalf }, ports);
  const run = await watchRun(started, session, cli);
  cli.exitWith(exitCodeOf(run));
  const changes = inGroups(await ports.history.readChanges(tenantId, run.runId));
  if (options.json) return cli.output.json({ run, changes });
  if (options.csv) return cli.output.raw(changesAsCsv(changes.map(({ record }) => record)));
  printRun({ run }, cli.output);
  if (run.status === "failed" || run.status === "skipped") return;
  if (changes.length === 0) return cli.output.line("Nothing would change.");
  const roster = await ports.roster.list(tenantId);
  printChanges({ changes, roster, most: options.all ? changes.length : 50 }, cli.output);
}
