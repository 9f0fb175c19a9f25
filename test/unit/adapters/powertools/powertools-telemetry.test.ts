import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createPowertools, PowertoolsTelemetry } from "#shared/adapters/powertools/powertools-telemetry.ts";
import { runId, tenantId } from "#shared/domain/ids.ts";
import type { RunRecord } from "#shared/domain/run/run.ts";
import { noChanges } from "#shared/domain/run/summary.ts";
import type { RunMetrics } from "#shared/ports/telemetry.ts";
import { captureOutput } from "#test/contracts/captured-output.ts";

let lines: ReturnType<typeof captureOutput> = [];
let telemetry: PowertoolsTelemetry;

beforeEach(() => {
  lines = captureOutput();
  telemetry = new PowertoolsTelemetry(createPowertools({ stage: "test" }));
});
afterEach(() => {
  vi.restoreAllMocks();
});

const run: RunRecord = {
  runId: runId("01JRUN0000000000000000000A"),
  tenantId: tenantId("default"),
  trigger: "schedule",
  mode: "apply",
  status: "succeeded",
  reasons: [{ code: "SCOPE_UNREADABLE", message: "sub:77 answered 503", details: { scope: "sub:77", callsMade: 4 } }],
  startedAt: "2026-03-02T02:00:00.000Z",
  finishedAt: "2026-03-02T02:00:30.250Z",
  scheduledFor: "2026-03-02T02:00:00.000Z",
  people: 150,
  rosterUsers: 151,
  changes: { ...noChanges, created: 3, held: 2, unchanged: 145 },
  calls: { ringCentral: 2, ringCx: 9, throttled: 1 },
};
const nothingElse: RunMetrics = {
  ...{ scopesUnreadable: 0, perhapsAnotherHuman: 0, partialRunsInARow: 0, alertsNotSent: 0 },
};
const metricLines = () => lines.filter((line) => "_aws" in line);
const logLines = () => lines.filter((line) => "message" in line);
/** Names and units as one EMF blob declares them. */
const declared = (line: unknown) => {
  const { _aws } = line as {
    _aws: {
      CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string; Unit: string }[] }[];
    };
  };
  return _aws.CloudWatchMetrics;
};

