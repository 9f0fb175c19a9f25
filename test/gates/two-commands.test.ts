import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import packageJson from "../../package.json" with { type: "json" };

const testCommand = "npm install && npm test";

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), "utf8");

describe("the two commands", () => {
  it("are what the README says", async () => {
    const readme = await read("README.md");
    expect(readme).toMatch(/^npm install && npm start\b/m);
    expect(readme).toMatch(new RegExp(`^${testCommand}\\b`, "m"));
  });

  it("are tested by the gate word for word", async () => {
    expect(await read(".ci/run")).toContain(`step test    '${testCommand}'`);
  });

  it("refuse a Node that is not the deployed one", () => {
    const { pretest, prestart, prebuild, prebench } = packageJson.scripts;
    expect(new Set([pretest, prestart, prebuild, prebench])).toEqual(new Set(["node .ci/require-node.mjs"]));
    expect(process.versions.node).toMatch(/^24\./);
  });
});
