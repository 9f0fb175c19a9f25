import type { RunSummary } from "#shared/domain/run/summary.ts";
import { generateOrganisation } from "#test/fixtures/people.ts";
import { seedTenant } from "#test/sandbox/seed-tenant.ts";
import type { AwsSimulator } from "#test/simulators/aws/aws-simulator.ts";
import { startAwsSimulator } from "#test/simulators/aws/aws-simulator.ts";
import type { LoggedRequest } from "#test/simulators/aws/request-log.ts";
import type { RingCentralSimulator } from "#test/simulators/ringcentral/ringcentral-simulator.ts";
import { startRingCentralSimulator } from "#test/simulators/ringcentral/ringcentral-simulator.ts";
import type { BundleRun } from "./bundle-process.ts";
import { runBundle } from "./bundle-process.ts";

/** Requests, items and capacity units of DynamoDB. */
export interface TableTraffic {
  readonly requests: number;
  readonly items: number;
  readonly units: number;
}

/** What one run of the sync took and did. */
export interface Measured extends BundleRun<RunSummary> {
  /** Calls that reached the simulated RingCentral. */
  readonly calls: number;
  readonly reads: TableTraffic;
  readonly writes: TableTraffic;
  readonly rosterItemsWritten: number;
  readonly historyItemsWritten: number;
  /** Part of the wall time in which the embedded database was at work. */
  readonly databaseMs: number;
}

export interface BenchWorldOptions {
  readonly people: number;
  readonly subAccounts: number;
  /** The built function. */
  readonly bundle: URL;
  /** Memory of the simulated Lambda function. */
  readonly memoryMb: number;
}

/** An organisation of a given size behind simulators in this process; the bundle runs in another. */
export class BenchWorld {
  readonly ringCentral: RingCentralSimulator;
  readonly #aws: AwsSimulator;
  readonly #options: BenchWorldOptions;

  static async start(options: BenchWorldOptions): Promise<BenchWorld> {
    const { people, subAccounts } = options;
    const organisation = generateOrganisation({ seed: people, people, subAccounts, sharedMailboxes: 0 });
    const ringCentral = await startRingCentralSimulator({ organisation, limits: "off" });
    const aws = await startAwsSimulator();
    await seedTenant(aws, {
      connection: {
        baseUrl: ringCentral.platformUrl,
        ringCxUrl: ringCentral.ringCxUrl,
        mainAccountId: organisation.mainAccountId,
        subAccountIds: [...organisation.subAccounts.keys()].join(),
        ...organisation.credentials,
      },
      // Nothing is held: one person in 25 is an administrator, one in 100 leaves.
      settings: { supervisorRole: "Supervisor", maxDeactivations: 5000, maxDeactivationShare: 0.5 },
    });
    return new BenchWorld({ ringCentral, aws, options });
  }

  private constructor(parts: { ringCentral: RingCentralSimulator; aws: AwsSimulator; options: BenchWorldOptions }) {
    this.ringCentral = parts.ringCentral;
    this.#aws = parts.aws;
    this.#options = parts.options;
  }

  /** One run of the sync in a process of its own. @throws when it fails */
  async run(nodeOptions: readonly string[] = []): Promise<Measured> {
    const aws = this.#aws;
    aws.requests.clear();
    this.ringCentral.requests.length = 0;
    const busyBefore = aws.databaseBusyMs();
    const run = await runBundle<RunSummary>({
      ...this.#options,
      event: { tenantId: "default", trigger: "manual" },
      environment: aws.environment,
      nodeOptions,
    });
    const writes = aws.requests.entries.filter(isWrite);
    const itemsIn = (table: string) =>
      sum(writes.filter((entry) => entry.table === table).map(({ items = 0 }) => items));
    return {
      ...run,
      calls: this.ringCentral.requests.length,
      reads: traffic(aws.requests.entries.filter((entry) => entry.table !== undefined && !isWrite(entry))),
      writes: traffic(writes),
      rosterItemsWritten: itemsIn(aws.tables.roster),
      historyItemsWritten: itemsIn(aws.tables.history),
      databaseMs: aws.databaseBusyMs() - busyBefore,
    };
  }

  async close(): Promise<void> {
    await this.ringCentral.close();
    await this.#aws.close();
  }
}

function isWrite({ table, operation }: LoggedRequest): boolean {
  return table !== undefined && /^(Put|Update|Delete|BatchWrite)/.test(operation);
}

function traffic(entries: readonly LoggedRequest[]): TableTraffic {
  return {
    requests: entries.length,
    items: sum(entries.map(({ items = 0 }) => items)),
    units: sum(entries.map(({ readUnits = 0, writeUnits = 0 }) => readUnits + writeUnits)),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
