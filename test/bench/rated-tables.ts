import Table from "cli-table3";
import type { Cost } from "./bench-world.ts";
import type { RunKind } from "./measure-size.ts";
import type { RatedMeasurement } from "./rated-runs.ts";
import type { Compared } from "./straightforward-runs.ts";

/** Runs with the rate limits on, each beside the shortest time that the limits allow. */
export function floorTable(runs: readonly RatedMeasurement[]): string {
  const head = ["agent groups", "extensions", "run", "calls", "throttled", "time s", "floor s", "time / floor"];
  const rows = runs.map(({ groups, extensions, day, calls, throttled, ms, floorMs }) => [
    groups,
    extensions.toLocaleString("en"),
    day,
    calls,
    throttled,
    seconds(ms),
    seconds(floorMs),
    (ms / floorMs).toFixed(3),
  ]);
  return tableOf(head, rows);
}

/** The sync beside the straightforward script, with the rate limits on. */
export function comparisonTable(runs: readonly Compared[]): string {
  const head = ["run", "program", "time s", "calls", "throttled", "DynamoDB requests"];
  const rows = [...Map.groupBy(runs, ({ kind }) => kind)].flatMap(([kind, ofKind]) =>
    ofKind.map(({ program, ms, calls, throttled, tableRequests }) => [
      kind,
      program,
      seconds(ms),
      calls,
      throttled,
      tableRequests,
    ]),
  );
  return (
    `${tableOf(head, rows)}\n` +
    "The straightforward script does less: no second reading before it deactivates, no hold, no history to undo from,\n" +
    "no lease, no retry but after a 429; an answer that is incomplete switches people off."
  );
}

type KindCost = Cost & { readonly kind: RunKind };

/** CPU time and memory of both programs, each in a process of its own, with the rate limits off. */
export function costComparisonTable(costs: {
  readonly sync: readonly KindCost[];
  readonly script: readonly KindCost[];
}): string {
  const head = ["run", "program", "CPU s", "peak MB", "wall s", "calls", "DynamoDB requests"];
  const row = (program: string, { kind, cpuMs, peakBytes, wallMs, calls, reads, writes }: KindCost) => [
    kind,
    program,
    seconds(cpuMs),
    Math.round(peakBytes / 1_048_576),
    seconds(wallMs),
    calls,
    reads.requests + writes.requests,
  ];
  const rows = costs.sync.flatMap((sync, index) => {
    const script = costs.script[index];
    return [row("sync", sync), ...(script === undefined ? [] : [row("straightforward", script)])];
  });
  return tableOf(head, rows);
}

function tableOf(head: string[], rows: readonly (string | number)[][]): string {
  const isText = (name: string) => name === "run" || name === "program";
  const colAligns = head.map((name) => (isText(name) ? "left" : "right"));
  const table = new Table({ head, style: { head: [], border: [] }, colAligns });
  table.push(...rows);
  return table.toString();
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(2);
}
