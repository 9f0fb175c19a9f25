import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { measurementTable } from "./bench-tables.ts";
import { measureColdStarts } from "./cold-start.ts";
import type { Measurement } from "./measure-size.ts";
import { measureSize } from "./measure-size.ts";
import { monthlyCost } from "./monthly-cost.ts";
import { median, steepestGrowth } from "./statistics.ts";
import { isMet, targetResults } from "./targets.ts";

describe("the statistics of the bench", () => {
  it("take the middle value", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 2])).toBe(2);
  });

  it("tell linear from quadratic growth", () => {
    const sizes = [1_000, 20_000, 100_000];
    expect(steepestGrowth(sizes.map((x) => ({ x, y: 3 * x })))).toBeCloseTo(1);
    expect(steepestGrowth(sizes.map((x) => ({ x, y: x ** 2 / 7 })))).toBeCloseTo(2);
    expect(steepestGrowth([{ x: 1_000, y: 5 }])).toBeUndefined();
  });

  it("are not fooled by a constant part that hides quadratic growth at the small sizes", () => {
    const points = [100_000, 1_000, 20_000].map((x) => ({ x, y: 1e9 + x ** 2 }));
    expect(steepestGrowth(points)).toBeGreaterThan(1.2);
  });
});

describe("the bench on 120 people in 12 sub-accounts", () => {
  let folder = "";
  let measurements: readonly Measurement[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "bench-"));
    const bundle = join(folder, "index.mjs");
    await build({
      entryPoints: ["functions/sync/index.ts"],
      outfile: bundle,
      bundle: true,
      platform: "node",
      format: "esm",
      mainFields: ["module", "main"],
      banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
      logLevel: "error",
    });
    measurements = await measureSize({
      people: 120,
      subAccounts: 12,
      bundle: pathToFileURL(bundle),
      memoryMb: 512,
      repeats: 1,
    });
  }, 60_000);

  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it("measures three runs that do what they should, with the minimum of calls", () => {
    expect(
      measurements.map(({ kind, people, changes, calls, minimumCalls }) => ({
        kind,
        people,
        changes,
        calls,
        minimumCalls,
      })),
    ).toMatchObject([
      { kind: "onboarding", people: 120, changes: { created: 120 }, calls: 65, minimumCalls: 65 },
      { kind: "no change", people: 120, changes: { unchanged: 120 }, calls: 65, minimumCalls: 65 },
      { kind: "5 % change", people: 120, changes: { created: 1, updated: 3, deactivated: 1 } },
    ]);
    // Somebody left, so RingCX is read again: all of it, since a reading takes 62 calls.
    expect(measurements[2]).toMatchObject({ calls: 126, minimumCalls: 126 });
  });

  it("counts what is written where", () => {
    const [onboarding, unchanged, changed] = measurements;
    expect(onboarding).toMatchObject({ rosterItemsWritten: 120 });
    expect(unchanged).toMatchObject({ rosterItemsWritten: 0 });
    expect(changed).toMatchObject({ rosterItemsWritten: 5 });
    // An intent and an outcome for every change, beside what a run without changes writes.
    expect(onboarding?.historyItemsWritten).toBeGreaterThanOrEqual(240);
    expect(unchanged?.historyItemsWritten).toBeLessThanOrEqual(10);
    expect(unchanged?.reads.items).toBeGreaterThanOrEqual(120);
  });

  it("says of each target whether it is met", () => {
    const coldStarts = { empty: 40, bundles: { sync: 170, dispatch: 130 } };
    const night = { groups: 150, extensions: 200, day: "no change", calls: 157 } as const;
    const rated = [{ ...night, ms: 66_000, floorMs: 60_000, throttled: 1 }];
    const tooMany = measurements.map((one) => ({ ...one, calls: one.calls + 1 }));
    const results = targetResults({ measurements: tooMany, bundleBytes: { sync: 700_000 }, coldStarts, rated });
    const missed = results.filter((result) => !isMet(result)).map(({ target, found }) => ({ target, found }));
    expect(missed).toEqual([
      { target: "API calls above the minimum", found: 1 },
      { target: "limits on, runs that they decide: time / floor", found: 1.1 },
      { target: "limits on: throttled calls", found: 1 },
      { target: "cold start until the handler is ready", found: 170 },
    ]);
    expect(results.filter(isMet).map(({ target }) => target)).toContain("no change: items written to the roster");
  });

  it("makes a month's cost out of what was measured: it grows with the writes, and the rest stays", () => {
    const small = monthlyCost(measurements);
    const times = 1_000;
    const grown = measurements.map((one) => ({ ...one, writes: { ...one.writes, units: one.writes.units * times } }));
    const [before, after] = [small, monthlyCost(grown)];
    const units = (kind: string) => measurements.find((one) => one.kind === kind)?.writes.units ?? 0;
    const more = (26 * units("no change") + 4 * units("5 % change")) * (times - 1);
    expect(after.total - before.total).toBeCloseTo(more * 0.625e-6, 6);
    expect({ ...after.parts, "DynamoDB writes": 0 }).toEqual({ ...before.parts, "DynamoDB writes": 0 });
    expect(before.parts["Alarms"]).toBeCloseTo(1.6);
  });

  it("prints one line for each run", () => {
    const lines = measurementTable(measurements).split("\n");
    expect(lines.filter((line) => /onboarding|no change|5 % change/.test(line))).toHaveLength(3);
  });
});

describe("a cold start", () => {
  it("is measured for a module that exports a handler, and refused for one that does not", async () => {
    const module = (text: string) => new URL(`data:text/javascript,${encodeURIComponent(text)}`);
    const environment = {};
    const good = { good: module("export const handler = () => 1;") };
    const { empty, bundles } = await measureColdStarts({ bundles: good, environment, rounds: 1 });
    expect([empty, bundles["good"]].every((ms) => ms !== undefined && ms > 0)).toBe(true);
    const bad = { bad: module("export const other = 1;") };
    await expect(measureColdStarts({ bundles: bad, environment, rounds: 1 })).rejects.toThrow("does not start");
  });
});
