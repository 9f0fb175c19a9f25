import { fileURLToPath } from "node:url";
import { build, type Metafile } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What the operator's program imports, packages included. It runs from its sources; it is bundled here to be looked at. */
export async function cliMetafile(): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ["functions/cli/index.ts"],
    outfile: "dist/cli/index.mjs",
    write: false,
    bundle: true,
    platform: "node",
    target: "node24",
    format: "esm",
    mainFields: ["module", "main"],
    metafile: true,
    logLevel: "silent",
  });
  return metafile;
}
