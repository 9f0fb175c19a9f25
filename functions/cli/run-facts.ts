import { runFacts } from "#functions/format/run-facts.ts";
import type { StoredRun } from "#shared/domain/run/run.ts";
import type { Output } from "./output.ts";

/** Prints what is known of one run, each reason on a line. */
export function printRun(run: StoredRun, output: Output): void {
  for (const [name, says] of runFacts(run)) output.fact([name, says], 15);
  for (const { code, message } of run.reasons ?? []) output.line(`${output.styled("yellow", code)}: ${message}`);
}
