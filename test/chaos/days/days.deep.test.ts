import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { daysPerSeed, explainFailure, playSeed } from "./play-seed.ts";
import type { Report } from "./simulate.ts";

const days = 200;

/** A bound for a machine that does much else. */
const patienceMs = 600_000;

describe("simulated days of a contact centre", () => {
  const seeds = Array.from({ length: days / daysPerSeed }, (_, index) => index + 1);
  const reports: Report[] = [];

  it.each(seeds)(
    "hold every claim (seed %d)",
    async (seed) => {
      const report = await playSeed(seed);
      if (report.violation !== undefined) expect.fail(await explainFailure(seed, report));
      expect(report).toMatchObject({ days: daysPerSeed });
      reports.push(report);
    },
    patienceMs,
  );

  it(
    "are the same when they are played again, by another thread: every call, every write, at the same instants",
    async () => {
      const [seed] = seeds;
      const thread = new Worker(new URL("./simulation-worker.ts", import.meta.url));
      thread.postMessage(seed);
      const [answer] = await once(thread, "message");
      await thread.terminate();
      expect(answer).toEqual({ seed, report: reports[0] });
    },
    patienceMs,
  );

  it("write, hold and judge: a single seed may have nothing to do, all of them together may not", () => {
    expect(reports).toHaveLength(seeds.length);
    const sum = (of: (report: Report) => number) => reports.reduce((total, report) => total + of(report), 0);
    expect(sum(({ writes }) => writes)).toBeGreaterThan(days);
    expect(sum(({ held }) => held)).toBeGreaterThan(0);
    expect(sum(({ compared }) => compared)).toBeGreaterThan(days / 4);
    // What the oracle has nothing to say about must stay the smaller part.
    expect(sum(({ judged }) => judged)).toBeGreaterThan(sum(({ open }) => open));
  });
});
