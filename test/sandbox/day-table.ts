import Table from "cli-table3";
import { formatChange } from "#functions/format/format-change.ts";
import type { ChangeRecord } from "#shared/domain/roster/change.ts";
import type { RunSummary } from "#shared/domain/run/summary.ts";
import type { AwsSimulator } from "#test/simulators/aws/aws-simulator.ts";

const maxRowsOfAKind = 4;

/** The changes of a run, a few of each kind. */
export function dayTable(changes: readonly ChangeRecord[]): string {
  const table = new Table({
    head: ["change", "user", "what", "why"],
    colWidths: [12, 17, 40, 46],
    wordWrap: false,
    style: { head: [], border: [], compact: true },
  });
  for (const [kind, records] of Map.groupBy(changes, kindOf)) {
    for (const record of records.slice(0, maxRowsOfAKind)) {
      table.push([kind, record.userId ?? record.sourceId ?? "-", formatChange(record), record.reason]);
    }
    if (records.length > maxRowsOfAKind) table.push([kind, `... ${records.length - maxRowsOfAKind} more`, "", ""]);
  }
  return table.length === 0 ? "  no changes" : table.toString();
}

function kindOf({ kind, outcome }: ChangeRecord): string {
  return outcome === "held" || outcome === "failed" ? outcome : kind;
}

interface Cost {
  readonly seconds: number;
  readonly requests: AwsSimulator["requests"]["entries"];
  readonly tables: AwsSimulator["tables"];
}

/** Status, counts and costs of a run on one line. */
export function summaryLine(
  { status, people, changes, calls, reasons }: RunSummary,
  { seconds, requests, tables }: Cost,
): string {
  const counts = Object.entries(changes).filter(([, count]) => count > 0);
  const writes = (table: string) =>
    requests.filter(
      (request) =>
        request.table === table &&
        ["PutItem", "UpdateItem", "BatchWriteItem", "DeleteItem"].includes(request.operation),
    ).length;
  return [
    `  ${status}: ${people} people, ${counts.map(([name, count]) => `${count} ${name}`).join(", ")}`,
    ...(reasons.length === 0 ? [] : [`[${[...new Set(reasons.map(({ code }) => code))].join(", ")}]`]),
    `| calls: ${calls.ringCentral} RingCentral, ${calls.ringCx} RingCX, ${calls.throttled} throttled`,
    `| write requests: ${writes(tables.roster)} roster, ${writes(tables.history)} history`,
    `| ${seconds.toFixed(1)} s`,
  ].join(" ");
}
