import { existsSync, readdirSync, readFileSync } from "node:fs";
import { z } from "zod";

/** Lies beside the project, and is no part of it. */
const folder = new URL("../../../shared/field/", import.meta.url);

const item = z.record(z.string(), z.unknown());

/** A situation that somebody really had, with RingCentral's literal answers; the folder's README says what is what. */
const fieldFileSchema = z.strictObject({
  source: z.string(),
  situation: z.string(),
  wire: item,
  settings: item.default({}),
  secret: z.record(z.string(), z.string()).default({}),
  secretText: z.string().optional(),
  roster: z.record(z.string(), item).default({}),
  runs: z.int().min(1).default(1),
  showLog: z.boolean().optional(),
});

export type FieldFile = z.output<typeof fieldFileSchema>;

/** Every situation by its file's name without `.json`; `undefined` where the folder is absent. */
export function loadFieldFiles(): ReadonlyMap<string, FieldFile> | undefined {
  if (!existsSync(folder)) return undefined;
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return new Map(
    names.sort().map((name) => {
      const parsed = fieldFileSchema.safeParse(JSON.parse(readFileSync(new URL(name, folder), "utf8")));
      if (!parsed.success) throw new Error(`${name}: ${z.prettifyError(parsed.error)}`);
      return [name.replace(/\.json$/, ""), parsed.data];
    }),
  );
}
