import Table from "cli-table3";
import { scoreOf, type Tally, type Verdict } from "./judge.ts";

const worstShown = 10;

/** Scores of the folders and of the files with the most to answer for, as tables for a terminal. */
export function verdictTable({ total, folders, files }: Verdict): string {
  const worst = files.filter(({ survived }) => survived > 0).slice(0, worstShown);
  return [tableOf("folder", [...folders, total]), ...(worst.length > 0 ? [tableOf("worst files", worst)] : [])].join(
    "\n",
  );
}

function tableOf(title: string, tallies: readonly Tally[]): string {
  const table = new Table({
    head: [title, "score", "killed", "timed out", "survived", "static, ignored"],
    style: { head: [], border: [] },
    colAligns: ["left", ...Array.from({ length: 5 }, () => "right" as const)],
  });
  for (const one of tallies)
    table.push([one.name, scoreOf(one).toFixed(2), one.killed, one.timedOut, one.survived, one.ignored]);
  return table.toString();
}
