import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { generateOrganisation } from "#test/fixtures/people.ts";
import { BenchWorld, type BenchWorldOptions, type Cost } from "./bench-world.ts";
import { changeFivePercent } from "./five-percent.ts";
import { type RunKind, runKinds } from "./measure-size.ts";
import type { RatedScenario } from "./rated-runs.ts";
import { type RatedRun, RatedWorld } from "./rated-world.ts";

const programs = ["sync", "straightforward"] as const;
export type Program = (typeof programs)[number];

/** One night of one of the two programs, with the rate limits on, in virtual time. */
export interface Compared extends RatedRun {
  readonly program: Program;
  readonly kind: RunKind;
}

/** Both programs through the same three nights, each with an organisation and a roster of its own. */
export async function compareInVirtualTime(scenario: RatedScenario): Promise<readonly Compared[]> {
  const runs: Compared[] = [];
  for (const program of programs) {
    const organisation = generateOrganisation({ seed: 1, sharedMailboxes: 0, ...scenario });
    const world = await RatedWorld.start(organisation);
    try {
      for (const kind of runKinds) {
        if (kind === "5 % change") changeFivePercent(organisation, scenario);
        runs.push({ program, kind, ...(await world[program]()) });
      }
    } finally {
      await world.close();
    }
  }
  return runs;
}

/** What the script takes in a process of its own, limits off, beside `measureSize` for the sync. */
export async function measureStraightforward(
  options: Omit<BenchWorldOptions, "bundle">,
): Promise<readonly ({ readonly kind: RunKind } & Cost)[]> {
  const bundle = new URL("../../dist/bench/straightforward.mjs", import.meta.url);
  await build({
    entryPoints: [fileURLToPath(new URL("straightforward-handler.ts", import.meta.url))],
    outfile: fileURLToPath(bundle),
    bundle: true,
    minify: true,
    platform: "node",
    format: "esm",
    mainFields: ["module", "main"],
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    logLevel: "error",
  });
  const world = await BenchWorld.start({ ...options, bundle });
  const { organisation, platformUrl: baseUrl, ringCxUrl } = world.ringCentral;
  const { mainAccountId, credentials, subAccounts } = organisation;
  const event = {
    ...credentials,
    baseUrl,
    ringCxUrl,
    mainAccountId,
    subAccountIds: [...subAccounts.keys()],
    rosterTable: world.rosterTable,
    activityId: "12",
  };
  try {
    const costs = [];
    for (const kind of runKinds) {
      if (kind === "5 % change") changeFivePercent(organisation, options);
      costs.push({ kind, ...(await world.cost(event)) });
    }
    return costs;
  } finally {
    await world.close();
  }
}
