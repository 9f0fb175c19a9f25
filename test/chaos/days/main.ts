import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { daysPerSeed, explainFailure, playSeed } from "./play-seed.ts";
import type { Report } from "./simulate.ts";

/** Seeds after which the running sums are printed. */
const seedsPerLine = 40;

const reportFile = new URL("../../../report/simulation.json", import.meta.url);

interface Answer {
  readonly seed: number;
  readonly report?: Report;
  readonly crash?: string;
}

const { values } = parseArgs({
  options: {
    days: { type: "string", default: "200000" },
    seed: { type: "string", default: "1" },
    replay: { type: "string" },
  },
});
if (values.replay === undefined) await simulateMany({ days: whole("days"), firstSeed: whole("seed") });
else await replay(whole("replay"));

function whole(name: "days" | "seed" | "replay"): number {
  const value = Number(values[name]);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new Error(`--${name} must be a whole number, is ${values[name]}`);
}

async function replay(seed: number): Promise<void> {
  const report = await playSeed(seed);
  console.log(JSON.stringify(report));
  console.log(await explainFailure(seed, report));
  if (report.violation !== undefined) process.exitCode = 1;
}

/** Plays seeds one after the other on as many threads as there are cores, and adds up what they did. */
async function simulateMany({ days, firstSeed }: { readonly days: number; readonly firstSeed: number }): Promise<void> {
  const seeds = Math.ceil(days / daysPerSeed);
  const threads = Math.min(availableParallelism(), seeds);
  const startedAt = performance.now();
  const sums: Record<string, number> = {};
  const failures: Answer[] = [];
  let done = 0;
  let next = firstSeed;
  const note = (answer: Answer): void => {
    done += 1;
    const { violation, ...counts } = answer.report ?? { days: 0 };
    for (const [name, count] of Object.entries(counts))
      if (typeof count === "number") sums[name] = (sums[name] ?? 0) + count;
    if (violation !== undefined || answer.crash !== undefined) {
      failures.push(answer);
      console.log(`seed ${answer.seed}: ${violation?.message ?? answer.crash}`);
    }
    if (done % seedsPerLine > 0) return;
    console.log(summary());
    keep();
  };
  const summary = (): string => {
    const seconds = (performance.now() - startedAt) / 1000;
    const rate = ((sums["days"] ?? 0) / seconds).toFixed(1);
    const counted = Object.entries(sums).map(([name, count]) => `${count} ${name}`);
    return `${done} of ${seeds} seeds: ${counted.join(", ")}; ${rate} days per second, ${failures.length} failures`;
  };
  // As it goes: of a run that is stopped, what it has played is kept.
  const keep = (): void => {
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    const daysPerSecond = (sums["days"] ?? 0) / seconds;
    writeReport({ firstSeed, seeds: done, threads, seconds, daysPerSecond, sums, failures });
  };
  const worker = async (): Promise<void> => {
    const thread = new Worker(new URL("./simulation-worker.ts", import.meta.url));
    while (next < firstSeed + seeds && failures.length < 20) {
      const seed = next;
      next += 1;
      note(await answerOf(thread, seed));
    }
    await thread.terminate();
  };
  await Promise.all(Array.from({ length: threads }, worker));
  console.log(summary());
  keep();
  const [first] = failures;
  if (first === undefined) return;
  process.exitCode = 1;
  if (first.report !== undefined) console.log(await explainFailure(first.seed, first.report));
}

function writeReport(report: object): void {
  mkdirSync(new URL(".", reportFile), { recursive: true });
  writeFileSync(reportFile, `${JSON.stringify({ node: process.version, ...report }, undefined, 2)}\n`);
}

function answerOf(thread: Worker, seed: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    thread.once("error", reject);
    thread.once("message", (answer: Answer) => {
      thread.off("error", reject);
      resolve(answer);
    });
    thread.postMessage(seed);
  });
}
