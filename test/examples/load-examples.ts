import { readdirSync, readFileSync } from "node:fs";
import { z } from "zod";
import { withCrews } from "./crews.ts";
import type { ExampleData } from "./example.ts";
import { exampleSchema } from "./example.ts";

/** A worked example with the name of its file. */
export interface Example {
  readonly file: string;
  readonly data: ExampleData;
}

/**
 * All worked examples, by file name.
 * @throws Error naming every file that is not as README.md says, with all its faults
 */
export function loadExamples(folder: URL = new URL("./", import.meta.url)): readonly Example[] {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .sort();
  const faults: string[] = [];
  const examples = files.flatMap((file): Example[] => {
    const parsed = parseExample(readFileSync(new URL(file, folder), "utf8"));
    if (typeof parsed !== "string" && /^\d{3}-[a-z0-9-]+\.json$/.test(file)) return [{ file, data: parsed }];
    faults.push(`${file}: ${typeof parsed === "string" ? parsed : "is not named <three digits>-<words>.json"}`);
    return [];
  });
  if (faults.length > 0) throw new Error(`worked examples that cannot be read:\n${faults.join("\n")}`);
  return examples;
}

/** An example, or what is wrong with it. */
export function parseExample(text: string): ExampleData | string {
  try {
    return exampleSchema.parse(withCrews(JSON.parse(text)));
  } catch (error) {
    return error instanceof z.ZodError ? z.prettifyError(error) : String(error);
  }
}
