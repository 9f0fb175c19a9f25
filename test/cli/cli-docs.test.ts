import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { cliDocs, docsFile } from "./cli-docs.ts";

it("docs/cli.md is what the program says of itself: after a change, `npm run cli-docs`", async () => {
  expect(await readFile(docsFile, "utf8")).toBe(cliDocs());
});

it("every command has a summary, an example and its IAM permissions", () => {
  const [, ...sections] = cliDocs().split("\n## ");
  expect(sections.length).toBeGreaterThan(20);
  for (const section of sections) {
    const [name = ""] = section.split("\n");
    expect(section).toContain(`$ npx user-sync ${name}`);
    expect(section).toMatch(/IAM permissions:\n +cloudformation:DescribeStacks, sts:GetCallerIdentity, \S/);
    for (const option of ["--tenant", "--stack", "--sandbox", "--json"]) expect(section).toContain(option);
  }
  expect(cliDocs()).not.toMatch(/^\| .*\| {1,2}\|$/m);
});
