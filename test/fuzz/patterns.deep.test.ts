import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { checkSync } from "recheck";
import { parseSync } from "vite";
import { expect, test } from "vitest";
import { parseDispatchEnvironment } from "#shared/config/environment.ts";
import { settingTable } from "#shared/config/setting-table.ts";
import { allowedUrl } from "#shared/config/url.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

// Checked in this process, not by a Java machine or a program beside it.
process.env["RECHECK_SYNC_BACKEND"] = "pure";

/** Every pattern as `/source/flags`, with the places where it stands. */
const patterns = new Map<string, string>();

for (const path of globSync("{shared,functions}/**/*.ts", { cwd: root })) {
  JSON.stringify(parseSync(path, readFileSync(root + path, "utf8")).program, (name, value: unknown) => {
    if (name === "regex") noteLiteral(path, value as { readonly pattern: string; readonly flags: string });
    return value;
  });
}
for (const pattern of madeWhile(exerciseMadePatterns)) patterns.set(String(pattern), "made at run time");

function noteLiteral(path: string, { pattern, flags }: { readonly pattern: string; readonly flags: string }): void {
  patterns.set(`/${pattern}/${flags}`, path);
}

/** What calls the patterns that are put together from texts. */
function exerciseMadePatterns(): void {
  allowedUrl("https://ringcentral.com/", []);
  settingTable([]).managedAttributes.schema.safeParse(["x"]);
  expect(() => parseDispatchEnvironment({})).toThrow();
}

/** The patterns that are used in the meantime. */
function madeWhile(work: () => void): readonly RegExp[] {
  const used = new Set<RegExp>();
  const { exec } = RegExp.prototype;
  RegExp.prototype.exec = function (text) {
    used.add(this);
    return exec.call(this, text);
  };
  try {
    work();
  } finally {
    RegExp.prototype.exec = exec;
  }
  return [...used].filter(({ source }) => !source.startsWith("^\\$"));
}

test("all patterns of the program are found", () => {
  expect(patterns.size).toBeGreaterThan(45);
  expect([...patterns.keys()].some((pattern) => pattern.includes("https:"))).toBe(true);
  expect([...patterns.keys()].some((pattern) => pattern.includes("firstName|lastName"))).toBe(true);
});

test.each([...patterns])("%s takes time in proportion to the text, at most (%s)", (pattern) => {
  const end = pattern.lastIndexOf("/");
  // A repetition with a limit is judged as one without: stricter, and quickly decided.
  const source = pattern
    .slice(1, end)
    .replace(/\{0,\d+\}/g, "*")
    .replace(/\{\d+,\d+\}/g, "+");
  const judged = checkSync(source, pattern.slice(end + 1));
  const { status } = judged;
  const complexity = judged.status === "unknown" ? undefined : judged.complexity;
  expect({ status, growth: complexity?.type }).toEqual({
    status: "safe",
    growth: expect.stringMatching(/^(safe|linear)$/),
  });
});
