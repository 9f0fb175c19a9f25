import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** Every statement that brings in, or passes on, something from another file. */
const imports = /^(?:import|export)\s[^;]*?from "([^"]+)";/gmu;

function importsOf(file: string): readonly { readonly from: string; readonly isType: boolean }[] {
  const source = readFileSync(new URL(file, import.meta.url), "utf8");
  return Array.from(source.matchAll(imports), ([statement, from = ""]) => ({
    from,
    isType: /^(?:import|export) type /u.test(statement),
  }));
}

describe("the oracle's independence of the program", () => {
  it.each(["./oracle.ts", "./directory-view.ts"])("%s takes nothing but types from it", (file) => {
    const all = importsOf(file);
    expect(all.some(({ from }) => from.startsWith("#shared/"))).toBe(true);
    const values = all.filter(({ isType }) => !isType).map(({ from }) => from);
    // Files of its own folder, which are judged here as well, or are types, and no `import()`.
    expect(values.filter((from) => !["./directory-view.ts"].includes(from))).toEqual([]);
    expect(readFileSync(new URL(file, import.meta.url), "utf8")).not.toMatch(/\bimport\(|\brequire\(/u);
  });
});
