import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Baseline, packBaseline, unpackBaseline } from "./baseline.ts";

let folder: string;
let baseline: Baseline;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "baseline-"));
  const at = (name: string) => pathToFileURL(join(folder, name));
  baseline = { compressed: at("baseline.json.br"), incremental: at("cache/incremental.json") };
});
afterEach(() => rm(folder, { recursive: true }));

const unpacked = async () => JSON.parse(await readFile(baseline.incremental, "utf8"));

describe("the baseline", () => {
  it("is not there before it is packed", async () => {
    expect(await unpackBaseline(baseline)).toBe("none");
  });

  it("brings back the results, without the tests that reach a killed mutant", async () => {
    const killed = { status: "Killed", killedBy: ["1"], coveredBy: ["1", "2"] };
    const survived = { status: "Survived", coveredBy: ["1"] };
    const report = { testFiles: { "a.test.ts": {} }, files: { "a.ts": { source: "a", mutants: [killed, survived] } } };
    const results = pathToFileURL(join(folder, "results.json"));
    await writeFile(results, JSON.stringify(report));
    expect(await packBaseline({ ...baseline, incremental: results })).toBeGreaterThan(0);

    expect(await unpackBaseline(baseline)).toBe("unpacked");
    const mutants = [{ ...killed, coveredBy: [] }, survived];
    expect(await unpacked()).toEqual({ ...report, files: { "a.ts": { source: "a", mutants } } });
  });

  it("takes the place of no later results", async () => {
    await writeFile(baseline.compressed, "packed");
    const later = { files: {} };
    const inFolder = { ...baseline, incremental: pathToFileURL(join(folder, "later.json")) };
    await writeFile(inFolder.incremental, JSON.stringify(later));
    expect(await unpackBaseline(inFolder)).toBe("kept");
    expect(JSON.parse(await readFile(inFolder.incremental, "utf8"))).toEqual(later);
  });
});
