import type { ApiError, PlannedRun, WorldEvent } from "./history.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** One outbound call of a run. */
export interface OutboundCall {
  /** Who made it, unique in the simulation: `<run>#<n>`. */
  readonly id: string;
  /** For people: `ringcx GET /voice/...`, `dynamodb PutItem user-sync-roster`. */
  readonly name: string;
  readonly sentAt: number;
  /** Absent while no answer has come. */
  answeredAt?: number;
  readonly fault: ApiError | undefined;
}

export type Trouble = Pick<PlannedRun, "faults" | "killed" | "meanwhile" | "rival">;

interface WireOptions {
  readonly time: VirtualTime;
  readonly run: string;
  readonly trouble: Trouble;
  /** How long the answer to a call of this name takes, in ms. */
  readonly latency: (name: string) => number;
  readonly happen: (event: WorldEvent) => Promise<void> | void;
  readonly startRival: () => void;
}

/** Never settles: what waits for a process that is dead. */
function never(): Promise<never> {
  return new Promise(() => undefined);
}

/** All that one run sends passes here and is counted, disturbed, or cut off as the history says. */
export class Wire {
  readonly calls: OutboundCall[] = [];
  /** Resolves when the process has died. */
  readonly died: Promise<"died">;
  readonly #options: WireOptions;
  readonly #die: () => void;
  /** Requests to the database that are on their way. */
  readonly #late: Promise<unknown>[] = [];
  #isDead = false;

  constructor(options: WireOptions) {
    this.#options = options;
    const { promise, resolve } = Promise.withResolvers<"died">();
    this.died = promise;
    this.#die = () => {
      this.#isDead = true;
      resolve("died");
    };
  }

  /** Ends the process from outside: nothing that it sends arrives any more. */
  cut(): void {
    this.#die();
  }

  /** Resolves when what was sent slowly has arrived, also of a process that has died since. */
  async landed(): Promise<void> {
    await Promise.allSettled(this.#late);
  }

  /** One call: `perform` carries it out with the fault that strikes it, in the way of its own protocol. */
  async pass<Answer>(
    name: string,
    perform: (id: string, fault: ApiError | undefined) => Promise<Answer>,
  ): Promise<Answer> {
    if (this.#isDead) return await never();
    const { time, run, trouble, latency, happen, startRival } = this.#options;
    const number = this.calls.length + 1;
    const fault = faultAt(trouble.faults, { number, name });
    const call: OutboundCall = { id: `${run}#${number}`, name, sentAt: Date.now(), fault };
    this.calls.push(call);
    for (const { atCall, event } of trouble.meanwhile) if (atCall === number) await happen(event);
    if (trouble.rival?.atCall === number) startRival();
    const { killed } = trouble;
    if (killed?.atCall === number && killed.when === "before") this.#die();
    if (this.#isDead) return await never();
    try {
      const performing = perform(call.id, fault);
      if (fault?.kind === "slow" && name.startsWith("dynamodb ")) this.#late.push(performing);
      const answer = await performing;
      if (killed?.atCall === number) this.#die();
      await time.sleep(latency(name));
      return answer;
    } catch (error) {
      if (killed?.atCall === number) this.#die();
      throw this.#isDead ? await never() : error;
    } finally {
      if (this.#isDead) await never();
      call.answeredAt = Date.now();
    }
  }
}

function faultAt(
  faults: Trouble["faults"],
  { number, name }: { readonly number: number; readonly name: string },
): ApiError | undefined {
  const isMeant = (only: string | undefined) => only === undefined || only === name || only === name.split(" ")[0];
  return faults.find(({ from, times, only }) => number >= from && number < from + times && isMeant(only))?.fault;
}
