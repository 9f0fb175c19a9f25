import { mkdir, rm, stat, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build, type Metafile } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The Lambda functions; each is built from `functions/<name>/index.ts` to `dist/<name>/index.mjs`. */
export const functionNames = ["sync", "dispatch"] as const;
export type FunctionName = (typeof functionNames)[number];

/** A built function: the bytes that are deployed, and what went into them. */
export interface BuiltFunction {
  readonly name: FunctionName;
  readonly bytes: number;
  readonly metafile: Metafile;
}

// CommonJS parts of the SDKs call `require` for Node's own modules.
const banner = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

/** Bundles every function as it is deployed, with its metafile in `dist/meta/`. */
export async function buildFunctions(): Promise<readonly BuiltFunction[]> {
  await rm(`${root}dist`, { recursive: true, force: true });
  await mkdir(`${root}dist/meta`, { recursive: true });
  return Promise.all(functionNames.map(buildFunction));
}

async function buildFunction(name: FunctionName): Promise<BuiltFunction> {
  const outfile = `${root}dist/${name}/index.mjs`;
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [`functions/${name}/index.ts`],
    outfile,
    bundle: true,
    minify: true,
    platform: "node",
    target: "node24",
    format: "esm",
    mainFields: ["module", "main"],
    banner: { js: banner },
    // The SDK takes Node's own fetch; without the alias it would bring a second one that warns at every cold start.
    alias: { "node-fetch": "./functions/native-fetch.ts" },
    metafile: true,
    logLevel: "warning",
  });
  await writeFile(`${root}dist/meta/${name}.json`, JSON.stringify(metafile));
  return { name, bytes: (await stat(outfile)).size, metafile };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { name, bytes } of await buildFunctions())
    console.log(`dist/${name}/index.mjs  ${Math.round(bytes / 1000)} KB`);
}
