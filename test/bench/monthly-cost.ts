import Table from "cli-table3";
import type { Measurement } from "./measure-size.ts";

/** US dollars in us-east-1, free tiers left aside, as the public price pages had them in 2025: check before use. */
const prices = {
  lambdaGbSecond: 0.0000133334, // arm64
  lambdaRequest: 0.2e-6,
  schedulerInvocation: 1e-6,
  readUnit: 0.125e-6, // DynamoDB on demand
  writeUnit: 0.625e-6,
  tableGbMonth: 0.25 + 0.2, // storage and point-in-time recovery
  logGbIngested: 0.5,
  logGbMonth: 0.03,
  customMetricMonth: 0.3,
  alarmMetricMonth: 0.1,
  dashboardMonth: 3,
  keyMonth: 1,
  secretMonth: 0.4,
} as const;

/** What there is whatever the size, counted in the stack and measured at a tick. */
const fixed = {
  ticks: 43_200,
  /** A tick of one tenant: half a unit for the scan of the settings, one for its state, one for the list of tenants. */
  tickReadUnits: 2.5,
  tickLogBytes: 850,
  /** Billed; a warm tick takes about a tenth of that on a laptop. */
  tickSeconds: 0.1,
  dispatchGb: 0.5,
  syncGb: 1,
  runLogBytes: 2_400,
  logMonths: 3,
  /** Six metrics of each tick, and 18 that come in one or two hours of 24. */
  metrics: 6 + 18 * (1.5 / 24),
  /** What the 13 alarms read. */
  alarmMetrics: 16,
  /** Of RingCX, which decides how long a run takes. */
  callsPerSecond: 2,
} as const;

/** A busy month: a night in each week changes 5 %, the others nothing. */
const nights = { "no change": 26, "5 % change": 4 } as const;
/** Change records are kept for 400 days, and once more in the index by user. */
const monthsKept = 400 / 30;
const itemBytes = { roster: 500, change: 2 * 700 };

export interface MonthlyCost {
  readonly people: number;
  /** US dollars. */
  readonly parts: Readonly<Record<string, number>>;
  readonly total: number;
}

/** What a month costs for one tenant of a size of which all kinds of runs were measured. */
export function monthlyCost(measurements: readonly Measurement[]): MonthlyCost {
  const [{ people } = { people: 0 }] = measurements;
  const month = (of: (run: Measurement) => number): number =>
    measurements.reduce((sum, run) => sum + (run.kind === "onboarding" ? 0 : nights[run.kind] * of(run)), 0);
  const runs = nights["no change"] + nights["5 % change"];
  const { ticks, dispatchGb, syncGb } = fixed;

  const runSeconds = month(({ wallMs, calls }) => Math.max(wallMs / 1_000, calls / fixed.callsPerSecond));
  const gbSeconds = ticks * fixed.tickSeconds * dispatchGb + runSeconds * syncGb;
  const changed = month(({ changes }) => changes.created + changes.updated + changes.deactivated);
  const storedBytes = people * itemBytes.roster + changed * monthsKept * itemBytes.change;
  const logGb = (ticks * fixed.tickLogBytes + runs * fixed.runLogBytes) / 1e9;
  const parts = {
    Lambda: gbSeconds * prices.lambdaGbSecond + (ticks + runs) * prices.lambdaRequest,
    Scheduler: ticks * prices.schedulerInvocation,
    "DynamoDB reads": (ticks * fixed.tickReadUnits + month(({ reads }) => reads.units)) * prices.readUnit,
    // Each record in the history is written to the index by user as well.
    "DynamoDB writes":
      month(({ writes, historyItemsWritten }) => writes.units + historyItemsWritten) * prices.writeUnit,
    "DynamoDB storage": (storedBytes / 1e9) * prices.tableGbMonth,
    Logs: logGb * (prices.logGbIngested + fixed.logMonths * prices.logGbMonth),
    Metrics: fixed.metrics * prices.customMetricMonth,
    Alarms: fixed.alarmMetrics * prices.alarmMetricMonth,
    Dashboard: prices.dashboardMonth,
    "Key and secret": prices.keyMonth + prices.secretMonth,
  };
  return { people, parts, total: Object.values(parts).reduce((sum, part) => sum + part, 0) };
}

/** Costs by size, side by side. */
export function costTable(measurements: readonly Measurement[]): string {
  const sizes = [...Map.groupBy(measurements, ({ people }) => people).values()].map(monthlyCost);
  const table = new Table({
    head: ["US dollars a month", ...sizes.map(({ people }) => people.toLocaleString("en"))],
    style: { head: [], border: [] },
    colAligns: ["left", ...sizes.map(() => "right" as const)],
  });
  for (const part of Object.keys(sizes[0]?.parts ?? {})) {
    table.push([part, ...sizes.map(({ parts }) => (parts[part] ?? 0).toFixed(2))]);
  }
  table.push(["all", ...sizes.map(({ total }) => total.toFixed(2))]);
  return table.toString();
}
