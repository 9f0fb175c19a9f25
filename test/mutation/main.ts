import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { Stryker } from "@stryker-mutator/core";
import config from "../../.ci/stryker.config.json" with { type: "json" };
import { packBaseline, unpackBaseline } from "./baseline.ts";
import { judge } from "./judge.ts";
import { parseReport } from "./mutation-report.ts";
import { readSurvivors } from "./survivors.ts";
import { verdictTable } from "./verdict-table.ts";

const usage = `npm run mutate                            what has changed since the last run, or since the baseline
npm run mutate -- --only shared/domain/plan/plan.ts    one file, judged alone; may be repeated
npm run mutate -- --all                   every mutant anew
npm run mutate -- --keep                  stores the results as the baseline of fresh clones

Exit code 1 when too few mutants die, or one survives without an explanation in test/mutation/survivors.`;

const bar = { leastScore: 95, leastMutants: 2_000 };
/** The score is that of all files: one alone may have little but survivors that are explained. */
const barOfSome = { leastScore: 0, leastMutants: 1 };
const root = new URL("../../", import.meta.url);
const baseline = {
  compressed: new URL("baseline.json.br", import.meta.url),
  incremental: new URL(config.incrementalFile, root),
};

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true, default: [] },
    all: { type: "boolean", default: false },
    keep: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help || (values.keep && values.only.length > 0)) {
  console.log(usage);
  process.exit(values.help ? 0 : 2);
}
process.exitCode = await mutate(values);

async function mutate({ only, all, keep }: { only: readonly string[]; all: boolean; keep: boolean }): Promise<number> {
  if ((await unpackBaseline(baseline)) === "none" && only.length === 0)
    console.log("No earlier results: every mutant is tested, which takes up to an hour. Later runs take minutes.");
  const startedAt = performance.now();
  await new Stryker({
    configFile: ".ci/stryker.config.json",
    force: all,
    ...(only.length > 0 && { mutate: [...only] }),
  }).runMutationTest();
  const seconds = (performance.now() - startedAt) / 1_000;

  const inScope = (file: string): boolean => only.length === 0 || only.includes(file);
  const report = parseReport(await readFile(new URL(config.jsonReporter.fileName, root), "utf8"));
  const survivors = await readSurvivors(new URL("survivors/", import.meta.url));
  const verdict = judge(
    { files: Object.fromEntries(Object.entries(report.files).filter(([file]) => inScope(file))) },
    { ...(only.length > 0 ? barOfSome : bar), survivors: survivors.filter(({ file }) => inScope(file)) },
  );
  console.log(`${verdictTable(verdict)}\n${verdict.total.ignored} static mutants ignored; ${seconds.toFixed(0)} s`);
  for (const fault of verdict.faults) console.error(fault);
  if (keep) console.log(`The baseline takes ${(await packBaseline(baseline)) / 1_000} KB.`);
  console.log(verdict.faults.length === 0 ? "passed" : `failed: ${verdict.faults.length} faults`);
  return verdict.faults.length === 0 ? 0 : 1;
}
