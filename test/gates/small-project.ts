import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import packageJson from "../../package.json" with { type: "json" };

const projectRoot = fileURLToPath(new URL("../..", import.meta.url));

/** What a command said and how it ended. */
export interface Ended {
  readonly exitCode: number;
  readonly output: string;
}

/** Longer than any gate takes on a busy machine; a tool that hangs is ended with all that it started. */
const timeoutMs = 45_000;

/** The small project's package.json; `dependencies` are listed there and not installed. */
export function smallPackage(dependencies: Readonly<Record<string, string>> = {}): string {
  const { name, type, imports } = packageJson;
  const scripts = { pretest: packageJson.scripts.pretest };
  const devDependencies = { vitest: packageJson.devDependencies.vitest };
  return `${JSON.stringify({ name, type, imports, scripts, dependencies, devDependencies }, null, 2)}\n`;
}

/**
 * A project in a folder of its own, under this project's tool configuration and packages: the place for deliberate
 * breaches of the gates.
 */
export class SmallProject {
  readonly root: string;

  private constructor(root: string) {
    this.root = root;
  }

  /** Writes the files, given by path; a text without a line break at its end gets one. */
  static async create(files: Readonly<Record<string, string>>): Promise<SmallProject> {
    const root = `${await mkdtemp(join(tmpdir(), "gates-"))}/`;
    // Not the configurations of mutants and of browser tests, which name files that only the whole project has.
    const filter = (path: string) => !/(?:stryker|mutation|browser)\.config\.\w+$/.test(path);
    await cp(`${projectRoot}.ci`, `${root}.ci`, { recursive: true, filter });
    await cp(`${projectRoot}tsconfig.json`, `${root}tsconfig.json`);
    await symlink(`${projectRoot}node_modules`, `${root}node_modules`, "dir");
    const given = { "package.json": smallPackage(), ...files };
    for (const [path, text] of Object.entries(given)) {
      await mkdir(dirname(`${root}${path}`), { recursive: true });
      await writeFile(`${root}${path}`, text.endsWith("\n") ? text : `${text}\n`);
    }
    return new SmallProject(root);
  }

  /** Runs one of package.json's scripts here, with more arguments at its end. */
  run(script: keyof typeof packageJson.scripts, more: readonly string[] = []): Promise<Ended> {
    const PATH = [join(projectRoot, "node_modules", ".bin"), process.env["PATH"]].join(delimiter);
    const child = spawn([packageJson.scripts[script], ...more].join(" "), {
      cwd: this.root,
      shell: true,
      // A process group of its own, so that it can be ended as a whole.
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, PATH, NO_COLOR: "1", FORCE_COLOR: "0" },
    });
    const alarm = setTimeout(() => {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    }, timeoutMs);
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => said.push(text));
    return new Promise<Ended>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => resolve({ exitCode: code ?? -1, output: said.join("") }));
    }).finally(() => clearTimeout(alarm));
  }

  /** Deletes the folder. */
  async close(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }
}
