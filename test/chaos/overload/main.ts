import { parseArgs } from "node:util";
import Table from "cli-table3";
import { Crowd, lambdaMs, minutesAfter, type Tick } from "./crowd.ts";

const maxTicks = 90;

const { values } = parseArgs({ options: { tenants: { type: "string", default: "1000" } } });
const tenants = Number(values.tenants);
if (!Number.isInteger(tenants) || tenants < 1 || tenants > 9_999)
  throw new Error(`--tenants must be a whole number, 1 to 9999, is ${values.tenants}`);

interface Scenario {
  readonly name: string;
  readonly maxConcurrentRuns: number;
  /** From the minute on in which all are due. */
  readonly databaseMs?: number;
  /** Share of the database's calls that are throttled. */
  readonly throttled?: number;
}

const scenarios: readonly Scenario[] = [
  { name: "a place for everybody", maxConcurrentRuns: tenants },
  { name: "20 places", maxConcurrentRuns: 20 },
  { name: "a place for everybody, 400 ms a call of the database", maxConcurrentRuns: tenants, databaseMs: 400 },
  { name: "20 places, 400 ms a call of the database", maxConcurrentRuns: 20, databaseMs: 400 },
  { name: "a place for everybody, one call in three throttled", maxConcurrentRuns: tenants, throttled: 1 / 3 },
];

const table = new Table({
  head: ["tenants", "ticks", "longest s", "started a tick", "not reached, all ticks", "at most going", "found"],
  style: { head: [], border: [] },
});
for (const scenario of scenarios) {
  console.log(`${scenario.name} ...`);
  const { row, faults } = await play(scenario);
  table.push([scenario.name, ...row, faults.join("; ") || "each once, in order, in time"]);
  if (faults.length > 0) process.exitCode = 1;
}
console.log(table.toString());

/** Everybody is due in one minute, a third a minute before; ticks until all have been started. */
async function play({ maxConcurrentRuns, databaseMs, throttled }: Scenario) {
  const isEarly = (index: number) => index % 3 === 2;
  const runDailyAtUtc = (index: number) => (isEarly(index) ? "01:59" : "02:00");
  const crowd = await Crowd.start({ tenants, maxConcurrentRuns, runDailyAtUtc, runMs: 50_000 });
  try {
    await crowd.tick("00:00");
    await crowd.tick("00:01");
    if (databaseMs !== undefined) crowd.databaseMs = () => databaseMs;
    if (throttled !== undefined) crowd.isThrottled = share(throttled);
    const ticks: Tick[] = [];
    while (crowd.invoked.length < tenants && ticks.length < maxTicks)
      ticks.push(await crowd.tick(minutesAfter("02:00", ticks.length)));
    const faults = faultsOf(crowd, { ticks, maxConcurrentRuns, isEarly });
    const longest = Math.max(...ticks.map(({ tookMs }) => tookMs));
    const started = ticks.map(({ result }) => result.started.length);
    const notReached = ticks.reduce((sum, tick) => sum + tick.notReached, 0);
    const row = [
      ticks.length,
      (longest / 1_000).toFixed(1),
      `${Math.min(...started)} to ${Math.max(...started)}`,
      notReached,
      crowd.maxGoing,
    ];
    return { row, faults };
  } finally {
    await crowd.close();
  }
}

/** So many of one, evenly. */
function share(of: number): () => boolean {
  let sum = 0;
  return () => {
    sum += of;
    if (sum < 1) return false;
    sum -= 1;
    return true;
  };
}

function faultsOf(
  crowd: Crowd,
  about: {
    readonly ticks: readonly Tick[];
    readonly maxConcurrentRuns: number;
    readonly isEarly: (index: number) => boolean;
  },
): readonly string[] {
  const { ticks, maxConcurrentRuns, isEarly } = about;
  const all = Array.from({ length: tenants }, (_, index) => index);
  const early = new Set<string>(all.filter(isEarly).map((index) => crowd.name(index)));
  // Ten are settled side by side, so the order is that of ticks; who was not reached waits for the next one.
  const waiting = new Set(early);
  const isInOrder = ticks.every(({ result, notReached }) => {
    for (const { tenantId } of result.started) waiting.delete(tenantId);
    return notReached > 0 || waiting.size === 0 || result.started.every(({ tenantId }) => early.has(tenantId));
  });
  const checks = [
    { fault: "not all were started", holds: new Set(crowd.invoked).size === tenants },
    { fault: "somebody was started twice", holds: crowd.invoked.length === new Set(crowd.invoked).size },
    { fault: "not in order", holds: isInOrder },
    { fault: "more than allowed at a time", holds: crowd.maxGoing <= maxConcurrentRuns },
    { fault: "a tick took too long", holds: ticks.every(({ tookMs }) => tookMs < lambdaMs) },
  ];
  return checks.flatMap(({ fault, holds }) => (holds ? [] : [fault]));
}
