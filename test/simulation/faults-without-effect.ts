import type { CallFault } from "./history.ts";
import type { SeenRun } from "./simulated-world.ts";
import type { OutboundCall } from "./wire.ts";

const reads = /^(platform|ringcx) GET |^dynamodb (GetItem|BatchGetItem|Query|Scan) |^ssm |^secretsmanager /;
const passing: ReadonlySet<CallFault["kind"]> = new Set(["timeout", "reset", "lost-answer", "slow"]);

/** Whether all that struck a run were passing faults of single reads: it has to come to what it would have come to without. */
export function isUnaffected({ calls, rival }: SeenRun): boolean {
  const struck = calls.filter(({ fault }) => fault !== undefined);
  const isAlone = new Set(struck.map(({ name }) => name)).size === struck.length;
  return rival === undefined && isAlone && struck.every((call) => reads.test(call.name) && isPassing(call));
}

function isPassing({ fault }: OutboundCall): boolean {
  if (fault?.kind === "status") return fault.status === 429 || fault.status >= 500;
  return fault !== undefined && passing.has(fault.kind);
}
