import pMap from "p-map";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BundleRun, BundleStage } from "./bundle-stage.ts";
import { loadExamples } from "./load-examples.ts";
import { comparable, expectedOutcome, keptUp, statedReasons } from "./outcome.ts";

const examples = loadExamples();
const runs = new Map<string, BundleRun | Error>();
let stage: BundleStage;

// Side by side, because what cannot be read is tried again and again, with pauses.
beforeAll(async () => {
  stage = await BundleStage.start();
  await pMap(
    examples,
    async (example) => {
      runs.set(
        example.file,
        await stage.run(example).catch((error: unknown) => new Error(`${error}`, { cause: error })),
      );
    },
    { concurrency: 40 },
  );
}, 300_000);

afterAll(async () => {
  await stage?.close();
});

describe("through the built sync function", () => {
  test.each(examples.map(({ file, data }) => [file, data.rule, data] as const))("%s: %s", (file, _rule, example) => {
    const run = runs.get(file);
    if (run === undefined || run instanceof Error) throw run ?? new Error("the example was not run");
    expect(comparable(run)).toEqual(expectedOutcome(example));
    for (const { reason, because } of statedReasons(run.records, example)) expect(reason).toContain(because);
    const { actual, expected } = keptUp(run, example);
    expect(actual).toEqual(expected);

    const { first, second } = run.rosterItems;
    if (second !== undefined) expect(second, "the same run again writes nothing to the roster").toEqual(first);
    const known = new Set(["planner", ...Object.keys(example.roster)]);
    for (const item of first.filter(({ userId }) => known.has(String(userId))))
      expect(item).toHaveProperty("costCentre", "kept");
  });
});
