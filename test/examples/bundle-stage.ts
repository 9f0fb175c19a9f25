import { BatchWriteItemCommand, DynamoDBClient, paginateQuery } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import pMap from "p-map";
import { ulid } from "ulid";
import { changeableAttributes } from "#shared/domain/plan/attributes.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import type { RunRecord } from "#shared/domain/run/run.ts";
import { heldDigest } from "#shared/domain/safeguards/held-decision.ts";
import type { HeldRecord } from "#shared/domain/safeguards/past.ts";
import { ensureBuilt } from "#test/e2e/built-functions.ts";
import { builtHandler } from "#test/sandbox/built-handler.ts";
import { type AwsSimulator, startAwsSimulator } from "#test/simulators/aws/aws-simulator.ts";
import { startRingCentralSimulator } from "#test/simulators/ringcentral/ringcentral-simulator.ts";
import { mainAccountId, organisationOf, scriptExample } from "./example-organisation.ts";
import { decisionsOnLists, heldPartOf, readBefore, runIdAt, settledAt } from "./example-past.ts";
import { subAccountIdsOf } from "./example-reading.ts";
import { rosterBefore } from "./example-roster.ts";
import type { Example } from "./load-examples.ts";
import type { ExampleOutcome, RecordedOutcome } from "./outcome.ts";

type Item = Record<string, unknown>;
type Handler = (
  event: unknown,
  context: { getRemainingTimeInMillis(): number; awsRequestId: string },
) => Promise<RunRecord>;

/** An example after one run of the built bundle, and after a second one where that can tell something. */
export interface BundleRun extends ExampleOutcome {
  /** The roster, whole items; the second is absent where the directory or the mode is another one by then. */
  readonly rosterItems: { readonly first: readonly Item[]; readonly second?: readonly Item[] };
}

const hourMs = 3_600_000;

/** The built sync function beside an embedded AWS. Each example is a tenant of its own, with its own RingCentral. */
export class BundleStage {
  readonly #aws: AwsSimulator;
  readonly #sync: Handler;
  readonly #dynamodb: DynamoDBClient;

  static async start(): Promise<BundleStage> {
    await ensureBuilt();
    const aws = await startAwsSimulator();
    const quiet = { POWERTOOLS_LOG_LEVEL: "SILENT", POWERTOOLS_METRICS_DISABLED: "true" };
    Object.assign(process.env, aws.environment, quiet);
    return new BundleStage(aws, await builtHandler<Handler>("sync"));
  }

  private constructor(aws: AwsSimulator, sync: Handler) {
    this.#aws = aws;
    this.#sync = sync;
    this.#dynamodb = new DynamoDBClient({ endpoint: aws.environment["AWS_ENDPOINT_URL_DYNAMODB"] ?? "" });
  }

