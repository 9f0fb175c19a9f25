import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "./find-chromium.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "chromium-"));
  await writeFile(join(folder, "chromium"), "");
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe("findChromium", () => {
  it("takes the first program of that name on the search path", async () => {
    await chmod(join(folder, "chromium"), 0o755);

    expect(findChromium({ PATH: `/nowhere:${folder}` })).toBe(join(folder, "chromium"));
  });

  it("takes no other than the chosen one", async () => {
    await chmod(join(folder, "chromium"), 0o644);

    expect(() => findChromium({ CHROMIUM_PATH: join(folder, "chromium") })).toThrow("is no program");
  });
});
