import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** Every statement that brings in, or passes on, something from another file. */
const imports = /^(?:import|export)\s[^;]*?from "([^"]+)";/gmu;

function sourceOf(file: string): string {
  return readFileSync(new URL(file, import.meta.url), "utf8");
}

/** Files whose values a file uses. */
function valuesFrom(file: string): readonly string[] {
  const statements = Array.from(sourceOf(file).matchAll(imports), ([statement, from = ""]) => ({ statement, from }));
  return statements.filter(({ statement }) => !/^(?:import|export) type /u.test(statement)).map(({ from }) => from);
}

describe("the oracle's independence of the program", () => {
  it("its files, all of them, take nothing but types from the program, and values from each other alone", () => {
    const files = new Set(["./oracle.ts", "./directory-view.ts", "./check-limits.ts"]);
    for (const file of files) {
      const foreign = valuesFrom(file).filter((from) => !from.startsWith("./"));
      expect({ file, foreign }).toEqual({ file, foreign: [] });
      expect(sourceOf(file)).not.toMatch(/\bimport\(|\brequire\(/u);
      for (const from of valuesFrom(file)) files.add(from);
    }
    expect([...files].sort()).toEqual([
      "./arrivals.ts",
      "./as-read.ts",
      "./check-limits.ts",
      "./directory-view.ts",
      "./doubts.ts",
      "./emptied.ts",
      "./followed.ts",
      "./human-at-work.ts",
      "./identity.ts",
      "./judge-wishes.ts",
      "./kept-places.ts",
      "./last-administrator.ts",
      "./limits.ts",
      "./oracle.ts",
      "./past.ts",
      "./plain.ts",
      "./risky-parts.ts",
      "./sentences.ts",
      "./violation.ts",
    ]);
    expect(sourceOf("./judge-wishes.ts")).toContain('from "#shared/');
  });
});
