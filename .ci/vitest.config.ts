import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// What `npm test` runs. Deep tests (`*.deep.test.ts`) have a configuration of their own.
export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/**/*.deep.test.ts"],
    // Failures in full, with what their tests printed; nothing of what passes.
    reporters: ["minimal"],
    maxWorkers: 2,
    // Each file gets modules of its own, but not a process of its own, which would double the time.
    isolate: false,
    setupFiles: ["test/own-environment.ts"],
    // Bounds for a busy machine of two cores, not expectations: no test measures time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    allowOnly: false,
  },
});
