import { ulid } from "ulid";
import { wireDispatch } from "#functions/dispatch/wire-dispatch.ts";
import { systemClock } from "#shared/adapters/system-clock.ts";
import { parseDispatchEnvironment } from "#shared/config/environment.ts";
import { SeededRandom } from "#test/fixtures/seeded-random.ts";
import type { AwsCore } from "#test/simulators/aws/aws-core.ts";
import { startAwsCore } from "#test/simulators/aws/aws-core.ts";
import { awsRequestHandler } from "#test/simulators/aws/aws-request-handler.ts";
import type { Organisation } from "#test/simulators/ringcentral/organisation.ts";
import { SimulatorCore } from "#test/simulators/ringcentral/simulator-core.ts";
import { Container, invocation, type RunEnd, type Surroundings } from "./container.ts";
import type { WorldEvent } from "./history.ts";
import { OutputCapture } from "./output-capture.ts";
import { type Item, RosterJournal, type RosterWrite } from "./roster-journal.ts";
import { SimulatedTables } from "./simulated-tables.ts";
import { platformUrl, ringCxUrl } from "./transports.ts";
import { VirtualTime } from "./virtual-time.ts";
import { type OutboundCall, type Trouble, Wire } from "./wire.ts";

/** When the first simulated day begins. */
const firstDay = "2026-03-02T00:00:00.000Z";

/** What was seen of one run from outside. */
export interface SeenRun {
  readonly name: string;
  /** The process it ran in. */
  readonly container: Container;
  readonly event: Item;
  readonly trouble: Trouble;
  readonly end: RunEnd;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly calls: readonly OutboundCall[];
  /** Writes to the roster from the start of this run to its end, a rival's included. */
  readonly writes: readonly RosterWrite[];
  readonly logged: readonly string[];
  readonly rival?: SeenRun;
}

interface WorldOptions {
  readonly seed: number;
  readonly organisation: Organisation;
  /** Attributes of the settings item beside the connection. */
  readonly settings: Item;
  /** How long the answer to an outbound call of this name takes, in ms; drawn from 1 to 200 unless given. */
  readonly latency?: (name: string) => number;
}

/** A tenant with the real functions and adapters, the simulated RingCentral and AWS, and time of its own. */
export class SimulatedWorld {
  readonly organisation: Organisation;
  readonly aws: AwsCore;
  readonly ringCentral: SimulatorCore;
  readonly tables: SimulatedTables;
  readonly time: VirtualTime;
  /** The tenant's settings item, for `saveSettings`. */
  settings: Record<string, unknown>;
  readonly #journal: RosterJournal;
  readonly #random: SeededRandom;
  readonly #surroundings: Surroundings;
  readonly #latency: (name: string) => number;
  /** Processes that wait for their next run, the one used last at the end. */
  readonly #idle: Container[] = [];
  readonly #output = new OutputCapture();
  readonly #dispatch: ReturnType<typeof wireDispatch>;
  readonly #invoked: Item[] = [];
  #runs = 0;

