import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Names under which distributions install it. */
const names = ["chromium", "chromium-browser"];

/**
 * The Chromium of this machine: `CHROMIUM_PATH`, or the first on the search path.
 *
 * @throws an error that says how to get one
 */
export function findChromium(environment: NodeJS.ProcessEnv = process.env): string {
  const { CHROMIUM_PATH: chosen, PATH: searchPath = "" } = environment;
  const folders = [...searchPath.split(delimiter), "/usr/bin"];
  const candidates = chosen ? [chosen] : folders.flatMap((folder) => names.map((name) => join(folder, name)));
  const found = candidates.find(isProgram);
  if (found !== undefined) return found;
  throw new Error(
    chosen
      ? `CHROMIUM_PATH is "${chosen}", which is no program`
      : "no Chromium here: `apt-get install chromium` on Debian, or set CHROMIUM_PATH to one",
  );
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
