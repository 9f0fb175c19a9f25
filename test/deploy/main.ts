import { fileURLToPath } from "node:url";
import { startVitest, type TestModule } from "vitest/node";
import { startDynamoDbLocal } from "./dynamodb-local.ts";
import { knownGaps } from "./known-gaps.ts";
import { installDynamoDbLocal } from "./tools/install-dynamodb-local.ts";
import { installMoto } from "./tools/install-moto.ts";
import { installRuntimeClient } from "./tools/install-runtime-client.ts";
import { requireCommands } from "./tools/tool-cache.ts";

// Deploys the service to an AWS emulator and runs it there; then runs the contracts of the DynamoDB adapters against
// AWS's own DynamoDB Local. Needs what `npm test` does without: Python, a C++ compiler, Java and Maven.

const root = fileURLToPath(new URL("../..", import.meta.url));
const started = performance.now();
/** Whatever hangs, it ends; the processes that were started end with this one. */
const longestMs = 30 * 60_000;
setTimeout(() => {
  console.error(`not ended after ${longestMs / 60_000} minutes`);
  process.exit(1);
}, longestMs).unref();

const counts = { passed: 0, failed: 0, skipped: 0 };

await requireCommands();
const [python, runtimeClient, dynamoDbLocal] = await Promise.all([
  installMoto(),
  installRuntimeClient(),
  installDynamoDbLocal(),
]);
lap("programs are there");

await play(["test/deploy/**/*.deploy.ts"], { python, runtimeClient });
lap("the deployed service was checked");

const database = await startDynamoDbLocal(dynamoDbLocal);
try {
  process.env["DYNAMODB_ENDPOINT"] = database.endpoint;
  const stores = [
    "approvals",
    "claims",
    "decisions",
    "history",
    "operator-history",
    "leases",
    "organization",
    "rejections",
    "roster",
    "schedules",
    "settings",
  ];
  await play(stores.map((name) => `test/contracts/${name}.test.ts`));
  if (database.connections() < stores.length) throw new Error("the contracts ran against another database");
} finally {
  await database.close();
}
lap("the contracts ran against DynamoDB Local");

const { types, properties, others } = await knownGaps();
console.log("\nNot shown by the emulators, see docs/decisions/0013-what-the-emulators-lack.md:");
for (const type of types) console.log(`  CloudFormation makes ${type}: made by the service's API`);
for (const property of properties) console.log(`  ${property}: checked in the template`);
for (const other of others) console.log(`  ${other}`);
console.log();
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;

async function play(include: string[], programs = { python: "", runtimeClient: "" }): Promise<void> {
  const vitest = await startVitest("test", [], {
    ...{ config: false, root, include, watch: false, maxWorkers: 1, provide: { programs } },
    // Bounds for a busy machine of two cores, not expectations.
    ...{
      testTimeout: 120_000,
      hookTimeout: 120_000,
      teardownTimeout: 30_000,
      allowOnly: false,
      reporters: ["verbose"],
    },
  });
  const passedBefore = counts.passed;
  for (const module of vitest.state.getTestModules()) count(module);
  counts.failed += vitest.state.getUnhandledErrors().length;
  // Nothing may be left out in silence.
  if (counts.passed === passedBefore) counts.failed += 1;
  await vitest.close();
}

/** A file that cannot be loaded has no tests that could fail: it counts as one failure. */
function count(module: TestModule): void {
  const failedBefore = counts.failed;
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    counts[state === "pending" ? "failed" : state] += 1;
  }
  if (module.state() === "failed" && counts.failed === failedBefore) counts.failed += 1;
}

function lap(what: string): void {
  console.log(`${what} after ${Math.round((performance.now() - started) / 1000)} s`);
}
