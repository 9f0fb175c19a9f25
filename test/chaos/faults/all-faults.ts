import type { OutboundCall } from "#test/chaos/world/wire.ts";
import { dispatchScenarios } from "./dispatch-scenarios.ts";
import { casesOf, type FaultCase, titleOf } from "./fault-case.ts";
import { playCase, referenceOf } from "./play-case.ts";
import { playTick, tickReferenceOf } from "./play-tick.ts";
import type { Scenario } from "./scenario.ts";
import { syncScenarios } from "./sync-scenarios.ts";

/** What became of a case; `open` counts the users of whom the design says more than one thing. */
export interface Played {
  readonly title: string;
  readonly open: number;
  readonly failure?: string;
}

/** A scenario with the calls of its undisturbed run and a way to play its cases. */
interface Theatre {
  readonly calls: readonly OutboundCall[];
  readonly cases: readonly FaultCase[];
  readonly play: (one: FaultCase) => Promise<number>;
}

/** All cases with what they are held against, generated from the calls that the scenarios make. */
export class AllFaults {
  readonly #theatres: ReadonlyMap<string, Theatre>;

  /** @param only the one scenario that is needed; all where absent */
  static async generate(only?: string): Promise<AllFaults> {
    const theatres = new Map<string, Theatre>();
    const add = async (
      scenarios: readonly Scenario[],
      open: (scenario: Scenario) => Promise<Pick<Theatre, "calls" | "play">>,
    ): Promise<void> => {
      const seen = new Map<string, number>();
      for (const scenario of scenarios) {
        const opened = await open(scenario);
        theatres.set(scenario.name, { ...opened, cases: casesOf(scenario.name, { calls: opened.calls, seen }) });
        if (scenario.name === only) return;
      }
    };
    if (!dispatchScenarios.some(({ name }) => name === only)) {
      await add(syncScenarios, async (scenario) => {
        const reference = await referenceOf(scenario);
        return { calls: reference.run.calls, play: (one) => playCase(one, reference) };
      });
    }
    if (!syncScenarios.some(({ name }) => name === only)) {
      await add(dispatchScenarios, async (scenario) => {
        const reference = await tickReferenceOf(scenario);
        return { calls: reference.run.calls, play: (one) => playTick(one, reference).then(() => 0) };
      });
    }
    return new AllFaults(theatres);
  }

  private constructor(theatres: ReadonlyMap<string, Theatre>) {
    this.#theatres = theatres;
  }

  get cases(): readonly FaultCase[] {
    return [...this.#theatres.values()].flatMap(({ cases }) => cases);
  }

  /** Names of the calls of each scenario's undisturbed run. */
  get calls(): ReadonlyMap<string, readonly string[]> {
    return new Map([...this.#theatres].map(([scenario, { calls }]) => [scenario, calls.map(({ name }) => name)]));
  }

  async play(one: FaultCase): Promise<Played> {
    const title = titleOf(one);
    const theatre = this.#theatres.get(one.scenario);
    if (theatre === undefined) throw new Error(`There is no scenario ${one.scenario}.`);
    try {
      return { title, open: await theatre.play(one) };
    } catch (error) {
      const cause = error instanceof Error ? (error.name === "Violation" ? error.message : error.stack) : String(error);
      return { title, open: 0, failure: `${one.name}: ${cause}` };
    }
  }
}
