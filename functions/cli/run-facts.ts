import type { StoredRun } from "#shared/domain/run.ts";
import { askedBy } from "#shared/operator/started-run.ts";
import type { Output } from "./output.ts";
import { tookInWords } from "./run-table.ts";
import { countsInWords } from "./run-words.ts";

/** Prints what is known of one run, each reason on a line. */
export function printRun(run: StoredRun, output: Output): void {
  const { runId, trigger, mode, status, startedAt, finishedAt, scheduledFor, requestedBy, actor, changes, calls } = run;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["run", runId],
    ["status", status ?? "has not ended"],
    ["mode", mode === "plan" ? "plan (a dry run: nothing was written to the roster)" : mode],
    ["started", `${startedAt}, ${trigger}${scheduledFor === undefined ? "" : `, due at ${scheduledFor}`}`],
    ["took", finishedAt === undefined ? undefined : tookInWords(Date.parse(finishedAt) - Date.parse(startedAt))],
    ["asked for by", requestedBy === undefined ? undefined : askedBy(requestedBy)],
    ["in the name of", actor],
    ["people", run.people === undefined ? undefined : `${run.people} in scope, ${run.rosterUsers ?? 0} roster users`],
    ["changes", changes === undefined ? undefined : countsInWords(changes)],
    [
      "calls",
      calls === undefined
        ? undefined
        : `${calls.ringCentral} RingCentral, ${calls.ringCx} RingCX, ${calls.throttled} throttled`,
    ],
  ];
  for (const [name, value] of facts)
    if (value !== undefined) output.line(`${output.styled("dim", name.padEnd(15))} ${value}`);
  for (const { code, message } of run.reasons ?? []) output.line(`${output.styled("yellow", code)}: ${message}`);
}
