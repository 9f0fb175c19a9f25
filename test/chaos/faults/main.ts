import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import type { Played } from "./all-faults.ts";

/** What a worker says first. */
interface Share {
  readonly calls: ReadonlyMap<string, readonly string[]>;
  readonly cases: number;
  readonly kinds: ReadonlyMap<string, number>;
}

const { values } = parseArgs({
  options: { only: { type: "string", default: "" }, every: { type: "string", default: "1" } },
});

const startedAt = performance.now();
const threads = values.only === "" ? availableParallelism() : 1;
const played: Played[] = [];
let first: Share | undefined;
await Promise.all(Array.from({ length: threads }, (_, share) => play(share)));
report();

/** Lets a thread play every `threads`-th case. */
function play(share: number): Promise<void> {
  const of = threads * Number(values.every);
  const thread = new Worker(new URL("./faults-worker.ts", import.meta.url), {
    workerData: { share, of, only: values.only },
  });
  return new Promise((resolve, reject) => {
    thread.on("error", reject);
    thread.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`A thread ended with ${code}.`))));
    thread.on("message", (message: Share | Played) => {
      if ("title" in message) note(message);
      else first ??= message;
    });
  });
}

function note(one: Played): void {
  played.push(one);
  if (one.failure !== undefined)
    console.log(`${one.title}: ${one.failure}\n  again: npm run faults -- --only "${one.title}"`);
  if (played.length % 500 === 0) console.log(`${played.length} cases played`);
}

function report(): void {
  const { calls = new Map(), kinds = new Map(), cases = 0 } = first ?? {};
  for (const [scenario, names] of calls) console.log(`${scenario}: ${names.length} calls`);
  const names = [...new Set([...calls.values()].flat())].toSorted();
  console.log(`kinds of calls:\n  ${names.join("\n  ")}`);
  console.log(`cases: ${[...kinds].map(([kind, count]) => `${count} ${kind}`).join(", ")}`);
  const failures = played.filter(({ failure }) => failure !== undefined).length;
  const open = played.filter(({ open: users }) => users > 0).length;
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  console.log(
    `${played.length} of ${cases} cases played in ${seconds} s, ${failures} failed; ` +
      `in ${open} of them the design says more than one thing of somebody`,
  );
  if (failures > 0 || played.length === 0) process.exitCode = 1;
}