  static async start(options: WorldOptions): Promise<SimulatedWorld> {
    const aws = await startAwsCore();
    const world = new SimulatedWorld(options, aws);
    await world.time.until(world.#seed());
    return world;
  }

  private constructor({ seed, organisation, settings, latency }: WorldOptions, aws: AwsCore) {
    this.organisation = organisation;
    this.aws = aws;
    Object.assign(process.env, aws.environmentAt("http://127.0.0.1:9"));
    this.time = new VirtualTime(firstDay);
    this.#random = new SeededRandom(seed);
    this.#latency = latency ?? (() => 1 + this.#random.below(200));
    this.ringCentral = new SimulatorCore({ organisation });
    const handle: AwsCore["handle"] = (request) => this.time.during(() => aws.handle(request));
    this.tables = new SimulatedTables({ ...aws, handle });
    this.#journal = new RosterJournal(aws);
    const { clientId } = organisation.credentials;
    this.settings = {
      serviceEnabled: true,
      impersonatedUserId: "sync-service",
      realtimeDataSourceId: "3",
      defaultActivityId: "12",
      baseUrl: platformUrl,
      ringCxUrl,
      mainAccountId: organisation.mainAccountId,
      clientId,
      runDailyAtUtc: "02:00",
      ...settings,
    };
    const random = () => this.#random.next();
    const environment = { ...parseDispatchEnvironment(process.env), allowedUrlHosts: ["ringcentral.com"] };
    const newUlid = (atMs: number) => ulid(atMs, random);
    const { time, ringCentral } = this;
    this.#surroundings = { environment, time, ringCentral, journal: this.#journal, random, newUlid };
    this.#dispatch = wireDispatch(environment, {
      clock: systemClock,
      random,
      newUlid,
      fetch: () => Promise.reject(new Error("dispatch does not talk to RingCentral")),
      aws: { requestHandler: awsRequestHandler(handle) },
    });
    aws.onInvoke(async (event) => {
      this.#invoked.push(event as Item);
    });
  }

  async #seed(): Promise<void> {
    const { clientSecret, jwt } = this.organisation.credentials;
    this.aws.secrets.put(`${process.env["SECRET_PREFIX"]}/default`, JSON.stringify({ clientSecret, jwt }));
    await this.tables.putAll("organization", [
      { key: "activity#12", kind: "activity", id: "12", name: "Site 1" },
      { key: "activity#13", kind: "activity", id: "13", name: "Site 2" },
      { key: "data-source#3", kind: "data-source", id: "3", name: "Realtime", adapter: "RingCentral" },
    ]);
    await this.tables.put("roster", {
      userId: "sync-service",
      firstName: "User",
      lastName: "Sync",
      email: "user-sync@contact-centre.example",
      role: "Administrator",
      status: "Active",
    });
    await this.saveSettings();
  }

  async saveSettings(): Promise<void> {
    await this.tables.put("settings", this.settings);
  }

  /** One tick of the schedule; returns the events that it sent to the sync function. */
  async tick(): Promise<readonly Item[]> {
    this.#invoked.length = 0;
    const scheduledTime = new Date().toISOString();
    await this.time.until(this.#dispatch({ scheduledTime }, invocation(60_000)) as Promise<unknown>);
    await this.time.until(this.aws.settled());
    return [...this.#invoked];
  }

  /** One invocation of the sync function in a process of its own, disturbed as the history says. */
  async run(event: Item, trouble: Trouble, happen: (event: WorldEvent) => Promise<void> | void): Promise<SeenRun> {
    const firstWrite = this.#journal.writes.length;
    let rival: Promise<SeenRun> | undefined;
    const first = this.#invoke(event, {
      trouble,
      happen,
      startRival: () => {
        const undisturbed = { faults: [], meanwhile: [] };
        rival ??= this.#invoke(event, { trouble: undisturbed, happen, startRival: () => undefined });
      },
    });
    const seen = await this.time.until(first);
    const seenRival = rival === undefined ? undefined : await this.time.until(rival);
    await this.time.until(this.#journal.settled());
    return {
      ...seen,
      writes: this.#journal.writes.slice(firstWrite),
      logged: this.#output.take(),
      ...(seenRival === undefined ? {} : { rival: seenRival }),
    };
  }

  async close(): Promise<void> {
    this.#output.end();
    this.time.end();
    this.tables.destroy();
    await this.aws.close();
  }

  async #invoke(
    event: Item,
    how: { trouble: Trouble; happen: (event: WorldEvent) => Promise<void> | void; startRival: () => void },
  ): Promise<SeenRun> {
    this.#runs += 1;
    const name = `run-${this.#runs}`;
    const container = this.#idle.pop() ?? new Container(this.#surroundings);
    const wire = new Wire({ ...how, time: this.time, run: name, latency: this.#latency });
    const startedAt = Date.now();
    const end = await container.run(event, wire);
    if (end.kind !== "died") this.#idle.push(container);
    const { trouble } = how;
    return {
      name,
      container,
      event,
      trouble,
      end,
      startedAt,
      endedAt: Date.now(),
      calls: wire.calls,
      writes: [],
      logged: [],
    };
  }
}
