import { parseArgs } from "node:util";
import { createVitest } from "vitest/node";

const { values } = parseArgs({ options: { runs: { type: "string", default: "20000" } } });
const testTimeout = 24 * 3_600_000;
const vitest = await createVitest("test", { config: ".ci/vitest.deep.config.ts", watch: false, testTimeout });
vitest.provide("fuzzRuns", Number(values.runs));
await vitest.start(["test/fuzz"]);
await vitest.close();
