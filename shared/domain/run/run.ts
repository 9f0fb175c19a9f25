import type { RunId, TenantId, UserId } from "#shared/domain/ids.ts";
import type { RiskyCounts } from "#shared/domain/roster/risky-kinds.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import type { RunSummary, Trigger } from "./summary.ts";

/** What starts a run (design 3.6), parsed and with its defaults filled in. */
export interface SyncEvent {
  readonly tenantId: TenantId;
  readonly trigger: Trigger;
  readonly mode?: "apply" | "plan";
  /** The due time that this run answers, ISO 8601 UTC with milliseconds. */
  readonly scheduledFor?: string;
  /** Who asked: an AWS identity, or `schedule`. */
  readonly requestedBy?: string;
  /** Settings for a what-if, in plan mode only. */
  readonly overrides?: Readonly<Record<string, unknown>>;
  /** The run to put back; with trigger `undo` only. */
  readonly undoOf?: RunId;
}

/** The run record as it stands while the run goes on, and for ever if it was killed. */
export interface RunStart {
  readonly runId: RunId;
  readonly tenantId: TenantId;
  readonly trigger: Trigger;
  readonly mode: "apply" | "plan";
  readonly startedAt: string;
  readonly scheduledFor?: string;
  readonly requestedBy?: string;
  readonly undoOf?: RunId;
}

/** The record of a run that begins: in the mode of its event, since its settings have not been read yet. */
export function startOf(event: SyncEvent, { runId, startedAt }: Pick<RunStart, "runId" | "startedAt">): RunStart {
  const { tenantId, trigger, mode = "apply", scheduledFor, requestedBy, undoOf } = event;
  return {
    runId,
    tenantId,
    trigger,
    mode,
    startedAt,
    ...(scheduledFor === undefined ? {} : { scheduledFor }),
    ...(requestedBy === undefined ? {} : { requestedBy }),
    ...(undoOf === undefined ? {} : { undoOf }),
  };
}

/** Whether a run writes to the roster. An event cannot widen the settings: plan in either makes a dry run. */
export function modeOf(event: Pick<SyncEvent, "mode">, settings: Pick<Settings, "mode">): RunStart["mode"] {
  return event.mode === "plan" || settings.mode === "plan" ? "plan" : "apply";
}

/** The run record once the run has ended. */
export interface RunRecord extends RunSummary {
  readonly scheduledFor?: string;
  readonly requestedBy?: string;
  readonly undoOf?: RunId;
  readonly actor?: UserId;
  /** Wall-clock time of the reading in which at least one call waited for a limit or a penalty of RingCentral. */
  readonly waitedMs?: number;
  /** SHA-256 of the plan, hexadecimal. */
  readonly planDigest?: string;
  /** SHA-256 of the held list, hexadecimal; there once the list is on record. */
  readonly heldDigest?: string;
  /** What an apply run changed of each risky kind, without approved and exempt changes. */
  readonly risky?: RiskyCounts;
  /** Changes that somebody has refused, which are kept back and in no other count. */
  readonly refused?: number;
  /** SHA-256 of the settings in force, hexadecimal. */
  readonly settingsFingerprint?: string;
  /** Users of whom only the upkeep of the link was written; absent where there were none. */
  readonly upkeep?: number;
  /** Who asked that the run be stopped. */
  readonly stoppedBy?: string;
}

/** A run record as read: without `finishedAt` and `status` it has not ended. */
export type StoredRun = RunStart & Partial<RunRecord>;

/** Whether nothing more is to be done for what is due: a run that failed, was skipped, or ran out of time is no answer. */
export function isAnswer({ status, reasons = [] }: Partial<Pick<RunRecord, "status" | "reasons">>): boolean {
  if (status !== "succeeded" && status !== "held" && status !== "partial") return false;
  return !reasons.some(({ code }) => code === "OUT_OF_TIME");
}

export const phases = ["reading", "planning", "recording", "applying", "finishing"] as const;

export interface Progress {
  readonly phase: (typeof phases)[number];
  readonly done: number;
  readonly total: number;
}

/** The right to be a tenant's only run, until it ends or expires. */
export interface Lease {
  readonly runId: RunId;
  readonly since: string;
  readonly until: string;
  readonly progress: Progress;
  /** Runs that were killed while they held the lease and whose intents are not closed yet, oldest first. */
  readonly unclosed: readonly RunId[];
}

/** A lease is taken for two minutes, by a clock that may be a little ahead. */
const longestLeaseMs = 10 * 60_000;

/**
 * Whether a lease is somebody's at an instant, ISO 8601 UTC. One whose end lies further ahead than any lease lasts is
 * nobody's: it would shut the tenant out for as long.
 */
export function isHeld<Held extends Pick<Lease, "until">>(lease: Held | undefined, now: string): lease is Held {
  if (lease === undefined) return false;
  const leftMs = Date.parse(lease.until) - Date.parse(now);
  return leftMs > 0 && leftMs <= longestLeaseMs;
}
