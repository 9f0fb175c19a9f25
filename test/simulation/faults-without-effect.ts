import type { SeenRun } from "./simulated-world.ts";
import type { OutboundCall } from "./wire.ts";

const reads = /^(platform|ringcx) GET |^dynamodb (GetItem|BatchGetItem|Query|Scan) |^ssm |^secretsmanager /;

/** Whether all that struck a run were passing faults of single reads: it has to come to what it would have come to without. */
export function isUnaffected({ calls, rival }: SeenRun): boolean {
  const struck = calls.filter(({ fault }) => fault !== undefined);
  const isAlone = new Set(struck.map(({ name }) => name)).size === struck.length;
  return rival === undefined && isAlone && struck.every((call) => reads.test(call.name) && isPassing(call));
}

function isPassing({ fault }: OutboundCall): boolean {
  switch (fault?.kind) {
    case "timeout":
    case "reset":
    case "lost-answer":
    case "slow":
      return true;
    case "status":
      return fault.status === 429 || fault.status >= 500;
    default:
      return false;
  }
}
