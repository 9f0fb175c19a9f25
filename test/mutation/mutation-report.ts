import { z } from "zod";

const position = z.object({ line: z.number(), column: z.number() });

const mutant = z.object({
  mutatorName: z.string(),
  replacement: z.string().default(""),
  status: z.enum(["Killed", "Survived", "NoCoverage", "Timeout", "CompileError", "RuntimeError", "Ignored", "Pending"]),
  statusReason: z.string().optional(),
  static: z.boolean().default(false),
  killedBy: z.array(z.string()).readonly().default([]),
  testsCompleted: z.number().default(0),
  location: z.object({ start: position, end: position }),
});

const mutationReport = z.object({
  files: z.record(z.string(), z.object({ source: z.string(), mutants: z.array(mutant).readonly() })),
});

/** What Stryker reports, as far as it is judged; line and column begin at 1, paths at the root of the project. */
export type MutationReport = z.infer<typeof mutationReport>;
export type ReportedMutant = z.infer<typeof mutant>;

/** @throws when the text is no report */
export function parseReport(text: string): MutationReport {
  return mutationReport.parse(JSON.parse(text));
}

/** The source that a mutant replaces, on one line. */
export function originalOf({ location: { start, end } }: ReportedMutant, source: string): string {
  const lines = source.split("\n").slice(start.line - 1, end.line);
  const last = lines.length - 1;
  const cut = lines.map((line, index) =>
    line.slice(index === 0 ? start.column - 1 : 0, index === last ? end.column - 1 : undefined),
  );
  return onOneLine(cut.join("\n"));
}

export function onOneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