describe("a run", () => {
  test("does not log who asked for it: the session name of an AWS identity is often an e-mail", () => {
    const requestedBy = "arn:aws:sts::111122223333:assumed-role/operators/dana.doe@example.com";
    telemetry.runFinished({ ...run, requestedBy }, nothingElse);
    expect(JSON.stringify(lines)).not.toContain("dana.doe");
    expect(logLines()).toHaveLength(1);
  });

  test("writes all its metrics in one EMF blob, zeros included, by service and stage", () => {
    telemetry.runFinished(run, { ...nothingElse, scopesUnreadable: 1, alertsNotSent: 2 });
    expect(metricLines()).toHaveLength(1);
    const { _aws: _declared, ...values } = metricLines()[0] ?? {};
    expect(values).toEqual({
      service: "user-sync",
      stage: "test",
      PeopleRead: 150,
      UsersCreated: 3,
      UsersLinked: 0,
      UsersUpdated: 0,
      UsersReactivated: 0,
      UsersDeactivated: 0,
      UsersUnchanged: 145,
      ChangesHeld: 2,
      ChangesFailed: 0,
      Conflicts: 0,
      ScopesUnreadable: 1,
      ApiCalls: 11,
      ApiThrottles: 1,
      RunDuration: 30_250,
      RunFailed: 0,
      RunHeld: 0,
      PartialRunsInARow: 0,
      AlertsNotSent: 2,
    });
    const [directive, ...others] = declared(metricLines()[0]);
    expect(others).toEqual([]);
    expect(directive?.Namespace).toBe("RingCentralUserSync");
    expect(directive?.Dimensions.map((set) => set.toSorted())).toEqual([["service", "stage"]]);
    expect(directive?.Metrics).toContainEqual({ Name: "RunDuration", Unit: "Milliseconds" });
    expect(directive?.Metrics).toHaveLength(18);
  });

  test("tells the days left of the JWT only when they are known, zero included", () => {
    telemetry.runFinished(run, { ...nothingElse, jwtDaysLeft: 0 });
    expect(metricLines()[0]).toMatchObject({ JwtDaysLeft: 0 });
  });

  test.each([["failed", { RunFailed: 1, RunHeld: 0 }] as const, ["held", { RunFailed: 0, RunHeld: 1 }] as const])(
    "that is %s counts as such",
    (status, expected) => {
      telemetry.runFinished({ ...run, status }, nothingElse);
      expect(metricLines()[0]).toMatchObject(expected);
    },
  );

  test("with an id that may belong to another human counts as held, since a leaver may still sign in; no dry run", () => {
    telemetry.runFinished(run, { ...nothingElse, perhapsAnotherHuman: 2 });
    telemetry.runFinished({ ...run, mode: "plan" }, { ...nothingElse, perhapsAnotherHuman: 2 });
    expect(metricLines().map(({ RunHeld }) => RunHeld)).toEqual([1, 0]);
  });

  test("that is a dry run tells what it would do in its log line, and counts as no change and not as held", () => {
    const dry = { ...run, mode: "plan", status: "held" } as const;
    telemetry.runFinished(dry, nothingElse);
    expect(metricLines()[0]).toMatchObject({ PeopleRead: 150, UsersUnchanged: 145 });
    expect(metricLines()[0]).toMatchObject({ UsersCreated: 0, ChangesHeld: 0, RunHeld: 0 });
    expect(logLines()[0]).toMatchObject({ mode: "plan", status: "held", changes: { created: 3, held: 2 } });
  });

  test("logs its whole summary in one line", () => {
    telemetry.runFinished(run, nothingElse);
    expect(logLines()).toHaveLength(1);
    expect(logLines()[0]).toMatchObject({
      level: "INFO",
      message: "sync.finished",
      run_id: run.runId,
      tenant_id: "default",
      trigger: "schedule",
      mode: "apply",
      status: "succeeded",
      started_at: run.startedAt,
      finished_at: run.finishedAt,
      scheduled_for: run.scheduledFor,
      people: 150,
      roster_users: 151,
      changes: { ...noChanges, created: 3, held: 2, unchanged: 145 },
      calls: { ring_central: 2, ring_cx: 9, throttled: 1 },
      reasons: [{ code: "SCOPE_UNREADABLE", details: { scope: "sub:77", calls_made: 4 } }],
    });
  });

  test("that failed is logged as an error", () => {
    telemetry.runFinished({ ...run, status: "failed" }, nothingElse);
    expect(logLines()).toMatchObject([{ level: "ERROR", message: "sync.finished" }]);
  });

  test("does not carry over values of the run before it", () => {
    telemetry.runFinished(run, { ...nothingElse, jwtDaysLeft: 3 });
    telemetry.runFinished(run, nothingElse);
    expect(metricLines().map((line) => [line.PeopleRead, line.JwtDaysLeft])).toEqual([
      [150, 3],
      [150, undefined],
    ]);
  });
});

test("a tick writes its metrics, zeros included", () => {
  telemetry.tickFinished({
    runsGivenUp: 0,
    tenantsOverdue: 0,
    hoursOverdue: 0,
    daysSinceApplied: 3.5,
    tenantsNotApplied: 1,
    alertsNotSent: 0,
  });
  const { _aws: _declared, ...values } = metricLines()[0] ?? {};
  expect(values).toEqual({
    service: "user-sync",
    stage: "test",
    RunsGivenUp: 0,
    TenantsOverdue: 0,
    HoursOverdue: 0,
    DaysSinceApplied: 3.5,
    TenantsNotApplied: 1,
    AlertsNotSent: 0,
  });
});

test.each(["info", "warn", "error"] as const)("a note of level %s is one line with its facts", (level) => {
  telemetry.note(level, "sync.refused", { tenant_id: "default", faults: 2 });
  expect(logLines()).toMatchObject([
    { level: level.toUpperCase(), message: "sync.refused", tenant_id: "default", faults: 2, service: "user-sync" },
  ]);
});
