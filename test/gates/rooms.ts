import { glob, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const domain = fileURLToPath(new URL("../../shared/domain/", import.meta.url));

/** The rooms of the domain: each imports itself, those before it and the ground, the files outside of any room. */
const rooms = ["directory", "roster", "settings", "scope", "plan", "safeguards", "run", "schedule", "outcome"];

/** The text of every file of the domain, by its path there. */
export async function domainTexts(): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for await (const file of glob("**/*.ts", { cwd: domain })) texts.set(file, await readFile(domain + file, "utf8"));
  return texts;
}

/** Imports that lead to a later room, as `from -> to`; a room that is not listed comes before all others. */
export function roomBreaches(texts: ReadonlyMap<string, string>): readonly string[] {
  const place = (file: string): number => (file.includes("/") ? rooms.indexOf(file.split("/")[0] ?? "") : -1);
  return [...texts].flatMap(([from, text]) =>
    Array.from(text.matchAll(/from "#shared\/domain\/([^"]+)"/g), ([, to = ""]) => to)
      .filter((to) => place(to) > place(from))
      .map((to) => `${from} -> ${to}`),
  );
}
