import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ulid } from "ulid";
import { createDispatchFunction } from "#functions/dispatch/handler.ts";
import { DynamoDbHistory } from "#shared/adapters/dynamodb/dynamodb-history.ts";
import { systemClock } from "#shared/adapters/system-clock.ts";
import { parseDispatchEnvironment } from "#shared/config/environment.ts";
import type { DispatchResult } from "#shared/dispatch/dispatch.ts";
import { runId, tenantId } from "#shared/domain/ids.ts";
import { noChanges } from "#shared/domain/run/summary.ts";
import { invocation } from "#test/chaos/world/container.ts";
import { OutputCapture } from "#test/chaos/world/output-capture.ts";
import { SimulatedTables } from "#test/chaos/world/simulated-tables.ts";
import { VirtualTime } from "#test/chaos/world/virtual-time.ts";
import { SeededRandom } from "#test/fixtures/seeded-random.ts";
import { type AwsCore, type Handled, startAwsCore } from "#test/simulators/aws/aws-core.ts";
import { awsRequestHandler } from "#test/simulators/aws/aws-request-handler.ts";
import { type AwsRequest, errorAnswer } from "#test/simulators/aws/aws-service.ts";
import { faultError } from "#test/simulators/aws/faults.ts";
import type { LoggedRequest } from "#test/simulators/aws/request-log.ts";

/** What infra gives dispatch. */
export const lambdaMs = 60_000;
const minuteMs = 60_000;

/** What one tick did and cost. */
export interface Tick {
  readonly result: DispatchResult;
  readonly tookMs: number;
  readonly notReached: number;
  readonly waiting: number;
  readonly requests: readonly LoggedRequest[];
}

interface CrowdOptions {
  readonly tenants: number;
  readonly maxConcurrentRuns: number;
  /** `HH:MM` of the tenant with this number. */
  readonly runDailyAtUtc: (index: number) => string;
  /** How long a run takes from its invocation to its record's end. */
  readonly runMs: number;
}

/** Many tenants, the real dispatch, and runs that do nothing but begin, last, and end. */
export class Crowd {
  /** Answers of the database take so long from now on, in ms. */
  databaseMs: () => number;
  /** Whether the database throttles a request, from now on. */
  isThrottled: (operation: string) => boolean = () => false;
  /** Tenants in the order in which their runs were invoked. */
  readonly invoked: string[] = [];
  going = 0;
  maxGoing = 0;
  readonly #aws: AwsCore;
  readonly #time: VirtualTime;
  readonly #history: DynamoDbHistory;
  readonly #dispatch: ReturnType<typeof createDispatchFunction>;
  readonly #output = new OutputCapture();
  readonly #random = new SeededRandom(7);
  readonly #client: DynamoDBClient;
  readonly #options: CrowdOptions;

  static async start(options: CrowdOptions): Promise<Crowd> {
    const crowd = new Crowd(options, await startAwsCore());
    await crowd.#time.until(crowd.#seed());
    return crowd;
  }

  private constructor(options: CrowdOptions, aws: AwsCore) {
    this.#options = options;
    this.#aws = aws;
    this.databaseMs = () => 5 + this.#random.below(11);
    Object.assign(process.env, aws.environmentAt("http://127.0.0.1:9"));
    this.#time = new VirtualTime("2026-03-02T00:00:00.000Z");
    const time = this.#time;
    const handle: AwsCore["handle"] = (request) => time.during(() => aws.handle(request));
    const slowly: AwsCore["handle"] = async (request) => {
      const isThrottled = request.service === "dynamodb" && this.isThrottled(request.operation);
      const handled = isThrottled ? throttled(request) : await handle(request);
      await time.sleep(request.service === "dynamodb" ? this.databaseMs() : 60);
      return handled;
    };
    this.#client = new DynamoDBClient({ requestHandler: awsRequestHandler(handle) });
    const random = () => this.#random.next();
    const common = { clock: systemClock, random };
    this.#history = new DynamoDbHistory({ ...common, client: this.#client, tableName: aws.tables.history });
    const { maxConcurrentRuns } = options;
    this.#dispatch = createDispatchFunction(
      { ...parseDispatchEnvironment(process.env), allowedUrlHosts: [".ringcentral.com"], maxConcurrentRuns },
      {
        ...common,
        newUlid: (atMs) => ulid(atMs, random),
        fetch: () => Promise.reject(new Error("dispatch does not talk to RingCentral")),
        aws: { requestHandler: awsRequestHandler(slowly) },
      },
    );
    aws.onInvoke((event) => this.#run(event as { readonly tenantId: string; readonly scheduledFor: string }));
  }

