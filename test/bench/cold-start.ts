import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { median } from "./statistics.ts";

const importer = fileURLToPath(new URL("import-bundle.mjs", import.meta.url));

/** Milliseconds from the start of a fresh process until its handler is imported and the process has ended, medians. */
export interface ColdStarts {
  readonly empty: number;
  readonly bundles: Readonly<Record<string, number>>;
}

interface ColdStartRequest {
  readonly bundles: Readonly<Record<string, URL>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly rounds: number;
}

/** Starts every bundle and an empty handler by turns, so that the machine's mood falls on all alike. */
export async function measureColdStarts({ bundles, environment, rounds }: ColdStartRequest): Promise<ColdStarts> {
  const folder = await mkdtemp(join(tmpdir(), "bench-"));
  try {
    const empty = pathToFileURL(join(folder, "empty.mjs"));
    await writeFile(empty, "export const handler = async () => ({});\n");
    const candidates = { ...bundles, "": empty };
    const samples = new Map<string, number[]>();
    for (let round = 0; round <= rounds; round += 1) {
      for (const [name, url] of Object.entries(candidates)) {
        const ms = startOnce(url, environment);
        // The first round only warms the file cache.
        if (round > 0) samples.set(name, [...(samples.get(name) ?? []), ms]);
      }
    }
    const medians = Object.keys(bundles).map((name) => [name, median(samples.get(name) ?? [])]);
    return { empty: median(samples.get("") ?? []), bundles: Object.fromEntries(medians) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function startOnce(bundle: URL, environment: Readonly<Record<string, string>>): number {
  const began = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [importer, bundle.href], {
    env: { ...environment },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${bundle.pathname} does not start: ${stderr}`);
  return performance.now() - began;
}