  async run({ file, data }: Example): Promise<BundleRun> {
    const tenantId = `example-${file.slice(0, 3)}`;
    const directory =
      "directory" in data
        ? data.directory
        : { administrators: [], subAccounts: {}, extensions: {}, usersWithWemPermission: [] };
    const again = "directory" in data ? data.secondReading : undefined;
    const organisation = organisationOf(directory);
    const simulator = await startRingCentralSimulator({ organisation, limits: "off" });
    try {
      scriptExample(simulator, { directory, again });
      const { clientId, clientSecret, jwt } = organisation.credentials;
      this.#aws.secrets.put(
        `${this.#aws.environment["SECRET_PREFIX"]}/${tenantId}`,
        JSON.stringify({ clientSecret, jwt }),
      );
      const configured = subAccountIdsOf(directory);
      const urls = { baseUrl: simulator.platformUrl, ringCxUrl: simulator.ringCxUrl };
      const connection = {
        ...urls,
        mainAccountId,
        clientId,
        subAccountIds: configured.length === 0 ? ["701"] : configured,
      };
      const references = { impersonatedUserId: "planner", realtimeDataSourceId: "3", defaultActivityId: "12" };
      await this.#put("settings", [{ tenantId, ...connection, ...references, ...data.settings }]);
      await this.#put("organization", [
        { tenantId, key: "activity#12", kind: "activity", id: "12", name: "Site" },
        { tenantId, key: "data-source#3", kind: "data-source", id: "3", name: "Adapter", adapter: "RingCentral" },
      ]);
      await this.#put(
        "roster",
        rosterBefore(data, new Date()).map((user) => ({ tenantId, ...user, costCentre: "kept" })),
      );
      const event = await this.#seedHistory({ tenantId, data });
      return await this.#play({ tenantId, event, isRepeatable: again === undefined && !("undo" in data) });
    } finally {
      await simulator.close();
    }
  }

  async close(): Promise<void> {
    this.#dynamodb.destroy();
    await this.#aws.close();
  }

  async #play({
    tenantId,
    event,
    isRepeatable,
  }: {
    tenantId: string;
    event: Item;
    isRepeatable: boolean;
  }): Promise<BundleRun> {
    const run = await this.#invoke(event);
    const records = await this.#query<RecordedOutcome & Item>("history", { tenantId, prefix: `change#${run.runId}#` });
    const first = await this.#query("roster", { tenantId });
    const alerts = this.#aws.published.filter(({ message }) => message.includes(run.runId));
    const { people, changes } = run;
    const outcome = {
      status: run.status,
      reasons: run.reasons.map(({ code }) => code),
      alerts: alerts.map(({ attributes }) => attributes["code"] ?? ""),
      counts: { people, ...changes },
      records: records.map(bothSides),
      roster: first.map(asRosterUser),
    };
    if (!isRepeatable) return { ...outcome, rosterItems: { first } };
    await this.#invoke(event);
    return { ...outcome, rosterItems: { first, second: await this.#query("roster", { tenantId }) } };
  }

  /** The record that a run leaves, which is there whether the run succeeds or fails. */
  async #invoke(event: Item): Promise<RunRecord> {
    const tenantId = String(event["tenantId"]);
    const before = new Set((await this.#query("history", { tenantId, prefix: "run#" })).map(({ entry }) => entry));
    await this.#sync(event, { getRemainingTimeInMillis: () => 15 * 60_000, awsRequestId: ulid() }).catch(
      () => undefined,
    );
    const runs = await this.#query<RunRecord & Item>("history", { tenantId, prefix: "run#" });
    const [run] = runs.filter(({ entry }) => !before.has(entry));
    if (run === undefined) throw new Error(`${tenantId}: the run has left no record`);
    return run;
  }

  /** Earlier runs whose held lists were approved, or the run that is undone; returns the event of the run to come. */
  async #seedHistory({ tenantId, data }: { tenantId: string; data: Example["data"] }): Promise<Item> {
    const now = new Date();
    const items: Item[] = [];
    const approvals: Item[] = [];
    for (const { decision, held } of decisionsOnLists(data, now)) {
      const { kind, runId, ...said } = decision;
      approvals.push({ tenantId, entry: `${kind}#${runId}`, ...said });
      items.push(...heldItems(held, { tenantId, runId }));
    }
    const settled = settledAt(data, now);
    if (settled !== undefined)
      items.push({ tenantId, entry: "schedule", version: 1, settledAt: settled, readSubAccounts: readBefore(data) });
    if (settled !== undefined || data.heldBefore.length > 0) items.push(...runOfYesterday({ tenantId, data, now }));
    for (const [sourceId, { kind, user, seen, hoursAgo }] of Object.entries(data.decisions)) {
      const at = new Date(Date.now() - hoursAgo * hourMs).toISOString();
      const entry = `decision#${sourceId}`;
      approvals.push({ tenantId, entry, kind, ...(user === undefined ? {} : { userId: user }), seen, by: "lead", at });
    }
    const undoOf = ulid(Date.now() - 5 * hourMs);
    if ("undo" in data) {
      const at = new Date(Date.now() - 5 * hourMs).toISOString();
      items.push({
        tenantId,
        entry: `run#${undoOf}`,
        runId: undoOf,
        trigger: "schedule",
        mode: "apply",
        status: "succeeded",
        startedAt: at,
        finishedAt: at,
        reasons: [],
      });
      items.push(
        ...data.undo.map(({ user, ...change }, index) =>
          changeItem({ tenantId, runId: undoOf, index, change: { ...change, userId: user } }),
        ),
      );
    }
    if (items.length > 0) await this.#put("history", items);
    if (approvals.length > 0) await this.#put("approvals", approvals);
    return "undo" in data ? { tenantId, trigger: "undo", undoOf } : { tenantId };
  }

  async #put(table: keyof AwsSimulator["tables"], items: readonly Item[]): Promise<void> {
    const requests = items.map((item) => ({ PutRequest: { Item: marshall(item, { removeUndefinedValues: true }) } }));
    const batches = Array.from({ length: Math.ceil(requests.length / 25) }, (_, at) =>
      requests.slice(at * 25, at * 25 + 25),
    );
    await pMap(
      batches,
      (batch) => this.#dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [this.#aws.tables[table]]: batch } })),
      { concurrency: 4 },
    );
  }

  async #query<Row = Item>(
    table: "history" | "roster",
    { tenantId, prefix }: { tenantId: string; prefix?: string },
  ): Promise<Row[]> {
    const pages = paginateQuery(
      { client: this.#dynamodb },
      {
        TableName: this.#aws.tables[table],
        ConsistentRead: true,
        KeyConditionExpression:
          prefix === undefined ? "tenantId = :tenant" : "tenantId = :tenant AND begins_with(entry, :prefix)",
        ExpressionAttributeValues: marshall({
          ":tenant": tenantId,
          ...(prefix === undefined ? {} : { ":prefix": prefix }),
        }),
      },
    );
    const rows: Row[] = [];
    for await (const { Items = [] } of pages) rows.push(...Items.map((item) => unmarshall(item) as Row));
    return rows;
  }
}