  name(index: number): string {
    return `tenant-${String(index).padStart(4, "0")}`;
  }

  async #seed(): Promise<void> {
    const tables = new SimulatedTables({
      ...this.#aws,
      handle: (request) => this.#time.during(() => this.#aws.handle(request)),
    });
    const tenants = Array.from({ length: this.#options.tenants }, (_, index) => ({
      index,
      tenantId: this.name(index),
    }));
    await tables.putAll(
      "settings",
      tenants.map(({ index, tenantId: tenant }) => ({
        tenantId: tenant,
        serviceEnabled: true,
        impersonatedUserId: "sync-service",
        realtimeDataSourceId: "3",
        defaultActivityId: "12",
        mainAccountId: "600",
        subAccountIds: "601, 602",
        clientId: "app-1",
        runDailyAtUtc: this.#options.runDailyAtUtc(index),
      })),
    );
    const user = {
      userId: "sync-service",
      firstName: "User",
      lastName: "Sync",
      role: "Administrator",
      status: "Active",
    };
    await tables.putAll(
      "roster",
      tenants.map(({ tenantId: tenant }) => ({ ...user, tenantId: tenant })),
    );
    const places = [
      { key: "activity#12", kind: "activity", id: "12", name: "Site" },
      { key: "data-source#3", kind: "data-source", id: "3", name: "Realtime", adapter: "RingCentral" },
    ];
    for (const place of places)
      await tables.putAll(
        "organization",
        tenants.map(({ tenantId: tenant }) => ({ ...place, tenantId: tenant })),
      );
  }

  /** The tick of a minute, `HH:MM`, in the function that lives on. */
  async tick(at: string): Promise<Tick> {
    const scheduledTime = `2026-03-02T${at}:00.000Z`;
    await this.#time.passTo(scheduledTime);
    this.#aws.requests.clear();
    this.#output.take();
    const startedAt = Date.now();
    const result = await this.#time.until(
      this.#dispatch({ scheduledTime }, invocation(lambdaMs)) as Promise<DispatchResult>,
    );
    const tookMs = Date.now() - startedAt;
    const line = this.#output.take().find((one) => one.includes("dispatch.finished"));
    const told = JSON.parse(line ?? "{}") as { readonly not_reached: number; readonly waiting: number };
    return {
      result,
      tookMs,
      notReached: told.not_reached,
      waiting: told.waiting,
      requests: [...this.#aws.requests.entries],
    };
  }

  async close(): Promise<void> {
    this.#output.end();
    this.#time.end();
    this.#client.destroy();
    await this.#aws.close();
  }

  async #run({
    tenantId: tenant,
    scheduledFor,
  }: {
    readonly tenantId: string;
    readonly scheduledFor: string;
  }): Promise<void> {
    this.invoked.push(tenant);
    this.going += 1;
    this.maxGoing = Math.max(this.maxGoing, this.going);
    const start = {
      runId: runId(ulid(Date.now(), () => this.#random.next())),
      tenantId: tenantId(tenant),
      trigger: "schedule" as const,
      mode: "apply" as const,
      scheduledFor,
      startedAt: new Date().toISOString(),
    };
    await this.#time.sleep(this.#options.runMs);
    this.going -= 1;
    await this.#history.finishRun({
      ...start,
      status: "succeeded",
      reasons: [],
      finishedAt: new Date().toISOString(),
      people: 0,
      rosterUsers: 0,
      changes: noChanges,
      calls: { ringCentral: 0, ringCx: 0, throttled: 0 },
    });
  }
}

function throttled(request: AwsRequest): Handled {
  const error = faultError(request, "throttle");
  if (error === undefined) throw new Error("A throttled request has an answer.");
  return { kind: "answer", answer: errorAnswer(request.service, error) };
}

/** The minute so many minutes after another, as `HH:MM`. */
export function minutesAfter(at: string, minutes: number): string {
  return new Date(Date.parse(`2026-03-02T${at}:00Z`) + minutes * minuteMs).toISOString().slice(11, 16);
}
