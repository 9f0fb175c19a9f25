import type { RunRecord, StoredRun } from "./run.ts";
import { noCalls, noChanges } from "./summary.ts";

/** The record of a run that was killed, closed by somebody else: failed with INTERNAL. */
export function abortedRun(run: StoredRun, finishedAt: string): RunRecord {
  const message =
    "the run was killed: its lease ended and its record did not. Its changes up to then are in its change records; the next run finds out which were made and goes on.";
  return {
    ...run,
    status: "failed",
    reasons: [...(run.reasons ?? []), { code: "INTERNAL", message }],
    finishedAt,
    people: run.people ?? 0,
    rosterUsers: run.rosterUsers ?? 0,
    changes: run.changes ?? noChanges,
    calls: run.calls ?? noCalls,
  };
}
