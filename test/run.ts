import { parseArgs } from "node:util";
import { startVitest, type TestModule } from "vitest/node";
import { buildFunctions } from "#functions/build.ts";

const { values, positionals } = parseArgs({
  options: { deep: { type: "boolean", default: false } },
  allowPositionals: true,
});

// The end-to-end tests run what is deployed: build it first. Arguments are file filters: `npm test -- test/unit/domain`.
await buildFunctions();
const config = values.deep ? ".ci/vitest.deep.config.ts" : ".ci/vitest.config.ts";
const vitest = await startVitest("test", positionals, { config, watch: false });
const counts = { passed: 0, failed: 0, skipped: 0 };
for (const module of vitest.state.getTestModules()) count(module);
counts.failed += vitest.state.getUnhandledErrors().length;
await vitest.close();

console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;

/** A file that cannot be loaded has no tests that could fail: it counts as one failure. */
function count(module: TestModule): void {
  const failedBefore = counts.failed;
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    counts[state === "pending" ? "failed" : state] += 1;
  }
  if (module.state() === "failed" && counts.failed === failedBefore) counts.failed += 1;
}
