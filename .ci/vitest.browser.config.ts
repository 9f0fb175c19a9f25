import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// The page in this machine's Chromium: `npm run test:browser`.
export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    include: ["test/browser/*.browser.ts"],
    maxWorkers: 2,
    // Bounds for a busy machine, as in vitest.config.ts.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    allowOnly: false,
  },
});
