import { SimulatedWorld } from "#test/chaos/world/simulated-world.ts";
import type { Organisation } from "#test/simulators/ringcentral/organisation.ts";
import { latencyOf } from "./latency.ts";

/** One run in virtual time, with the rate limits on. */
export interface RatedRun {
  readonly ms: number;
  /** Calls to RingCentral, both hosts, the throttled ones included. */
  readonly calls: number;
  readonly throttled: number;
}

const dayMs = 86_400_000;
const undisturbed = { faults: [], meanwhile: [] };

/** An organisation behind its rate limits, realistic latencies, and a night for each run. */
export class RatedWorld {
  readonly #world: SimulatedWorld;
  #nextNight: number;

  static async start(organisation: Organisation): Promise<RatedWorld> {
    const world = await SimulatedWorld.start({
      seed: 1,
      organisation,
      settings: {
        subAccountIds: [...organisation.subAccounts.keys()].join(),
        supervisorRole: "Supervisor",
        maxDeactivations: 5000,
        maxDeactivationShare: 0.5,
      },
      latency: latencyOf,
    });
    return new RatedWorld(world);
  }

  private constructor(world: SimulatedWorld) {
    this.#world = world;
    this.#nextNight = Date.now() + dayMs;
  }

  /** One night's run. @throws when it does not succeed */
  async sync(): Promise<RatedRun> {
    const { time, ringCentral } = this.#world;
    const before = ringCentral.requests.length;
    const startedAt = Date.now();
    const { end } = await this.#world.run({ tenantId: "default" }, undisturbed, () => undefined);
    if (end.kind !== "resolved" || end.record.status !== "succeeded") throw new Error(JSON.stringify(end));
    const ms = Date.now() - startedAt;
    await time.passTo(new Date(this.#nextNight).toISOString());
    this.#nextNight += dayMs;
    const requests = ringCentral.requests.slice(before);
    return { ms, calls: requests.length, throttled: requests.filter(({ status }) => status === 429).length };
  }

  close(): Promise<void> {
    return this.#world.close();
  }
}
