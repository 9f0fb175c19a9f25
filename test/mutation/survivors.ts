import { readdir, readFile } from "node:fs/promises";
import { z } from "zod";

const survivors = z.array(
  z.strictObject({
    file: z.string().min(1),
    mutator: z.string().min(1),
    original: z.string().min(1),
    replacement: z.string(),
    reason: z.string().min(20),
  }),
);

/** Why a mutant that no test notices is none that matters. Texts on one line; lines move, so they are not named. */
export type Survivor = z.infer<typeof survivors>[number];

/** All explanations of a folder. */
export async function readSurvivors(folder: URL): Promise<readonly Survivor[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json"));
  const lists = await Promise.all(
    names.sort().map(async (name) => survivors.parse(JSON.parse(await readFile(new URL(name, folder), "utf8")))),
  );
  return lists.flat();
}
