import { createDispatchFunction } from "#functions/dispatch/handler.ts";
import { systemClock } from "#shared/adapters/system-clock.ts";
import { invocation, type Surroundings } from "./container.ts";
import { NominalSigner } from "./nominal-signer.ts";
import { awsOver } from "./transports.ts";
import type { Wire } from "./wire.ts";

/** What Lambda gives a tick. */
const lambdaMs = 60_000;

/** One process of the dispatch function: it lives for many ticks, one at a time, until it is killed. */
export class DispatchProcess {
  #wire: Wire | undefined;
  readonly #dispatch: ReturnType<typeof createDispatchFunction>;
  readonly #time: Surroundings["time"];

  constructor({ environment, time, journal, random, newUlid, newClock }: Surroundings) {
    const current = (): Wire => {
      if (this.#wire === undefined) throw new Error("Something is sent although no tick is going on.");
      return this.#wire;
    };
    this.#time = time;
    this.#dispatch = createDispatchFunction(environment, {
      clock: newClock?.() ?? systemClock,
      random,
      newUlid,
      fetch: () => Promise.reject(new Error("dispatch does not talk to RingCentral")),
      aws: { requestHandler: awsOver(current, { time, carryOut: journal.carryOut }), signerConstructor: NominalSigner },
    });
  }

  /** One tick, which may fail as a whole: the next one follows. Lambda ends it when its time is over. */
  async tick(scheduledTime: string | undefined, wire: Wire): Promise<"resolved" | "rejected" | "died"> {
    this.#wire = wire;
    const running = (this.#dispatch({ scheduledTime }, invocation(lambdaMs)) as Promise<unknown>).then(
      () => "resolved" as const,
      () => "rejected" as const,
    );
    const ended = this.#time.sleep(lambdaMs).then(() => wire.cut());
    return await Promise.race([running, wire.died, ended.then(() => wire.died)]);
  }
}
