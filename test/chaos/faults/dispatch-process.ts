import { ulid } from "ulid";
import { createDispatchFunction } from "#functions/dispatch/handler.ts";
import { systemClock } from "#shared/adapters/system-clock.ts";
import { parseDispatchEnvironment } from "#shared/config/environment.ts";
import type { DispatchResult } from "#shared/dispatch/dispatch.ts";
import { invocation } from "#test/chaos/world/container.ts";
import type { Item } from "#test/chaos/world/roster-journal.ts";
import type { SimulatedWorld } from "#test/chaos/world/simulated-world.ts";
import { awsOver } from "#test/chaos/world/transports.ts";
import { type OutboundCall, type Trouble, Wire } from "#test/chaos/world/wire.ts";
import { SeededRandom } from "#test/fixtures/seeded-random.ts";

/** What was seen of one tick. */
export interface SeenTick {
  readonly end:
    | { readonly kind: "resolved"; readonly result: DispatchResult }
    | { readonly kind: "rejected"; readonly error: Error }
    | { readonly kind: "died" };
  readonly calls: readonly OutboundCall[];
  /** Events that the Lambda service accepted. */
  readonly events: readonly Item[];
}

const lambdaMs = 60_000;

/** One process of the dispatch function, all of whose calls can be disturbed. */
export class DispatchProcess {
  readonly #world: SimulatedWorld;
  readonly #random = new SeededRandom(11);
  readonly #dispatch: ReturnType<typeof createDispatchFunction>;
  #wire: Wire | undefined;

  constructor(world: SimulatedWorld) {
    this.#world = world;
    const random = () => this.#random.next();
    const environment = { ...parseDispatchEnvironment(process.env), allowedUrlHosts: [".ringcentral.com"] };
    const current = (): Wire => {
      if (this.#wire === undefined) throw new Error("Something is sent although no tick is going on.");
      return this.#wire;
    };
    const { time, aws } = world;
    this.#dispatch = createDispatchFunction(environment, {
      clock: systemClock,
      random,
      newUlid: (atMs) => ulid(atMs, random),
      fetch: () => Promise.reject(new Error("dispatch does not talk to RingCentral")),
      aws: { requestHandler: awsOver(current, { time, carryOut: aws.handle }) },
    });
  }

  /** The tick of this minute. */
  async tick(trouble: Trouble): Promise<SeenTick> {
    const { time, aws } = this.#world;
    const events: Item[] = [];
    aws.onInvoke(async (event) => void events.push(event as Item));
    const latency = () => 1 + this.#random.below(50);
    const wire = new Wire({
      time,
      run: "tick",
      trouble,
      latency,
      happen: () => undefined,
      startRival: () => undefined,
    });
    this.#wire = wire;
    const scheduledTime = new Date(Math.floor(Date.now() / 60_000) * 60_000).toISOString();
    const ticking = (this.#dispatch({ scheduledTime }, invocation(lambdaMs)) as Promise<DispatchResult>).then(
      (result): SeenTick["end"] => ({ kind: "resolved", result }),
      (error: Error): SeenTick["end"] => ({ kind: "rejected", error }),
    );
    const end = await time.until(Promise.race([ticking, wire.died.then(() => ({ kind: "died" }) as const)]));
    await time.until(aws.settled());
    return { end, calls: wire.calls, events };
  }
}
