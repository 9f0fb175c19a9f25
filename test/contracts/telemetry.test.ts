import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createPowertools, PowertoolsTelemetry } from "#shared/adapters/powertools/powertools-telemetry.ts";
import { runId, tenantId } from "#shared/domain/ids.ts";
import type { RunRecord } from "#shared/domain/run/run.ts";
import { noChanges } from "#shared/domain/run/summary.ts";
import type { Telemetry } from "#shared/ports/telemetry.ts";
import { FakeTelemetry } from "#test/fakes/fake-telemetry.ts";
import { captureOutput } from "./captured-output.ts";

interface Subject {
  readonly telemetry: Telemetry;
  /** What was told, in the few words that every implementation can be asked for. */
  told(): {
    readonly finished: readonly unknown[];
    readonly overdue: readonly unknown[];
    readonly notes: readonly unknown[];
  };
}

let lines: ReturnType<typeof captureOutput> = [];

const subjects: Readonly<Record<string, () => Subject>> = {
  "fake telemetry": () => {
    const telemetry = new FakeTelemetry();
    return {
      telemetry,
      told: () => ({
        finished: telemetry.runs.map(({ run, metrics }) => [run.runId, run.status, metrics.partialRunsInARow]),
        overdue: telemetry.ticks.map((tick) => tick.tenantsOverdue),
        notes: telemetry.notes.map(({ level, message, facts }) => [level.toUpperCase(), message, facts.tenant_id]),
      }),
    };
  },
  "Powertools telemetry": () => ({
    telemetry: new PowertoolsTelemetry(createPowertools({ stage: "test" })),
    told: () => ({
      finished: lines
        .filter((line) => line.message === "sync.finished")
        .map((line) => [line.run_id, line.status, lines.find((metric) => "PeopleRead" in metric)?.PartialRunsInARow]),
      overdue: lines.flatMap((line) => line.TenantsOverdue ?? []),
      notes: lines
        .filter((line) => "message" in line && line.message !== "sync.finished")
        .map((line) => [line.level, line.message, line.tenant_id]),
    }),
  }),
};

const run: RunRecord = {
  runId: runId("01JRUN0000000000000000000A"),
  tenantId: tenantId("default"),
  trigger: "manual",
  mode: "apply",
  status: "partial",
  reasons: [],
  startedAt: "2026-03-02T02:00:00.000Z",
  finishedAt: "2026-03-02T02:00:30.000Z",
  people: 1,
  rosterUsers: 1,
  changes: noChanges,
  calls: { ringCentral: 1, ringCx: 4, throttled: 0 },
};

describe.each(Object.entries(subjects))("%s", (_name, create) => {
  beforeEach(() => {
    lines = captureOutput();
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  const quiet = {
    runsGivenUp: 0,
    tenantsOverdue: 0,
    hoursOverdue: 0,
    daysSinceApplied: 0,
    tenantsNotApplied: 0,
    alertsNotSent: 0,
  };

  test("a finished run, a tick and a note are each told once", () => {
    const { telemetry, told } = create();
    telemetry.runFinished(run, {
      ...{ scopesUnreadable: 1, perhapsAnotherHuman: 0, partialRunsInARow: 3, alertsNotSent: 0 },
    });
    telemetry.tickFinished({ ...quiet, tenantsOverdue: 2, hoursOverdue: 5 });
    telemetry.note("warn", "alert.not_sent", { tenant_id: "default" });
    expect(told()).toEqual({
      finished: [[run.runId, "partial", 3]],
      overdue: [2],
      notes: [["WARN", "alert.not_sent", "default"]],
    });
  });
});
