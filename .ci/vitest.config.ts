import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    include: ["test/**/*.test.ts"],
    maxWorkers: 2,
    // Bounds for a busy machine of two cores, not expectations: no test measures time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    allowOnly: false,
  },
});
