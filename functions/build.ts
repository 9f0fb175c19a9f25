import { mkdir, rename, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build, type Metafile } from "esbuild";
import { withoutErrorClasses } from "./without-error-classes.ts";

const projectRoot = fileURLToPath(new URL("..", import.meta.url));

/** The Lambda functions, each with the folder of its `index.ts`; each is built to `dist/<name>/index.mjs`. */
const folders = {
  sync: "sync",
  dispatch: "dispatch",
  page: "page",
  "page-save": "page/save",
  "page-approve": "page/approve",
} as const;
export type FunctionName = keyof typeof folders;
export const functionNames = Object.keys(folders) as readonly FunctionName[];

/** Where a bundle begins, from the project's root. */
export function entryOf(name: FunctionName): string {
  return `functions/${folders[name]}/index.ts`;
}

/** A built function: the bytes that are deployed, and what went into them. */
export interface BuiltFunction {
  readonly name: FunctionName;
  readonly bytes: number;
  readonly metafile: Metafile;
}

// CommonJS parts of the SDKs call `require` for Node's own modules.
const banner = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

/** Bundles every function as it is deployed to `dist/<name>/index.mjs`, with its metafile in `dist/meta/<name>.json`. */
export async function buildFunctions(): Promise<readonly BuiltFunction[]> {
  return Promise.all(functionNames.map((name) => buildFunction(name)));
}

async function buildFunction(name: FunctionName): Promise<BuiltFunction> {
  const { code, metafile } = await bundleFunction(name);
  await writeWhole({ folder: `${projectRoot}dist/${name}`, file: "index.mjs", content: code });
  await writeWhole({ folder: `${projectRoot}dist/meta`, file: `${name}.json`, content: JSON.stringify(metafile) });
  return { name, bytes: code.byteLength, metafile };
}

/**
 * Bundles one function in memory. `root` is the folder that holds `functions/` and `shared/`, with a slash at its end.
 *
 * Without source maps: they are three times the bundle, and the build is reproducible, so that a stack trace can be
 * decoded from a build of the deployed commit.
 *
 * @throws esbuild's BuildFailure
 */
export async function bundleFunction(
  name: FunctionName,
  root: string = projectRoot,
): Promise<{ readonly code: Uint8Array; readonly metafile: Metafile }> {
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entryOf(name)],
    outfile: `dist/${name}/index.mjs`,
    write: false,
    bundle: true,
    minify: true,
    platform: "node",
    target: "node24",
    format: "esm",
    mainFields: ["module", "main"],
    banner: { js: banner },
    alias: {
      // The SDK takes Node's own fetch; without the alias it would bring a second one that warns at every cold start.
      "node-fetch": `${projectRoot}functions/native-fetch.ts`,
      // Lambda hands out credentials in the environment; the other ways to get some are 108 KB that never run there.
      "@aws-sdk/credential-provider-node": `${projectRoot}functions/environment-credentials.ts`,
    },
    plugins: [withoutErrorClasses],
    metafile: true,
    logLevel: "silent",
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error(`esbuild wrote nothing for the function ${name}`);
  return { code: output.contents, metafile };
}

/** A reader, such as a sandbox that starts meanwhile, finds the old file or the new one, never half of one. */
async function writeWhole(target: {
  readonly folder: string;
  readonly file: string;
  readonly content: string | Uint8Array;
}): Promise<void> {
  await mkdir(target.folder, { recursive: true });
  const unfinished = `${target.folder}/.${target.file}.${process.pid}`;
  await writeFile(unfinished, target.content);
  await rename(unfinished, `${target.folder}/${target.file}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { name, bytes } of await buildFunctions())
    console.log(`dist/${name}/index.mjs  ${Math.round(bytes / 1000)} KB`);
}