function changeItem({
  tenantId,
  runId,
  index,
  change,
}: {
  tenantId: string;
  runId: string;
  index: number;
  change: Item;
}): Item {
  const entry = `change#${runId}#${String(index + 1).padStart(6, "0")}`;
  const bookkeeping = { mode: "apply", reason: "an earlier run", actor: "planner", at: new Date().toISOString() };
  return {
    tenantId,
    entry,
    ...bookkeeping,
    ...change,
    before: withoutNulls(change["before"]),
    after: withoutNulls(change["after"]),
  };
}

function heldItems(held: readonly HeldRecord[], { tenantId, runId }: { tenantId: string; runId: string }): Item[] {
  return held.map((change, index) => changeItem({ tenantId, runId, index, change: { ...change, outcome: "held" } }));
}

/** The last run before the example: what it changed of each risky kind, and what it held. */
function runOfYesterday({ tenantId, data, now }: { tenantId: string; data: Example["data"]; now: Date }): Item[] {
  const at = new Date(now.getTime() - 24 * hourMs);
  const [runId, instant] = [runIdAt(at), at.toISOString()];
  const held = data.heldBefore.map(heldPartOf);
  const run = { trigger: "schedule", mode: "apply", status: held.length > 0 ? "held" : "succeeded", reasons: [] };
  const facts = { planDigest: "of yesterday", heldDigest: heldDigest(held), risky: data.recent };
  return [
    { tenantId, entry: `run#${runId}`, runId, ...run, startedAt: instant, finishedAt: instant, ...facts },
    ...heldItems(held, { tenantId, runId }),
  ];
}

function withoutNulls(profile: unknown): Item {
  return Object.fromEntries(Object.entries(profile ?? {}).filter(([, value]) => value !== null));
}

/** DynamoDB keeps no absent value: what only one side of a change names was absent on the other. */
function bothSides(record: RecordedOutcome): RecordedOutcome {
  if (record.kind === "conflict" || record.kind === "create") return record;
  const names = [...Object.keys(record.before), ...Object.keys(record.after)];
  const absent = Object.fromEntries(names.map((name) => [name, undefined]));
  return { ...record, before: { ...absent, ...record.before }, after: { ...absent, ...record.after } };
}

/** The attributes of an item that examples speak of. */
function asRosterUser(item: Item): RosterUser {
  const named = ["userId", ...changeableAttributes].filter((name) => item[name] !== undefined);
  return { ...Object.fromEntries(named.map((name) => [name, item[name]])), version: 0 } as unknown as RosterUser;
}
