import type { ApiError } from "#test/chaos/world/history.ts";
import type { SeenRun } from "#test/chaos/world/simulated-world.ts";
import type { OutboundCall } from "#test/chaos/world/wire.ts";

const reads = /^(platform|ringcx) GET |^dynamodb (GetItem|BatchGetItem|Query|Scan) |^ssm |^secretsmanager /;
const ringCentral = /^(platform|ringcx) /;
const passing: ReadonlySet<ApiError["kind"]> = new Set(["timeout", "reset", "lost-answer", "slow"]);

/**
 * Faults of AWS after which a process may have no retry left: its SDK has 500 tokens for each client, a retry costs 14, and
 * a call that succeeds at once brings back 1.
 */
const maxStruckBefore = 20;

/**
 * Whether all that struck a run were passing faults of single reads: it has to come to what it would have come to without.
 * `struckBefore`: faults of AWS in earlier runs of the same process.
 */
export function isUnaffected({ calls, rival }: SeenRun, struckBefore: number): boolean {
  // A message that is not taken is sent again by a later run.
  const struck = calls.filter(({ name, fault }) => fault !== undefined && !name.startsWith("sns "));
  const isAlone = new Set(struck.map(({ name }) => name)).size === struck.length;
  const isRetried = struckBefore <= maxStruckBefore;
  return (
    rival === undefined && isAlone && isRetried && struck.every((call) => reads.test(call.name) && isPassing(call))
  );
}

/** Calls of a run to AWS that a fault struck. */
export function awsFaults({ calls }: SeenRun): number {
  return calls.filter(({ name, fault }) => fault !== undefined && !ringCentral.test(name)).length;
}

function isPassing({ fault }: OutboundCall): boolean {
  if (fault?.kind === "status") return fault.status === 429 || fault.status >= 500;
  return fault !== undefined && passing.has(fault.kind);
}
