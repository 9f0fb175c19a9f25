import type { Progress, StoredRun } from "#shared/domain/run/run.ts";
import type { ChangeCounts } from "#shared/domain/run/summary.ts";
import type { ScheduleState } from "#shared/domain/schedule/schedule-state.ts";
import { askedBy } from "#shared/operator/started-run.ts";

/** A name and what is said under it. */
export type Fact = readonly [name: string, says: string];

/** A run, and what dispatch remembers of its tenant, where that was read. */
export interface ToldRun {
  readonly run: StoredRun;
  readonly schedule?: Pick<ScheduleState, "lastScheduledFor">;
}

/** What is known of one run, in the order in which it is told; its reasons come after that. */
export function runFacts({ run, schedule }: ToldRun): readonly Fact[] {
  const { runId, trigger, mode, status, startedAt, finishedAt, scheduledFor, actor, changes, calls } = run;
  const { waitedMs = 0, stoppedBy } = run;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["run", runId],
    ["status", status ?? "has not ended"],
    ["mode", mode === "plan" ? "plan (a dry run: nothing was written to the roster)" : mode],
    ["started", `${startedAt}, ${trigger}${scheduledFor === undefined ? "" : `, due at ${scheduledFor}`}`],
    ["took", finishedAt === undefined ? undefined : formatDuration(Date.parse(finishedAt) - Date.parse(startedAt))],
    ["asked for by", askedBy(run, schedule)],
    ["stopped by", stoppedBy],
    ["in the name of", actor],
    ["people", run.people === undefined ? undefined : `${run.people} in scope, ${run.rosterUsers ?? 0} roster users`],
    ["changes", changes === undefined ? undefined : formatCounts(changes)],
    [
      "calls",
      calls === undefined
        ? undefined
        : `${calls.ringCentral} RingCentral, ${calls.ringCx} RingCX, ${calls.throttled} throttled`,
    ],
    ["waited", waitedMs === 0 ? undefined : `${formatDuration(waitedMs)} for RingCentral's limits`],
  ];
  return facts.flatMap(([name, says]) => (says === undefined ? [] : [[name, says] as const]));
}

const order = [
  "created",
  "linked",
  "updated",
  "reactivated",
  "deactivated",
  "held",
  "failed",
  "conflicts",
  "unchanged",
] as const;

/** `2 created, 1 deactivated, 143 unchanged`; what is zero is left out. */
export function formatCounts(counts: ChangeCounts): string {
  const told = order.filter((name) => counts[name] > 0).map((name) => `${counts[name]} ${name}`);
  return told.length === 0 ? "no changes" : told.join(", ");
}

/** `applying, 512 of 3000`; a phase that counts nothing is told alone. */
export function formatProgress({ phase, done, total }: Progress): string {
  return total > 0 ? `${phase}, ${done} of ${total}` : phase;
}

/** `0.4 s`, `12 s`, `3 min 5 s`. */
export function formatDuration(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
