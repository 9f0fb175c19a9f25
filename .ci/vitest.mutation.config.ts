import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// The tests that judge mutants: those of the core and of the adapters in question, without the slow ones that kill
// nothing which the others leave alive.
export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    include: [
      "test/examples/examples.plan.test.ts",
      "test/unit/{config,domain,sync}/**/*.test.ts",
      "test/unit/adapters/ringcentral/{http-client,rate-*,ringcentral-login,ringcx-session*,workload}.test.ts",
    ],
    exclude: ["test/**/*.deep.test.ts"],
    setupFiles: ["test/mutation/same-examples.ts"],
    env: { PROPERTY_RUNS: "100" },
    // A test that hangs kills its mutant: long enough for a busy machine, short enough for hundreds of them.
    testTimeout: 10_000,
  },
});
