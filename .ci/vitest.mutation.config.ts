import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// The tests that judge mutants: those of the core and of the adapters in question.
export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    include: [
      "test/examples/examples.plan.test.ts",
      "test/unit/{config,domain,sync}/**/*.test.ts",
      "test/unit/adapters/ringcentral/*.test.ts",
      "test/contracts/directory.test.ts",
    ],
    exclude: ["test/unit/sync/convergence.test.ts"],
    testTimeout: 20_000,
  },
});
