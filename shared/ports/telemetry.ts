import type { RunRecord } from "#shared/domain/run/run.ts";

/** Values of one run that are metrics but not in its summary. */
export interface RunMetrics {
  readonly scopesUnreadable: number;
  /** Open conflicts about an id that may belong to another human now: who had it before may still sign in. */
  readonly perhapsAnotherHuman: number;
  readonly partialRunsInARow: number;
  /** Alerts that SNS has not taken; the next run sends them again. */
  readonly alertsNotSent: number;
  /** Absent when the JWT says nothing about its end, or was not read. */
  readonly jwtDaysLeft?: number;
}

/** Values of one tick (design 4.8). */
export interface TickMetrics {
  readonly runsGivenUp: number;
  readonly tenantsOverdue: number;
  readonly hoursOverdue: number;
  /** Since the last run that applied, of the enabled tenant who has waited longest for one. */
  readonly daysSinceApplied: number;
  readonly tenantsNotApplied: number;
  readonly alertsNotSent: number;
}

/** Logs and metrics: ids and counts only. */
export interface Telemetry {
  /** The one `sync.finished` line and the metrics of a run, whatever its end. */
  runFinished(run: RunRecord, metrics: RunMetrics): void;
  /** The metrics of one tick, zeros included. */
  tickFinished(metrics: TickMetrics): void;
  /** A constant message with ids and counts. */
  note(level: "debug" | "info" | "warn" | "error", message: string, facts?: Readonly<Record<string, unknown>>): void;
}
