import { readFile, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { buildFunctions, functionNames } from "#functions/build.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Builds `dist` unless it is newer than all of the project that goes into it: the test command has built it already. */
export async function ensureBuilt(): Promise<void> {
  if (!(await isFresh())) await buildFunctions();
}

async function isFresh(): Promise<boolean> {
  const fresh = await Promise.all(
    functionNames.map(async (name) => {
      const { mtimeMs: builtMs } = await stat(`${root}dist/${name}/index.mjs`);
      const { inputs } = JSON.parse(await readFile(`${root}dist/meta/${name}.json`, "utf8"));
      const own = ["functions/build.ts", ...Object.keys(inputs).filter((path) => !path.startsWith("node_modules/"))];
      const changes = await Promise.all(own.map(async (path) => (await stat(`${root}${path}`)).mtimeMs));
      return Math.max(...changes) < builtMs;
    }),
  ).catch(() => [false]);
  return fresh.every(Boolean);
}
