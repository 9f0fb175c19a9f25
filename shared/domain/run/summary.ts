import type { RunId, TenantId } from "#shared/domain/ids.ts";
import type { Reason } from "#shared/domain/sync-error.ts";

export type RunStatus = "succeeded" | "partial" | "held" | "skipped" | "failed";

export interface ChangeCounts {
  readonly created: number;
  readonly linked: number;
  readonly updated: number;
  readonly reactivated: number;
  readonly deactivated: number;
  /** People in scope with neither a change nor a conflict. */
  readonly unchanged: number;
  readonly held: number;
  readonly failed: number;
  readonly conflicts: number;
}

export const noChanges: ChangeCounts = {
  created: 0,
  linked: 0,
  updated: 0,
  reactivated: 0,
  deactivated: 0,
  unchanged: 0,
  held: 0,
  failed: 0,
  conflicts: 0,
};

export interface CallCounts {
  readonly ringCentral: number;
  readonly ringCx: number;
  /** Answers with status 429. */
  readonly throttled: number;
}

export const noCalls: CallCounts = { ringCentral: 0, ringCx: 0, throttled: 0 };

export const triggers = ["schedule", "manual", "undo"] as const;
export type Trigger = (typeof triggers)[number];

/** What a run returns and what its record keeps (design 3.7). */
export interface RunSummary {
  readonly runId: RunId;
  readonly tenantId: TenantId;
  readonly trigger: Trigger;
  readonly mode: "apply" | "plan";
  readonly status: RunStatus;
  readonly reasons: readonly Reason[];
  /** ISO 8601 UTC with milliseconds. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** People in scope. */
  readonly people: number;
  readonly rosterUsers: number;
  readonly changes: ChangeCounts;
  readonly calls: CallCounts;
}
