import { formatCounts, formatDuration, runFacts, type ToldRun } from "#functions/format/format-run.ts";
import type { StoredRun } from "#shared/domain/run/run.ts";
import { formatMinute } from "#shared/domain/text.ts";
import type { Column, Output, StyledCell } from "./output.ts";

/** The columns of a list of runs. */
export const runColumns: readonly Column[] = [
  { title: "run", keep: true },
  { title: "started (UTC)", keep: true },
  { title: "took", keep: true },
  { title: "by" },
  { title: "mode", keep: true },
  { title: "status", keep: true },
  { title: "changes" },
];

const styles = { succeeded: "green", partial: "yellow", held: "yellow", skipped: "dim", failed: "red" } as const;

/** One run as a row of `runColumns`. */
export function runRow(run: StoredRun): readonly (string | StyledCell)[] {
  const { runId, startedAt, finishedAt, trigger, mode, status, reasons = [] } = run;
  const codes = [...new Set(reasons.map(({ code }) => code))].join(", ");
  const what = [run.changes === undefined ? "" : formatCounts(run.changes), codes === "" ? "" : `[${codes}]`];
  return [
    runId,
    formatMinute(startedAt),
    finishedAt === undefined ? "" : formatDuration(Date.parse(finishedAt) - Date.parse(startedAt)),
    trigger,
    mode,
    status === undefined ? { text: "going on", style: "cyan" } : { text: status, style: styles[status] },
    what.filter((words) => words !== "").join(" "),
  ];
}

/** Prints what is known of one run, each reason on a line. */
export function printRun(told: ToldRun, output: Output): void {
  for (const [name, says] of runFacts(told)) output.fact([name, says], 15);
  for (const { code, message } of told.run.reasons ?? []) output.line(`${output.styled("yellow", code)}: ${message}`);
}
