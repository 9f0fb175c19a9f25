import { mkdir, readFile, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliCompress, brotliDecompress } from "node:zlib";

interface KeptMutant {
  readonly status: string;
  readonly coveredBy?: readonly string[];
}

interface KeptReport {
  readonly files: Readonly<Record<string, { readonly mutants: readonly KeptMutant[] }>>;
}

/** What a fresh clone starts from, so that its first run tests only what has changed since. */
export interface Baseline {
  /** In the repository. */
  readonly compressed: URL;
  /** Where Stryker looks for it. */
  readonly incremental: URL;
}

/** Unpacks the baseline unless an earlier run has left something newer. */
export async function unpackBaseline({ compressed, incremental }: Baseline): Promise<"unpacked" | "kept" | "none"> {
  if ((await readIfThere(incremental)) !== undefined) return "kept";
  const packed = await readIfThere(compressed);
  if (packed === undefined) return "none";
  await mkdir(new URL(".", incremental), { recursive: true });
  await writeFile(incremental, await promisify(brotliDecompress)(packed));
  return "unpacked";
}

/** Stores the results of the last run. @returns its size in bytes */
export async function packBaseline({ compressed, incremental }: Baseline): Promise<number> {
  const report = withoutNeedlessCoverage(JSON.parse(await readFile(incremental, "utf8")));
  const packed = await promisify(brotliCompress)(JSON.stringify(report));
  await writeFile(compressed, packed);
  return packed.byteLength;
}

/** A killed mutant is judged anew only if the tests that killed it change: which others reach it is not asked. */
function withoutNeedlessCoverage(report: KeptReport): KeptReport {
  const files = Object.entries(report.files).map(([name, file]) => [
    name,
    {
      ...file,
      mutants: file.mutants.map((mutant) => (mutant.status === "Killed" ? { ...mutant, coveredBy: [] } : mutant)),
    },
  ]);
  return { ...report, files: Object.fromEntries(files) };
}

async function readIfThere(file: URL): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
