import { execFileSync, spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { uncleanLines } from "./hygiene.ts";
import { projectFiles } from "./project-files.ts";

// Written in two parts, so that this file is clean itself.
const breaches = [
  ["shared/x.ts", `const file = "${"/wo"}rk/main";`],
  ["docs/x.md", `see ${"/ro"}ot/notes`],
  ["test/x.ts", `open("${"/tm"}p/out.json")`],
  ["shared/x.ts", `// ${"TO"}DO later`],
  ["shared/x.ts", `// ${"FIX"}ME`],
  ["test/x.test.ts", `it.${"only"}("x", () => {});`],
  ["test/x.test.ts", `describe.${"only"}.each([])("x", () => {});`],
  ["README.md", `${"<<<<"}<<< HEAD`],
  ["shared/domain/x.ts", "const now = new Date();"],
  ["package-lock.json", '"resolved": "https://packages.example/x.tgz"'],
  ["test/x.ts", `const email = "ana${"@"}gmail.com";`],
] as const;

const clean = [
  ["shared/x.ts", 'const url = "https://example.com/work/1";'],
  ["shared/x.ts", "const method = todo();"],
  ["test/x.test.ts", 'it("reads the only item", () => {});'],
  ["shared/adapters/system-clock.ts", "const now = new Date();"],
  ["shared/domain/x.ts", "const at = new Date(now);"],
  ["package-lock.json", '"version": "4.6.7"'],
  ["test/x.ts", 'const url = "https://me:secret@platform.ringcentral.com/";'],
  ["test/x.ts", 'const email = "ana.nunez@contact.example";'],
] as const;

describe("hygiene", () => {
  it.each(breaches)("finds what is wrong in %s: %s", (path, text) => {
    expect(uncleanLines({ path, text: `\n${text}\n` })).toEqual([expect.stringContaining(`${path}:2: `)]);
  });

  it.each(clean)("finds nothing wrong in %s: %s", (path, text) => {
    expect(uncleanLines({ path, text })).toEqual([]);
  });

  it("finds nothing wrong in the project", async () => {
    const files = await projectFiles();
    expect(files.map(({ path }) => path)).toContain("package-lock.json");
    expect(files.length).toBeGreaterThan(100);
    expect(files.flatMap(uncleanLines)).toEqual([]);
  });
});

describe("the files of the project", () => {
  let folder: string;
  beforeEach(async () => {
    folder = `${await mkdtemp(join(tmpdir(), "files-"))}/`;
    const texts = { ".gitignore": "dist/\n", "tracked.ts": "1", "gone.ts": "1", "stray.ts": "1" };
    for (const [name, text] of Object.entries(texts)) await writeFile(folder + name, text);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const paths = async () => (await projectFiles(folder)).map(({ path }) => path);

  it.runIf(spawnSync("git", ["--version"]).status === 0)(
    "are those that git tracks, not what else lies around",
    async () => {
      for (const args of [
        ["init", "-q"],
        ["add", ".gitignore", "tracked.ts", "gone.ts"],
      ])
        execFileSync("git", args, { cwd: folder });
      await rm(`${folder}gone.ts`);
      expect(await paths()).toEqual([".gitignore", "tracked.ts"]);
    },
  );

  it("are all that are there where nothing is a checkout", async () => {
    expect(await paths()).toEqual([".gitignore", "gone.ts", "stray.ts", "tracked.ts"]);
  });
});
