import { defineConfig } from "vitest/config";
import quick from "./vitest.config.ts";

// Simulated days, faults, fuzzing, the journeys through the command line: `npm run test:deep`.
export default defineConfig({
  ...quick,
  test: { ...quick.test, include: ["test/**/*.deep.test.ts"], exclude: [], isolate: true },
});
