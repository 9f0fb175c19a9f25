import { describe, expect, it } from "vitest";
import { judge, scoreOf } from "./judge.ts";
import type { ReportedMutant } from "./mutation-report.ts";
import type { Survivor } from "./survivors.ts";

const file = "shared/domain/sum.ts";
const source = "export function sum(a: number, b: number): number {\n  return a +\n    b;\n}\n";

/** `a + b` replaced by `a - b`. */
function mutant(differences: Partial<ReportedMutant> = {}): ReportedMutant {
  return {
    mutatorName: "ArithmeticOperator",
    replacement: "a -\n    b",
    status: "Killed",
    static: false,
    killedBy: ["7"],
    testsCompleted: 1,
    location: { start: { line: 2, column: 10 }, end: { line: 3, column: 6 } },
    ...differences,
  };
}

const survived = mutant({ status: "Survived", killedBy: [] });

const explanation: Survivor = {
  file,
  mutator: "ArithmeticOperator",
  original: "a + b",
  replacement: "a - b",
  reason: "b is always 0 in this made-up example",
};

interface Case {
  readonly mutants: readonly ReportedMutant[];
  readonly survivors?: readonly Survivor[];
  readonly leastScore?: number;
  readonly leastMutants?: number;
}

function verdictOn({ mutants, survivors = [], leastScore = 0, leastMutants = 1 }: Case) {
  return judge({ files: { [file]: { source, mutants } } }, { survivors, leastScore, leastMutants });
}

const faultsOf = (one: Case) => verdictOn(one).faults;

describe("a mutation report", () => {
  it("passes when every mutant is killed", () => {
    expect(faultsOf({ mutants: [mutant(), mutant()], leastScore: 100, leastMutants: 2 })).toEqual([]);
  });

  it("counts a mutant that does not end as killed, and ignored ones not at all", () => {
    const mutants = [
      mutant(),
      mutant({ status: "Timeout", killedBy: [], testsCompleted: 0 }),
      mutant({ status: "Ignored", static: true, killedBy: [], testsCompleted: 0 }),
      survived,
    ];
    const { total } = verdictOn({ mutants });
    expect(total).toEqual({ name: "all", killed: 1, timedOut: 1, survived: 1, ignored: 1 });
    expect(scoreOf(total)).toBeCloseTo(66.67);
  });

  it("fails below the score that is asked for, and passes on it", () => {
    const mutants = [mutant(), mutant(), mutant(), survived];
    const survivors = [explanation];
    expect(faultsOf({ mutants, survivors, leastScore: 75 })).toEqual([]);
    expect(faultsOf({ mutants, survivors, leastScore: 75.1 })).toEqual([
      "the score is 75.00, at least 75.1 is asked for",
    ]);
  });

  it("fails when there are hardly any mutants", () => {
    const mutants = [mutant(), mutant({ status: "Ignored", static: true })];
    expect(faultsOf({ mutants, leastMutants: 1 })).toEqual([]);
    expect(faultsOf({ mutants, leastMutants: 2 })).toEqual(["only 1 mutants were tested, at least 2 are expected"]);
  });

  it.each([
    [{ testsCompleted: 0 }, "is killed although no test was run"],
    [{ killedBy: [] }, "is killed by no test"],
    [{ status: "Ignored" }, "is ignored, but only static mutants may be"],
    [{ status: "RuntimeError", statusReason: "it broke" }, "ended as RuntimeError: it broke"],
    [{ status: "CompileError" }, "ended as CompileError: no reason given"],
    [{ status: "Pending" }, "ended as Pending: no reason given"],
  ] as const)("fails on a mutant with %j, which %s", (differences, words) => {
    const place = `${file}:2 ArithmeticOperator`;
    expect(faultsOf({ mutants: [mutant(), mutant(differences)] })).toEqual([`${place} ${words}`]);
  });

  it("fails on an explained survivor on which no test was run", () => {
    const mutants = [mutant({ status: "Survived", killedBy: [], testsCompleted: 0 })];
    expect(faultsOf({ mutants, survivors: [explanation] })).toEqual([
      `${file}:2 ArithmeticOperator survived although no test was run`,
    ]);
  });
});

describe("a survivor", () => {
  it("is accepted with its explanation, wherever its lines break", () => {
    expect(faultsOf({ mutants: [survived], survivors: [explanation] })).toEqual([]);
    const uncovered = mutant({ status: "NoCoverage", killedBy: [], testsCompleted: 0 });
    expect(faultsOf({ mutants: [uncovered], survivors: [explanation] })).toEqual([]);
  });

  it("is a fault without one", () => {
    expect(faultsOf({ mutants: [survived] })).toEqual([
      `${file}:2 ArithmeticOperator Survived, not explained: a + b -> a - b`,
    ]);
  });

  it.each([
    { file: "shared/domain/other.ts" },
    { mutator: "StringLiteral" },
    { original: "a * b" },
    { replacement: "a / b" },
  ])("is not explained by what is said of another one (%j)", (difference) => {
    const faults = faultsOf({ mutants: [survived], survivors: [{ ...explanation, ...difference }] });
    expect(faults).toEqual([
      expect.stringContaining("not explained"),
      expect.stringContaining("explained but no survivor"),
    ]);
  });

  it("needs an explanation of its own, although it looks like another one", () => {
    const mutants = [survived, survived];
    expect(faultsOf({ mutants, survivors: [explanation] })).toHaveLength(1);
    expect(faultsOf({ mutants, survivors: [explanation, explanation] })).toEqual([]);
  });

  it("may not be explained once it is killed or gone", () => {
    const words = `${file} ArithmeticOperator is explained but no survivor: a + b -> a - b`;
    expect(faultsOf({ mutants: [mutant()], survivors: [explanation] })).toEqual([words]);
    const mutants = [mutant({ mutatorName: "StringLiteral" })];
    expect(faultsOf({ mutants, survivors: [explanation] })).toEqual([words]);
  });
});

describe("the tallies", () => {
  it("add up by folder, worst file first", () => {
    const { folders, files } = judge(
      {
        files: {
          "shared/run/fine.ts": { source, mutants: [mutant()] },
          "shared/domain/good.ts": { source, mutants: [mutant(), mutant(), survived] },
          "shared/domain/bad.ts": { source, mutants: [mutant(), survived] },
        },
      },
      { leastScore: 0, leastMutants: 1, survivors: [] },
    );
    expect(folders).toEqual([
      { name: "shared/run", killed: 1, timedOut: 0, survived: 0, ignored: 0 },
      { name: "shared/domain", killed: 3, timedOut: 0, survived: 2, ignored: 0 },
    ]);
    expect(files.map(({ name }) => name)).toEqual([
      "shared/domain/bad.ts",
      "shared/domain/good.ts",
      "shared/run/fine.ts",
    ]);
  });
});
