import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { buildFunctions } from "#functions/build.ts";
import { env } from "#shared/names.ts";
import { startAwsSimulator } from "#test/simulators/aws/aws-simulator.ts";
import { bundleTable, floorTable, measurementTable, targetTable } from "./bench-tables.ts";
import { measureColdStarts } from "./cold-start.ts";
import type { Measurement } from "./measure-size.ts";
import { measureSize } from "./measure-size.ts";
import { costTable } from "./monthly-cost.ts";
import { measureRated, type RatedMeasurement, ratedScenarios } from "./rated-runs.ts";
import { isMet, targetResults } from "./targets.ts";

const usage = `npm run bench                             1,000, 20,000 and 100,000 people: some minutes
npm run bench -- --quick                  1,000 people only
npm run bench -- --people 1000,20000      other sizes, 100 to 200000
npm run bench -- --memory 1024            MB of the simulated Lambda function, 512 unless given

Exit code 1 when a target that does not depend on the machine is missed.`;

const subAccounts = 40;
const report = new URL("../../report/bench.json", import.meta.url);
const bundleOf = (name: string): URL => new URL(`../../dist/${name}/index.mjs`, import.meta.url);

const otherFunction = "arn:aws:lambda:eu-central-1:111122223333:function:user-sync-bench-other";
const ofPage = { [env.saveFunctionArn]: otherFunction, [env.approveFunctionArn]: otherFunction };

const { values } = parseArgs({
  options: {
    people: { type: "string", default: "1000,20000,100000" },
    quick: { type: "boolean", default: false },
    memory: { type: "string", default: "512" },
    help: { type: "boolean", default: false },
  },
});
const sizes = (values.quick ? "1000" : values.people).split(",").map(Number);
const memoryMb = Number(values.memory);
const isUsable = (value: number, { least, most }: { least: number; most: number }) =>
  Number.isInteger(value) && value >= least && value <= most;
const usable =
  sizes.every((people) => isUsable(people, { least: 100, most: 200_000 })) &&
  isUsable(memoryMb, { least: 128, most: 10_240 });
if (values.help || !usable) {
  console.log(usage);
  process.exit(values.help ? 0 : 2);
}

process.exitCode = await bench();

async function bench(): Promise<number> {
  const built = await buildFunctions();
  const bundleBytes = Object.fromEntries(built.map(({ name, bytes }) => [name, bytes]));
  const bundles = Object.fromEntries(built.map(({ name }) => [name, bundleOf(name)]));
  const aws = await startAwsSimulator();
  const coldStarts = await measureColdStarts({ bundles, environment: { ...aws.environment, ...ofPage }, rounds: 11 });
  await aws.close();
  console.log(bundleTable({ bundleBytes, coldStarts }));

  console.log("\nRate limits on, in virtual time ...");
  const rated: RatedMeasurement[] = [];
  const scenarios = [...ratedScenarios.quick, ...(values.quick ? [] : ratedScenarios.long)];
  for (const scenario of scenarios) rated.push(...(await measureRated(scenario)));
  console.log(floorTable(rated));

  const measurements: Measurement[] = [];
  for (const people of sizes) {
    console.log(`\n${people.toLocaleString("en")} people in ${subAccounts} sub-accounts ...`);
    measurements.push(...(await measureSize({ people, subAccounts, bundle: bundleOf("sync"), memoryMb, repeats: 3 })));
  }
  const targets = targetResults({ measurements, bundleBytes, coldStarts, rated });
  console.log(measurementTable(measurements));
  console.log(
    "The wall time contains the simulators, which answer from one other process; 'database' is the embedded one.\n" +
      `CPU and memory are those of the bundle's own process, with the heap limits of a Lambda function of ${memoryMb} MB.`,
  );
  console.log(targetTable(targets));
  console.log(costTable(measurements));

  const machine = { cores: availableParallelism(), node: process.versions.node, architecture: process.arch };
  await mkdir(new URL(".", report), { recursive: true });
  await writeFile(
    report,
    `${JSON.stringify({ at: new Date().toISOString(), machine, memoryMb, subAccounts, bundleBytes, coldStarts, rated, measurements, targets }, null, 2)}\n`,
  );
  return targets.some((target) => target.decidedBy === "count" && !isMet(target)) ? 1 : 0;
}
