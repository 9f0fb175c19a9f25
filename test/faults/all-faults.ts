import { casesOf, type FaultCase, titleOf } from "./fault-case.ts";
import { playCase, type Reference, referenceOf } from "./play-case.ts";
import { syncScenarios } from "./sync-scenarios.ts";

/** What became of a case; `open` counts the users of whom the design says more than one thing. */
export interface Played {
  readonly title: string;
  readonly open: number;
  readonly failure?: string;
}

/** All cases with what they are held against, generated from the calls that the scenarios make. */
export class AllFaults {
  readonly cases: readonly FaultCase[];
  /** Calls of each scenario's undisturbed run. */
  readonly calls: ReadonlyMap<string, readonly string[]>;
  readonly #references: ReadonlyMap<string, Reference>;

  /** @param last the scenario after which none is needed; all where empty or absent */
  static async generate(last = ""): Promise<AllFaults> {
    const references = new Map<string, Reference>();
    for (const scenario of syncScenarios) {
      references.set(scenario.name, await referenceOf(scenario));
      if (scenario.name === last) break;
    }
    return new AllFaults(references);
  }

  private constructor(references: ReadonlyMap<string, Reference>) {
    this.#references = references;
    const seen = new Map<string, number>();
    this.cases = [...references].flatMap(([name, { run }]) => casesOf(name, { calls: run.calls, seen }));
    this.calls = new Map([...references].map(([name, { run }]) => [name, run.calls.map((call) => call.name)]));
  }

  async play(one: FaultCase): Promise<Played> {
    const title = titleOf(one);
    const reference = this.#references.get(one.scenario);
    if (reference === undefined) throw new Error(`There is no scenario ${one.scenario}.`);
    try {
      return { title, open: await playCase(one, reference) };
    } catch (error) {
      const cause = error instanceof Error ? (error.name === "Violation" ? error.message : error.stack) : String(error);
      return { title, open: 0, failure: `${one.name}: ${cause}` };
    }
  }
}
