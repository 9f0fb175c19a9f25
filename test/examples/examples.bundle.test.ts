import pMap from "p-map";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BundleRun, BundleStage } from "./bundle-stage.ts";
import { type Example, loadExamples } from "./load-examples.ts";
import { comparable, expectedOutcome, keptUp, statedReasons } from "./outcome.ts";

const examples = loadExamples();
const runs = new Map<string, BundleRun | Error>();
let stage: BundleStage;

beforeAll(async () => {
  stage = await BundleStage.start();
  const isLarge = ({ data: { expect: after } }: Example) =>
    Object.keys(after.roster).length + after.records.length > 250;
  // Side by side, because what cannot be read is tried again and again, with pauses; large ones keep the process busy.
  await pMap(
    examples.filter((example) => !isLarge(example)),
    run,
    { concurrency: 40 },
  );
  await pMap(examples.filter(isLarge), run, { concurrency: 1 });
}, 300_000);

async function run(example: Example): Promise<void> {
  const failed = (error: unknown) => new Error(`${error}`, { cause: error });
  runs.set(example.file, await stage.run(example).catch(failed));
}

afterAll(async () => {
  await stage?.close();
});

describe("through the built sync function", () => {
  test.each(examples.map(({ file, data }) => [file, data.rule, data] as const))("%s: %s", (file, _rule, example) => {
    const outcome = runs.get(file);
    if (outcome === undefined || outcome instanceof Error) throw outcome ?? new Error("the example was not run");
    expect(comparable(outcome)).toEqual(expectedOutcome(example));
    for (const { reason, because } of statedReasons(outcome.records, example)) expect(reason).toContain(because);
    const { actual, expected } = keptUp(outcome, example);
    expect(actual).toEqual(expected);

    const { first, second } = outcome.rosterItems;
    if (second !== undefined) expect(second, "the same run again writes nothing to the roster").toEqual(first);
    const known = new Set(["planner", ...Object.keys(example.roster)]);
    for (const item of first.filter(({ userId }) => known.has(String(userId))))
      expect(item).toHaveProperty("costCentre", "kept");
  });
});
