import { dirname } from "node:path/posix";
import { type MutationReport, onOneLine, originalOf, type ReportedMutant } from "./mutation-report.ts";
import type { Survivor } from "./survivors.ts";

/** Mutants of a file, a folder or all; `ignored` ones count for nothing. */
export interface Tally {
  readonly name: string;
  readonly killed: number;
  readonly timedOut: number;
  readonly survived: number;
  readonly ignored: number;
}

export interface Verdict {
  readonly total: Tally;
  readonly folders: readonly Tally[];
  /** Lowest score first. */
  readonly files: readonly Tally[];
  /** Empty when all is well. */
  readonly faults: readonly string[];
}

interface Bar {
  /** Killed mutants in percent of all that are not ignored. */
  readonly leastScore: number;
  /** Fewer mutants than this and something was left out. */
  readonly leastMutants: number;
}

/** In percent; a file without mutants has nothing to be blamed for. */
export function scoreOf({ killed, timedOut, survived }: Tally): number {
  const all = killed + timedOut + survived;
  return all === 0 ? 100 : (100 * (killed + timedOut)) / all;
}

/** Judges a report: enough mutants, each of them tested, enough killed, and each survivor explained once. */
export function judge(
  report: MutationReport,
  { survivors, ...bar }: Bar & { survivors: readonly Survivor[] },
): Verdict {
  const files = Object.entries(report.files).map(([name, { mutants }]) => tally(name, mutants));
  const folders = Map.groupBy(files, ({ name }) => dirname(name));
  const total = sum("all", files);
  return {
    total,
    folders: [...folders].map(([name, parts]) => sum(name, parts)),
    files: files.sort((a, b) => scoreOf(a) - scoreOf(b)),
    faults: [...tooFew(total, bar), ...untested(report), ...unexplained(report, survivors)],
  };
}

function tally(name: string, mutants: readonly ReportedMutant[]): Tally {
  const count = (...statuses: readonly ReportedMutant["status"][]) =>
    mutants.filter(({ status }) => statuses.includes(status)).length;
  return {
    name,
    killed: count("Killed"),
    timedOut: count("Timeout"),
    survived: count("Survived", "NoCoverage"),
    ignored: count("Ignored"),
  };
}

function sum(name: string, parts: readonly Tally[]): Tally {
  const of = (count: "killed" | "timedOut" | "survived" | "ignored") =>
    parts.reduce((all, part) => all + part[count], 0);
  return { name, killed: of("killed"), timedOut: of("timedOut"), survived: of("survived"), ignored: of("ignored") };
}

function tooFew(total: Tally, { leastScore, leastMutants }: Bar): string[] {
  const mutants = total.killed + total.timedOut + total.survived;
  const score = scoreOf(total);
  return [
    ...(mutants < leastMutants ? [`only ${mutants} mutants were tested, at least ${leastMutants} are expected`] : []),
    ...(score < leastScore ? [`the score is ${score.toFixed(2)}, at least ${leastScore} is asked for`] : []),
  ];
}

/** A mutant counts as killed or survived only if tests were run on it. */
function untested({ files }: MutationReport): string[] {
  return Object.entries(files).flatMap(([file, { mutants }]) =>
    mutants.flatMap((mutant) => {
      const fault = faultOf(mutant);
      return fault === undefined ? [] : [`${file}:${mutant.location.start.line} ${mutant.mutatorName} ${fault}`];
    }),
  );
}

function faultOf({ status, statusReason, static: isStatic, killedBy, testsCompleted }: ReportedMutant) {
  switch (status) {
    case "Killed":
      if (testsCompleted < 1) return "is killed although no test was run";
      return killedBy.length === 0 ? "is killed by no test" : undefined;
    case "Survived":
      return testsCompleted < 1 ? "survived although no test was run" : undefined;
    case "Ignored":
      return isStatic ? undefined : "is ignored, but only static mutants may be";
    case "CompileError":
    case "RuntimeError":
    case "Pending":
      return `ended as ${status}: ${statusReason ?? "no reason given"}`;
    case "NoCoverage":
    case "Timeout":
      return undefined;
  }
}

/** Survivors that look the same need as many explanations as there are. */
function unexplained({ files }: MutationReport, survivors: readonly Survivor[]): string[] {
  const left = Map.groupBy(survivors, keyOf);
  const faults = Object.entries(files).flatMap(([file, { source, mutants }]) =>
    mutants.flatMap((mutant) => {
      if (mutant.status !== "Survived" && mutant.status !== "NoCoverage") return [];
      const original = originalOf(mutant, source);
      const { mutatorName: mutator, replacement } = mutant;
      if (left.get(keyOf({ file, mutator, original, replacement }))?.pop() !== undefined) return [];
      const place = `${file}:${mutant.location.start.line}`;
      return [`${place} ${mutator} ${mutant.status}, not explained: ${original} -> ${onOneLine(replacement)}`];
    }),
  );
  const gone = [...left.values()].flat();
  return [
    ...faults,
    ...gone.map(
      (one) => `${one.file} ${one.mutator} is explained but no survivor: ${one.original} -> ${one.replacement}`,
    ),
  ];
}

function keyOf({ file, mutator, original, replacement }: Omit<Survivor, "reason">): string {
  return JSON.stringify([file, mutator, onOneLine(original), onOneLine(replacement)]);
}
