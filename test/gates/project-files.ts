import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const projectRoot = fileURLToPath(new URL("../..", import.meta.url));
const binary = /\.(?:png|br)$/;

interface ProjectFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Reads every text file that git tracks below a folder, which ends with a slash: what else lies around is not the
 * project's. Without git, or outside of a checkout, every file that .gitignore does not name.
 */
export async function projectFiles(root: string = projectRoot): Promise<readonly ProjectFile[]> {
  const tracked = await trackedPaths(root);
  const paths = tracked.length > 0 ? tracked : await presentPaths(root);
  const files = await Promise.all(paths.filter((path) => !binary.test(path)).map((path) => readIfThere(root, path)));
  return files.filter((file) => file !== undefined);
}

async function trackedPaths(root: string): Promise<readonly string[]> {
  const listing = await promisify(execFile)("git", ["ls-files", "-z"], { cwd: root }).catch(() => ({ stdout: "" }));
  return listing.stdout.split("\0").filter((path) => path !== "");
}

/** What was deleted is tracked until that is committed. */
async function readIfThere(root: string, path: string): Promise<ProjectFile | undefined> {
  try {
    return { path, text: await readFile(root + path, "utf8") };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function presentPaths(root: string): Promise<readonly string[]> {
  const lines = (await readFile(`${root}.gitignore`, "utf8")).split("\n");
  const ignored = new Set([".git", ...lines.filter((line) => line.endsWith("/")).map((line) => line.slice(0, -1))]);
  return pathsBelow({ root, folder: "", ignored });
}

async function pathsBelow(below: {
  readonly root: string;
  readonly folder: string;
  readonly ignored: ReadonlySet<string>;
}): Promise<readonly string[]> {
  const entries = await readdir(below.root + below.folder, { withFileTypes: true });
  const paths = await Promise.all(
    entries
      .filter(({ name }) => !below.ignored.has(name) && !name.endsWith(".log"))
      .map(async (entry) => {
        const path = `${below.folder}${entry.name}`;
        if (entry.isDirectory()) return pathsBelow({ ...below, folder: `${path}/` });
        return entry.isFile() ? [path] : [];
      }),
  );
  return paths.flat().sort();
}
