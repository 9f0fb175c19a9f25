import { isAnswer, isHeld, type Lease, type RunStart, type StoredRun } from "#shared/domain/run/run.ts";
import type { PendingRun, ScheduleState } from "./schedule-state.ts";

/** After this much silence an invocation counts as lost. */
const silenceMs = 15 * 60_000;
/** A run takes the lease and writes its record one after the other: younger records are not taken for killed. */
const leaseMs = 2 * 60_000;

/** What was found of a pending invocation. */
interface Found {
  /** The clock when it was looked for, which is what leases are measured by; ISO 8601 UTC. */
  readonly at: string;
  readonly lease?: Lease | undefined;
  /** Runs of the tenant since the invocation, oldest first. */
  readonly runs: readonly StoredRun[];
}

/** What became of a pending invocation. */
export type Verdict =
  | { readonly kind: "going" }
  /** It ended, or had ended before: its record says how. */
  | { readonly kind: "ended"; readonly run: StoredRun }
  /** It has a record without an end and no lease: its process is gone. */
  | { readonly kind: "killed"; readonly run: StoredRun }
  /** It found another run at work, which is over now. */
  | { readonly kind: "blocked"; readonly run: StoredRun }
  /** Nothing was heard of it for 15 minutes. */
  | { readonly kind: "silent" };

/** Judges a pending invocation by what was found; `now` is the tick's time. */
export function judgePending(pending: PendingRun, request: JudgeRequest): Verdict {
  const { found, now, lastRunId = "", mode = "apply" } = request;
  const lease = isHeld(found.lease, found.at) ? found.lease : undefined;
  const own = found.runs.filter(
    (run) =>
      run.trigger === "schedule" &&
      run.scheduledFor === pending.scheduledFor &&
      // Its event asked for no dry run: one in a dry run is another's, unless the settings make one of every run.
      (run.mode === "apply" || mode === "plan") &&
      run.runId > lastRunId,
  );
  // An event may be delivered twice: when one run has answered, it does not matter how the other failed.
  const run = own.find(isAnswer) ?? own.findLast(({ status }) => status !== "skipped");
  if (run !== undefined) {
    if (run.finishedAt !== undefined) return { kind: "ended", run };
    const isYoung = Date.parse(found.at) - Date.parse(run.startedAt) < leaseMs;
    return lease?.runId === run.runId || isYoung ? { kind: "going" } : { kind: "killed", run };
  }
  const skipped = own.at(-1);
  const isBlocked = skipped?.reasons?.some(({ code }) => code === "RUN_IN_PROGRESS") ?? false;
  if (skipped !== undefined && !isBlocked) return { kind: "ended", run: skipped };
  // A lease without a record may be its own, which then follows, or another run's, which it has to wait for.
  if (lease !== undefined) return { kind: "going" };
  if (skipped !== undefined) return { kind: "blocked", run: skipped };
  return now.getTime() - Date.parse(pending.invokedAt) >= silenceMs ? { kind: "silent" } : { kind: "going" };
}

interface JudgeRequest {
  readonly found: Found;
  readonly now: Date;
  readonly lastRunId?: ScheduleState["lastRunId"];
  /** Of the settings; `apply` where it cannot be read. */
  readonly mode?: RunStart["mode"] | undefined;
}

/** The instant since which records may be those of a pending invocation: either clock, and a minute of skew. */
export function pendingSince({ invokedAt, sentAt }: PendingRun): Date {
  return new Date(Math.min(Date.parse(invokedAt), Date.parse(sentAt)) - 60_000);
}
