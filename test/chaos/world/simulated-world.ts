import { ulid } from "ulid";
import { parseDispatchEnvironment } from "#shared/config/environment.ts";
import type { RunRecord } from "#shared/domain/run/run.ts";
import { SeededRandom } from "#test/fixtures/seeded-random.ts";
import type { AwsCore } from "#test/simulators/aws/aws-core.ts";
import { startAwsCore } from "#test/simulators/aws/aws-core.ts";
import type { Organisation } from "#test/simulators/ringcentral/organisation.ts";
import type { Strictness } from "#test/simulators/ringcentral/simulated-exchange.ts";
import { SimulatorCore } from "#test/simulators/ringcentral/simulator-core.ts";
import { Container, type RunEnd, type Surroundings } from "./container.ts";
import { DispatchProcess } from "./dispatch-process.ts";
import type { PlannedTick, WorldEvent } from "./history.ts";
import { OutputCapture } from "./output-capture.ts";
import { ownChance } from "./own-chance.ts";
import { type Item, RosterJournal, type RosterWrite } from "./roster-journal.ts";
import { SimulatedTables } from "./simulated-tables.ts";
import { skewedClock } from "./skewed-clock.ts";
import { platformUrl, ringCxUrl } from "./transports.ts";
import { VirtualTime } from "./virtual-time.ts";
import { type OutboundCall, type Trouble, Wire } from "./wire.ts";

/** When the first simulated day begins. */
const firstDay = "2026-03-02T00:00:00.000Z";

const punctual: PlannedTick = { lateSeconds: 0, times: 1, deliveries: 1, faults: [] };
const nothingElse = { happen: () => undefined, startRival: () => undefined };

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

/** The record that a run answered with; a run that failed has none. */
export function recordOf({ end }: SeenRun): RunRecord | undefined {
  return end.kind === "resolved" ? end.record : undefined;
}

interface WorldOptions {
  readonly seed: number;
  readonly organisation: Organisation;
  /** Attributes of the settings item beside the connection. */
  readonly settings: Item;
  /** How long the answer to an outbound call of this name takes, in ms; drawn from 1 to 200 unless given. */
  readonly latency?: (name: string) => number;
  /** No process's clock is farther than this from the true time; 0 if absent. */
  readonly skewMs?: number;
  /** See `Surroundings`. */
  readonly lambdaMs?: number;
  /** How RingCentral words its answers; as documented if absent. */
  readonly strictness?: Strictness;
}

/** What was seen of one tick. */
export interface SeenTick {
  readonly end: "resolved" | "rejected" | "died";
  readonly trouble: Pick<PlannedTick, "faults" | "killed">;
  readonly calls: readonly OutboundCall[];
}

/** A tenant with the real functions and adapters, the simulated RingCentral and AWS, and time of its own. */
export class SimulatedWorld {
  readonly organisation: Organisation;
  readonly aws: AwsCore;
  readonly ringCentral: SimulatorCore;
  readonly tables: SimulatedTables;
  readonly time: VirtualTime;
  /** See `WorldOptions`. */
  readonly skewMs: number;
  /** The tenant's settings item, for `saveSettings`. */
  settings: Record<string, unknown>;
  readonly #journal: RosterJournal;
  readonly #random: SeededRandom;
  readonly #surroundings: Surroundings;
  readonly #latency: (name: string) => number;
  /** Processes that wait for their next run, the one used last at the end. */
  readonly #idle: Container[] = [];
  readonly #output = new OutputCapture();
  readonly #idleDispatch: DispatchProcess[] = [];
  readonly #invoked: Item[] = [];
  readonly #restoreChance: () => void;
  /** Ticks since it was emptied last. */
  readonly ticks: SeenTick[] = [];
  #runs = 0;
  #ticks = 0;

