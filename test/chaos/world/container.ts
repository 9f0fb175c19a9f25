import type { Runtime } from "#functions/runtime.ts";
import { createSyncFunction } from "#functions/sync/handler.ts";
import { systemClock } from "#shared/adapters/system-clock.ts";
import type { DispatchEnvironment } from "#shared/config/environment.ts";
import type { RunRecord } from "#shared/domain/run/run.ts";
import type { Clock } from "#shared/ports/clock.ts";
import type { SimulatorCore } from "#test/simulators/ringcentral/simulator-core.ts";
import { NominalSigner } from "./nominal-signer.ts";
import type { Item, RosterJournal } from "./roster-journal.ts";
import { awsOver, fetchOver } from "./transports.ts";
import type { VirtualTime } from "./virtual-time.ts";
import type { Wire } from "./wire.ts";

/** How a run ended: with its record, with the error that the function rejected with, or with its process. */
export type RunEnd =
  | { readonly kind: "resolved"; readonly record: RunRecord }
  | { readonly kind: "rejected"; readonly error: Error }
  | { readonly kind: "died" };

/** What all containers of a simulation share. */
export interface Surroundings {
  readonly environment: DispatchEnvironment;
  readonly time: VirtualTime;
  readonly ringCentral: SimulatorCore;
  readonly journal: RosterJournal;
  readonly random: () => number;
  readonly newUlid: Runtime["newUlid"];
  /** The clock of a new process; the true time if absent. */
  readonly newClock?: () => Clock;
  /** What an invocation of sync may take, in ms; what infra gives it if absent. */
  readonly lambdaMs?: number;
}

const fullLambdaMs = 900_000;

/** One process of the sync function: it lives for many runs, one at a time, until it is killed. */
export class Container {
  #wire: Wire | undefined;
  readonly #sync: ReturnType<typeof createSyncFunction>;
  readonly #lambdaMs: number;

  constructor(surroundings: Surroundings) {
    const { environment, time, ringCentral, journal, random, newUlid, newClock } = surroundings;
    this.#lambdaMs = surroundings.lambdaMs ?? fullLambdaMs;
    const current = (): Wire => {
      if (this.#wire === undefined) throw new Error("Something is sent although no run is going on.");
      return this.#wire;
    };
    const requestHandler = awsOver(current, { time, carryOut: journal.carryOut });
    const fetch = fetchOver(current, { core: ringCentral, time });
    const clock = newClock?.() ?? systemClock;
    this.#sync = createSyncFunction(environment, {
      clock,
      random,
      newUlid,
      fetch,
      aws: { requestHandler, signerConstructor: NominalSigner },
    });
  }

  async run(event: Item, wire: Wire): Promise<RunEnd> {
    this.#wire = wire;
    const running = (this.#sync(event, invocation(this.#lambdaMs)) as Promise<RunRecord>).then(
      (record): RunEnd => ({ kind: "resolved", record }),
      (error: Error): RunEnd => ({ kind: "rejected", error }),
    );
    return await Promise.race([running, wire.died.then((): RunEnd => ({ kind: "died" }))]);
  }
}

/** Lambda's context for an invocation of so many ms. */
export function invocation(ms: number) {
  const endsAt = Date.now() + ms;
  return {
    getRemainingTimeInMillis: () => endsAt - Date.now(),
    awsRequestId: "00000000-0000-4000-8000-000000000000",
    functionName: "user-sync-simulated-sync",
    functionVersion: "$LATEST",
    invokedFunctionArn: "arn:aws:lambda:eu-central-1:111122223333:function:user-sync-simulated-sync",
    memoryLimitInMB: "1024",
    callbackWaitsForEmptyEventLoop: true,
    logGroupName: "simulated",
    logStreamName: "simulated",
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}
