import type { RunRecord } from "#shared/domain/run/run.ts";
import type { RunMetrics, Telemetry, TickMetrics } from "#shared/ports/telemetry.ts";

export interface Note {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly message: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Keeps what was told. */
export class FakeTelemetry implements Telemetry {
  readonly runs: { readonly run: RunRecord; readonly metrics: RunMetrics }[] = [];
  readonly ticks: TickMetrics[] = [];
  readonly notes: Note[] = [];

  runFinished(run: RunRecord, metrics: RunMetrics): void {
    this.runs.push({ run, metrics });
  }

  tickFinished(metrics: TickMetrics): void {
    this.ticks.push(metrics);
  }

  note(level: Note["level"], message: string, facts: Readonly<Record<string, unknown>> = {}): void {
    this.notes.push({ level, message, facts });
  }
}
