import { afterAll } from "vitest";

// Test files share their processes: each leaves the environment as it found it.
const found = { ...process.env };
afterAll(() => {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, found);
});
