import { readFile } from "node:fs/promises";

const record = new URL("../../docs/decisions/0013-what-the-emulators-lack.md", import.meta.url);

/** What the decision record says that the emulator lacks, by name. */
export interface KnownGaps {
  /** Types that its CloudFormation skips. */
  readonly types: readonly string[];
  /** `<type> <property>` that its CloudFormation does not apply. */
  readonly properties: readonly string[];
  /** Everything else, in words. */
  readonly others: readonly string[];
}

/** Reads the record, so that what it says is what is tested. */
export async function knownGaps(): Promise<KnownGaps> {
  const text = await readFile(record, "utf8");
  const gaps = {
    types: namesIn(text, "Resource types"),
    properties: namesIn(text, "Properties"),
    others: firstColumn(text, "Everything else").slice(1),
  };
  for (const [name, found] of Object.entries(gaps)) {
    if (found.length === 0) throw new Error(`no ${name} found in ${record.pathname}`);
  }
  return gaps;
}

/** The names in code font. */
function namesIn(text: string, heading: string): readonly string[] {
  return firstColumn(text, heading)
    .flatMap((cell) => /^`([^`]+)`$/.exec(cell)?.[1] ?? [])
    .sort();
}

/** First column of the table below a heading, its own heading included. */
function firstColumn(text: string, heading: string): readonly string[] {
  const [, after = ""] = text.split(`\n## ${heading}\n`);
  const [section = ""] = after.split("\n## ");
  return Array.from(section.matchAll(/^\| ([^|]+?) \|/gm), ([, cell = ""]) => cell).filter(
    (cell) => !/^-+$/.test(cell),
  );
}
