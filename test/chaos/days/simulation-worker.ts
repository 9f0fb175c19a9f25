import { parentPort } from "node:worker_threads";
import { playSeed } from "./play-seed.ts";

// One seed at a time: it is told which, and answers with the report.
parentPort?.on("message", (seed: number) => {
  void answer(seed);
});

async function answer(seed: number): Promise<void> {
  try {
    parentPort?.postMessage({ seed, report: await playSeed(seed) });
  } catch (error) {
    parentPort?.postMessage({ seed, crash: error instanceof Error ? error.stack : String(error) });
  }
}