  static async start(options: WorldOptions): Promise<SimulatedWorld> {
    const aws = await startAwsCore();
    const world = new SimulatedWorld(options, aws);
    await world.time.until(world.#seed());
    return world;
  }

  private constructor(
    { seed, organisation, settings, latency, skewMs = 0, lambdaMs, strictness }: WorldOptions,
    aws: AwsCore,
  ) {
    this.organisation = organisation;
    this.aws = aws;
    Object.assign(process.env, aws.environmentAt("http://127.0.0.1:9"));
    this.time = new VirtualTime(firstDay);
    this.skewMs = skewMs;
    this.#random = new SeededRandom(seed);
    this.#latency = latency ?? (() => 1 + this.#random.below(200));
    this.#restoreChance = ownChance(seed);
    this.ringCentral = new SimulatorCore({ organisation, ...(strictness === undefined ? {} : { strictness }) });
    this.#journal = new RosterJournal(aws);
    const handle: AwsCore["handle"] = (request) => this.time.during(() => this.#journal.letPass(request));
    this.tables = new SimulatedTables({ ...aws, handle });
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
    const environment = { ...parseDispatchEnvironment(process.env), allowedUrlHosts: [".ringcentral.com"] };
    const newUlid = (atMs: number) => ulid(atMs, random);
    const { time, ringCentral } = this;
    const newClock = () => skewedClock(Math.round((random() * 2 - 1) * skewMs));
    this.#surroundings = {
      environment,
      time,
      ringCentral,
      journal: this.#journal,
      random,
      newUlid,
      newClock,
      ...(lambdaMs === undefined ? {} : { lambdaMs }),
    };
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
  async tick({ lateSeconds, times, faults, killed, clock }: PlannedTick = punctual): Promise<readonly Item[]> {
    this.#invoked.length = 0;
    const scheduledTime = saidTime(clock);
    if (lateSeconds > 0) await this.time.until(this.time.sleep(lateSeconds * 1000));
    const trouble = { faults, ...(killed === undefined ? {} : { killed }) };
    const deliveries = [trouble, { faults: [] }].slice(0, times);
    await this.time.until(Promise.all(deliveries.map((one) => this.#tick(scheduledTime, one))));
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
    this.#restoreChance();
    this.time.end();
    await this.aws.close();
  }

  async #tick(scheduledTime: string | undefined, trouble: SeenTick["trouble"]): Promise<void> {
    this.#ticks += 1;
    const process = this.#idleDispatch.pop() ?? new DispatchProcess(this.#surroundings);
    const wire = this.#wire(`tick-${this.#ticks}`, { ...trouble, meanwhile: [] });
    const end = await process.tick(scheduledTime, wire);
    if (end !== "died") this.#idleDispatch.push(process);
    this.ticks.push({ end, trouble, calls: wire.calls });
  }

  #wire(
    run: string,
    trouble: Trouble,
    how: Pick<ConstructorParameters<typeof Wire>[0], "happen" | "startRival"> = nothingElse,
  ): Wire {
    return new Wire({ ...how, trouble, time: this.time, run, latency: this.#latency });
  }

  async #invoke(
    event: Item,
    how: { trouble: Trouble; happen: (event: WorldEvent) => Promise<void> | void; startRival: () => void },
  ): Promise<SeenRun> {
    this.#runs += 1;
    const name = `run-${this.#runs}`;
    const container = this.#idle.pop() ?? new Container(this.#surroundings);
    const wire = this.#wire(name, how.trouble, how);
    const startedAt = Date.now();
    const end = await container.run(event, wire);
    const endedAt = Date.now();
    await wire.landed();
    if (end.kind !== "died") this.#idle.push(container);
    const { trouble } = how;
    return {
      name,
      container,
      event,
      trouble,
      end,
      startedAt,
      endedAt,
      calls: wire.calls,
      writes: [],
      logged: [],
    };
  }
}

/** What a tick says of its time: the truth, or something that cannot be true. */
function saidTime(clock: PlannedTick["clock"]): string | undefined {
  if (clock === "nothing") return undefined;
  if (clock === "2036") return "2036-02-07T06:28:00Z";
  const backMs = clock === "days back" ? 3 * 86_400_000 : 0;
  return new Date(Date.now() - backMs).toISOString();
}
