import type { Lease, Progress, StoredRun, SyncEvent } from "#shared/domain/run/run.ts";
import type { ScheduleState } from "#shared/domain/schedule/schedule-state.ts";
import type { OnBehalf, OperatorPorts, ReadOnlyPorts } from "./operator-ports.ts";

/** A run that was asked for. It is known by `requestedBy`, which no other run has. */
export interface StartedRun {
  readonly event: SyncEvent & { readonly requestedBy: string };
  readonly at: Date;
}

/** What is known of a run that was asked for. */
export type RunState =
  /** The function has not begun, or cannot be reached. */
  | { readonly kind: "waiting" }
  | { readonly kind: "going"; readonly run: StoredRun; readonly progress?: Progress }
  | { readonly kind: "ended"; readonly run: StoredRun };

type Wanted = Pick<SyncEvent, "trigger" | "mode" | "overrides" | "undoOf">;

/** Asks for a run and does not wait for it. */
export async function startRun(
  { wanted, onBehalf }: { readonly wanted: Wanted; readonly onBehalf: OnBehalf },
  { starter, clock, newUlid }: Pick<OperatorPorts, "starter" | "clock" | "newUlid">,
): Promise<StartedRun> {
  const { tenantId, by } = onBehalf;
  const mark = ` (${newUlid()})`;
  // 256 characters is what an event may carry; an ARN can be longer.
  const requestedBy = by.slice(0, 256 - mark.length) + mark;
  const event = { tenantId, ...wanted, requestedBy };
  await starter.start(event);
  return { event, at: clock.now() };
}

/**
 * Who asked for a run, as far as that is known: an event says what its sender wants it to say, so that it is quoted.
 * Only what dispatch itself remembers of the due time is taken for the schedule's.
 */
export function askedBy(
  { trigger, scheduledFor, requestedBy }: Pick<StoredRun, "trigger" | "scheduledFor" | "requestedBy">,
  schedule: Pick<ScheduleState, "lastScheduledFor"> | undefined,
): string | undefined {
  if (trigger === "schedule" && scheduledFor !== undefined && schedule?.lastScheduledFor === scheduledFor)
    return "the schedule";
  // Without the mark that tells one from the other.
  return requestedBy === undefined
    ? undefined
    : `says: ${requestedBy.replace(/ \([0-7][0-9A-HJKMNP-TV-Z]{25}\)$/, "")}`;
}

/** Looks for a run that was asked for. */
export async function stateOfRun(
  { event, at }: StartedRun,
  { history, leases }: Pick<ReadOnlyPorts, "history" | "leases">,
): Promise<RunState> {
  const { tenantId, requestedBy } = event;
  const clockSkewMs = 60_000;
  // The lease first: a run that ends in between is then seen as ended.
  const lease: Lease | undefined = await leases.read(tenantId);
  const runs = await history.runsSince(tenantId, new Date(at.getTime() - clockSkewMs));
  const run = runs.findLast((one) => one.requestedBy === requestedBy);
  if (run === undefined) return { kind: "waiting" };
  if (run.finishedAt !== undefined) return { kind: "ended", run };
  return { kind: "going", run, ...(lease?.runId === run.runId ? { progress: lease.progress } : {}) };
}
