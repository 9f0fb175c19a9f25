import Table from "cli-table3";
import type { TableTraffic } from "./bench-world.ts";
import type { Measurement } from "./measure-size.ts";
import type { RatedMeasurement } from "./rated-runs.ts";
import type { Results, TargetResult } from "./targets.ts";
import { isMet } from "./targets.ts";

/** The measurements as a table for a terminal. */
export function measurementTable(measurements: readonly Measurement[]): string {
  const table = new Table({
    head: [
      "people",
      "run",
      "wall s",
      "of it database s",
      "CPU s",
      "peak MB",
      "calls / minimum",
      "reads: requests, items, units",
      "writes: requests, items, units",
    ],
    style: { head: [], border: [] },
    colAligns: ["right", "left", ...Array.from({ length: 7 }, () => "right" as const)],
  });
  for (const one of measurements) {
    table.push([
      whole(one.people),
      one.kind,
      seconds(one.wallMs),
      seconds(one.databaseMs),
      seconds(one.cpuMs),
      megabytes(one.peakBytes).toFixed(0),
      `${one.calls} / ${one.minimumCalls}`,
      trafficText(one.reads),
      trafficText(one.writes),
    ]);
  }
  return table.toString();
}

/** Runs with the rate limits on, each beside the shortest time that the limits allow. */
export function floorTable(runs: readonly RatedMeasurement[]): string {
  const head = ["agent groups", "extensions", "run", "calls", "throttled", "time s", "floor s", "time / floor"];
  const colAligns = head.map((name) => (name === "run" ? "left" : "right"));
  const table = new Table({ head, style: { head: [], border: [] }, colAligns });
  for (const { groups, extensions, day, calls, throttled, ms, floorMs } of runs)
    table.push([
      groups,
      extensions.toLocaleString("en"),
      day,
      calls,
      throttled,
      seconds(ms),
      seconds(floorMs),
      (ms / floorMs).toFixed(3),
    ]);
  return table.toString();
}

/** Bundle sizes and cold starts. */
export function bundleTable({ bundleBytes, coldStarts }: Pick<Results, "bundleBytes" | "coldStarts">): string {
  const table = new Table({
    head: ["function", "bundle MB", "cold start ms", "an empty handler ms"],
    style: { head: [], border: [] },
  });
  for (const [name, bytes] of Object.entries(bundleBytes)) {
    const ms = coldStarts.bundles[name] ?? Number.NaN;
    table.push([name, megabytes(bytes).toFixed(2), ms.toFixed(0), coldStarts.empty.toFixed(0)]);
  }
  return table.toString();
}

/** Targets, what was found, and whether they are met. */
export function targetTable(results: readonly TargetResult[]): string {
  const table = new Table({ head: ["target", "found", "at most", ""], style: { head: [], border: [] } });
  for (const result of results) {
    const found = Number(result.found.toFixed(2));
    table.push([
      result.target,
      `${found} ${result.unit}`,
      `${result.most} ${result.unit}`,
      isMet(result) ? "met" : "MISSED",
    ]);
  }
  return table.toString();
}

function trafficText({ requests, items, units }: TableTraffic): string {
  return [requests, items, units].map(whole).join(", ");
}

function whole(count: number): string {
  return Math.round(count).toLocaleString("en");
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(2);
}

function megabytes(bytes: number): number {
  return bytes / 1_048_576;
}
