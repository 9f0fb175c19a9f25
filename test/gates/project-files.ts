import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const projectRoot = fileURLToPath(new URL("../..", import.meta.url));

/** Reads every text file of the project that .gitignore does not name; works without git. */
export async function projectFiles(): Promise<readonly { readonly path: string; readonly text: string }[]> {
  const ignored = new Set([".git", ...(await ignoredFolders())]);
  const paths = await pathsBelow("", ignored);
  return Promise.all(paths.map(async (path) => ({ path, text: await readFile(projectRoot + path, "utf8") })));
}

async function ignoredFolders(): Promise<readonly string[]> {
  const lines = (await readFile(`${projectRoot}.gitignore`, "utf8")).split("\n");
  return lines.filter((line) => line.endsWith("/")).map((line) => line.slice(0, -1));
}

async function pathsBelow(folder: string, ignored: ReadonlySet<string>): Promise<readonly string[]> {
  const entries = await readdir(projectRoot + folder, { withFileTypes: true });
  const paths = await Promise.all(
    entries
      .filter(({ name }) => !ignored.has(name) && !/\.(?:log|png)$/.test(name))
      .map(async (entry) => {
        const path = `${folder}${entry.name}`;
        if (entry.isDirectory()) return pathsBelow(`${path}/`, ignored);
        return entry.isFile() ? [path] : [];
      }),
  );
  return paths.flat().sort();
}
