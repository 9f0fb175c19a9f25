import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SimulatedWorld } from "#test/simulation/simulated-world.ts";
import { awsOver, fetchOver, platformUrl, ringCxUrl } from "#test/simulation/transports.ts";
import { type OutboundCall, Wire } from "#test/simulation/wire.ts";
import type { Organisation } from "#test/simulators/ringcentral/organisation.ts";
import { latencyOf } from "./latency.ts";
import { straightforwardSync } from "./straightforward-sync.ts";

/** One run in virtual time, with the rate limits on. */
export interface RatedRun {
  readonly ms: number;
  /** Calls to RingCentral, both hosts, the throttled ones included. */
  readonly calls: number;
  readonly throttled: number;
  readonly tableRequests: number;
}

const dayMs = 86_400_000;
const undisturbed = { trouble: { faults: [], meanwhile: [] }, happen: () => undefined };

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
        maxDeactivations: organisation.people.size,
        maxDeactivationShare: 1,
      },
      latency: latencyOf,
    });
    return new RatedWorld(world);
  }

  private constructor(world: SimulatedWorld) {
    this.#world = world;
    this.#nextNight = Date.now() + dayMs;
  }

  /** The sync. @throws when it does not succeed */
  async sync(): Promise<RatedRun> {
    const { trouble, happen } = undisturbed;
    return await this.#night(async () => {
      const { end, calls } = await this.#world.run({ tenantId: "default" }, trouble, happen);
      if (end.kind !== "resolved" || end.record.status !== "succeeded") throw new Error(JSON.stringify(end));
      return calls;
    });
  }

  /** The straightforward script, with the same organisation and table. @throws what it throws */
  async straightforward(): Promise<RatedRun> {
    const { time, ringCentral, organisation, aws } = this.#world;
    const wire = new Wire({ ...undisturbed, time, run: "script", latency: latencyOf, startRival: () => undefined });
    const send = fetchOver(() => wire, { core: ringCentral, time });
    const requestHandler = awsOver(() => wire, { time, carryOut: aws.handle });
    const { mainAccountId, credentials, subAccounts } = organisation;
    const configuration = {
      ...credentials,
      baseUrl: platformUrl,
      ringCxUrl,
      mainAccountId,
      subAccountIds: [...subAccounts.keys()],
      rosterTable: aws.tables.roster,
      activityId: "12",
    };
    const dynamodb = new DynamoDBClient({ requestHandler });
    return await this.#night(async () => {
      await time.until(straightforwardSync(configuration, { fetch: withPlainRequests(send), dynamodb }));
      return wire.calls;
    });
  }

  /** Users by id, with what both programs decide about them. */
  async roster(): Promise<ReadonlyMap<unknown, Readonly<Record<string, unknown>>>> {
    const users = await this.#world.time.until(this.#world.tables.roster());
    return new Map(
      users.map(({ userId, firstName, lastName, email, role, status, activityId, sourceId }) => [
        userId,
        { firstName, lastName, email, role, status, activityId, sourceId },
      ]),
    );
  }

  close(): Promise<void> {
    return this.#world.close();
  }

  async #night(run: () => Promise<readonly OutboundCall[]>): Promise<RatedRun> {
    const { time, ringCentral } = this.#world;
    const before = ringCentral.requests.length;
    const startedAt = Date.now();
    const made = await run();
    const ms = Date.now() - startedAt;
    await time.passTo(new Date(this.#nextNight).toISOString());
    this.#nextNight += dayMs;
    const requests = ringCentral.requests.slice(before);
    return {
      ms,
      calls: requests.length,
      throttled: requests.filter(({ status }) => status === 429).length,
      tableRequests: made.filter(({ name }) => name.startsWith("dynamodb ")).length,
    };
  }
}

/** The SDK hands over a `Request`; the wire wants to see the headers. */
function withPlainRequests(send: typeof fetch): typeof fetch {
  return async (input, init) => {
    if (!(input instanceof Request)) return await send(input, init);
    const { url, method, headers } = input;
    const body = method === "POST" ? { body: await input.text() } : {};
    return await send(url, { method, headers, ...body });
  };
}
