import type { RunId } from "#shared/domain/ids.ts";
import { isHeld, type Progress, type StoredRun } from "#shared/domain/run/run.ts";
import type { OnBehalf, OperatorPorts, ReadOnlyPorts } from "./operator-ports.ts";
import { type SwitchedOff, switchServiceOff } from "./settings-change.ts";

/** What somebody has stopped. */
export interface Stopped {
  /** The run that was asked to stop, and how far it had got; absent where none was going on. */
  readonly run?: { readonly runId: RunId; readonly progress: Progress };
  readonly service: SwitchedOff | "left-on";
}

interface StopOrder {
  /** The run that goes on, or besides all that the schedule would start. */
  readonly what: "this-run" | "service";
  readonly onBehalf: OnBehalf;
}

type StopPorts = Parameters<typeof switchServiceOff>[1] & Pick<OperatorPorts, "leases" | "stops">;

/** Asks the run that goes on to stop and does not wait for it; then switches the service off, unless told not to. */
export async function stop({ what, onBehalf }: StopOrder, ports: StopPorts): Promise<Stopped> {
  const { tenantId, by } = onBehalf;
  const lease = await ports.leases.read(tenantId);
  const at = ports.clock.now().toISOString();
  const isGoing = isHeld(lease, at);
  if (isGoing) await ports.stops.request(tenantId, { runId: lease.runId, by, at });
  const service = what === "this-run" ? "left-on" : await switchServiceOff(onBehalf, ports);
  return { ...(isGoing ? { run: { runId: lease.runId, progress: lease.progress } } : {}), service };
}

/** What has become of a run that was asked to stop: `gone` when it was killed and has left no end. */
export async function stateOfStopped(
  { tenantId, runId }: { readonly tenantId: OnBehalf["tenantId"]; readonly runId: RunId },
  { leases, history, clock }: Pick<ReadOnlyPorts, "leases" | "history" | "clock">,
): Promise<
  | { readonly kind: "going"; readonly progress: Progress }
  | { readonly kind: "ended"; readonly run: StoredRun }
  | { readonly kind: "gone" }
> {
  // The lease first: a run that ends in between is then seen as ended.
  const lease = await leases.read(tenantId);
  const run = await history.run(tenantId, runId);
  if (run?.finishedAt !== undefined) return { kind: "ended", run };
  const isGoing = isHeld(lease, clock.now().toISOString()) && lease.runId === runId;
  return isGoing ? { kind: "going", progress: lease.progress } : { kind: "gone" };
}
