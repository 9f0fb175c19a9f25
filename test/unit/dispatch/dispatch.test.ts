import { beforeEach, describe, expect, it } from "vitest";
import type { TenantId } from "#shared/domain/ids.ts";
import { runId, tenantId } from "#shared/domain/ids.ts";
import type { ReasonCode } from "#shared/domain/sync-error.ts";
import { acme, DispatchWorld, instant } from "./dispatch-world.ts";

const due = "2026-03-02T02:00:00.000Z";
let world: DispatchWorld;

beforeEach(async () => {
  world = new DispatchWorld();
  world.addTenant(acme);
});

/** Enabled on the 1st at noon, started on the 2nd at 02:00. */
async function startedRun(): Promise<void> {
  await world.tick("01T12:00");
  await world.tick("02T02:00");
}

async function failedRun(codes: readonly ReasonCode[] = ["RINGCX_UNAVAILABLE"]): Promise<void> {
  await startedRun();
  await world.runAnswers({ from: "02T02:00", to: "02T02:04", status: "failed", codes });
}

describe("a due tenant", () => {
  it("is started once, at its time, with the state written before", async () => {
    let written: unknown;
    world.starter.beforeStart = () => {
      written = world.state().pending?.scheduledFor;
    };
    expect(await world.tick("01T12:00")).toEqual({ checked: 1, started: [], faulty: [] });
    expect(await world.tick("02T02:00")).toEqual({
      checked: 1,
      started: [{ tenantId: acme, scheduledFor: due, reason: "due" }],
      faulty: [],
    });
    expect(written).toBe(due);
    expect(world.starter.started).toEqual([
      { tenantId: acme, trigger: "schedule", scheduledFor: due, requestedBy: "schedule" },
    ]);
    expect((await world.tick("02T02:01")).started).toEqual([]);
  });

  it("is started late after an outage, once", async () => {
    await world.tick("01T12:00");
    expect((await world.tick("04T09:30")).started).toEqual([{ tenantId: acme, scheduledFor: due, reason: "due" }]);
    await world.runAnswers({ from: "04T09:30", to: "04T09:31", status: "succeeded" });
    expect((await world.tick("04T09:32")).started).toEqual([]);
    expect(world.state().nextRunAt).toBe(instant("05T02:00"));
  });

  it("is started again by the next day's time after a good run", async () => {
    await startedRun();
    await world.runAnswers({ from: "02T02:00", to: "02T02:03", status: "held", codes: ["DEACTIVATIONS_HELD"] });
    await world.tick("02T02:04");
    expect(world.state()).not.toHaveProperty("pending");
    expect((await world.tick("03T02:00")).started).toMatchObject([
      { scheduledFor: instant("03T02:00"), reason: "due" },
    ]);
  });

  it("is not answered by somebody's dry run for its due time, but by its own where the settings make it one", async () => {
    for (const mode of ["apply", "plan"] as const) {
      world = new DispatchWorld();
      world.addTenant(acme, { mode });
      await startedRun();
      await world.runAnswers({ from: "02T02:00", to: "02T02:03", status: "succeeded", mode: "plan" });
      await world.tick("02T02:15");
      expect(world.starter.started).toHaveLength(mode === "plan" ? 1 : 2);
      expect(world.state().unfinishedSince).toBe(mode === "plan" ? undefined : due);
    }
  });

  it("uses the clock when the tick has no time", async () => {
    await world.tick("01T12:00");
    await world.clock.advance(24 * 3_600_000);
    const result = await world.other()({ deadline: { remainingMs: () => 1 } });
    expect(result.started).toMatchObject([{ scheduledFor: due }]);
  });
});

describe("a quiet tick", () => {
  it("reads nothing but items and states, and writes nothing", async () => {
    await world.tick("01T12:00");
    const { writes } = world.schedules;
    await world.tick("01T12:01");
    await world.tick("01T12:04");
    expect(world.reads).toEqual({
      ...{ parameters: 1, leases: 0, allLeases: 1, runs: 0, run: 0, recentRuns: 0, secrets: 0 },
    });
    expect(world.schedules.writes).toBe(writes);
    expect(world.telemetry.ticks.at(-1)).toMatchObject({ runsGivenUp: 0, tenantsOverdue: 0, hoursOverdue: 0 });
  });

  it("reads the parameters again after 5 minutes", async () => {
    await world.tick("01T12:00");
    world.settings.putParameter(acme, "runDailyAtUtc", "13:00");
    await world.tick("01T12:04");
    expect(world.state().runDailyAtUtc).toBe("02:00");
    await world.tick("01T12:05");
    expect(world.state()).toMatchObject({ runDailyAtUtc: "13:00", nextRunAt: instant("01T13:00") });
  });

  it("goes on with the parameters it has when they cannot be read again, but not with none", async () => {
    const failing = { ...world.ports.settings, readAllParameters: () => Promise.reject(new Error("down")) };
    await expect(world.other({ settings: failing })({ deadline: { remainingMs: () => 1 } })).rejects.toThrow("down");

    world.settings.putParameter(acme, "mode", "plan");
    let reads = 0;
    const once = {
      ...world.ports.settings,
      readAllParameters: () => {
        reads += 1;
        return reads === 1 ? world.settings.readAllParameters() : Promise.reject(new Error("down"));
      },
    };
    const dispatch = world.other({ settings: once });
    await dispatch({ scheduledTime: instant("01T12:00"), deadline: { remainingMs: () => 1 } });
    await dispatch({ scheduledTime: instant("01T12:10"), deadline: { remainingMs: () => 1 } });
    expect(reads).toBe(2);
    expect(world.state().seenSettings).toMatchObject({ mode: "plan" });
    expect(world.telemetry.notes).toContainEqual(expect.objectContaining({ message: "dispatch.parameters_stale" }));
  });
});

describe("a failed run", () => {
  it("is tried again 15, 30 and 60 minutes after each failure, then given up with an alert", async () => {
    await failedRun();
    await world.tick("02T02:05");
    expect(world.state()).toMatchObject({ attempt: 1, retryAt: instant("02T02:19") });
    expect((await world.tick("02T02:18")).started).toEqual([]);
    for (const [tick, end, next] of [
      ["02T02:19", "02T02:20", "02T02:50"],
      ["02T02:50", "02T02:52", "02T03:52"],
    ] as const) {
      expect((await world.tick(tick)).started).toEqual([{ tenantId: acme, scheduledFor: due, reason: "retry" }]);
      await world.runAnswers({ from: tick, to: end, status: "failed", codes: ["INTERNAL"] });
      await world.tick(end);
      expect(world.state().retryAt).toBe(instant(next));
    }
    expect((await world.tick("02T03:52")).started).toMatchObject([{ reason: "retry" }]);
    const last = await world.runAnswers({
      from: "02T03:52",
      to: "02T03:53",
      status: "failed",
      codes: ["SOURCE_EMPTY"],
    });
    expect(world.alerts.sent).toEqual([]);
    expect(world.telemetry.ticks.every(({ runsGivenUp }) => runsGivenUp === 0)).toBe(true);
    await world.tick("02T04:30");
    expect(world.telemetry.ticks.at(-1)).toMatchObject({ runsGivenUp: 1, tenantsOverdue: 1, hoursOverdue: 2.5 });
    expect(world.alerts.sent).toMatchObject([{ tenantId: acme, code: "SOURCE_EMPTY", runId: last }]);
    const [alert] = world.alerts.sent;
    expect(alert?.message).toMatch(/failed 4 times/u);
    expect(alert?.message).toContain(last);
    expect(alert?.subject).toMatch(/^[\x20-\x7e]{1,100}$/u);

    expect((await world.tick("02T08:00")).started).toEqual([]);
    expect(world.telemetry.ticks.at(-1)?.runsGivenUp).toBe(0);
    expect((await world.tick("03T02:00")).started).toMatchObject([{ reason: "due" }]);
  });

  it("is not tried again once the service is disabled", async () => {
    await failedRun();
    await world.tick("02T02:05");
    world.addTenant(acme, { serviceEnabled: false });
    await world.tick("02T02:06");
    expect((await world.tick("02T02:30")).started).toEqual([]);
    expect(world.state()).not.toHaveProperty("retryAt");
    expect(world.telemetry.ticks.at(-1)).toMatchObject({ runsGivenUp: 0, tenantsOverdue: 0, hoursOverdue: 0 });
  });

  it("that ran out of time while reading is counted and waits for the next day", async () => {
    await failedRun(["OUT_OF_TIME"]);
    await world.tick("02T02:05");
    expect(world.telemetry.ticks.at(-1)?.runsGivenUp).toBe(1);
    expect(world.alerts.sent).toEqual([]);
    expect((await world.tick("02T20:00")).started).toEqual([]);
  });
});

describe("a rejection", () => {
  it("waits for a changed secret, whose versions are read only then, and then runs once", async () => {
    await failedRun(["RINGCENTRAL_REJECTED"]);
    expect(world.reads.secrets).toBe(0);
    await world.tick("02T02:05");
    expect(world.telemetry.ticks.at(-1)?.runsGivenUp).toBe(1);
    expect((await world.tick("02T02:06")).started).toEqual([]);
    expect(world.reads.secrets).toBe(2);
    world.secrets.put(acme, '{"new": true}');
    expect((await world.tick("02T02:07")).started).toEqual([{ tenantId: acme, scheduledFor: due, reason: "retry" }]);
    await world.runAnswers({ from: "02T02:07", to: "02T02:08", status: "failed", codes: ["RINGCENTRAL_REJECTED"] });
    await world.tick("02T02:09");
    expect((await world.tick("02T02:10")).started).toEqual([]);
    expect(world.telemetry.ticks.map(({ runsGivenUp }) => runsGivenUp)).toEqual([0, 0, 1, 0, 0, 1, 0]);
  });

  it("waits for changed settings, those that changed during the run included", async () => {
    await failedRun(["SETTINGS_INVALID"]);
    world.addTenant(acme, { maxDeactivations: 7 });
    expect((await world.tick("02T02:05")).started).toEqual([{ tenantId: acme, scheduledFor: due, reason: "retry" }]);
    await world.runAnswers({ from: "02T02:05", to: "02T02:06", status: "succeeded" });
    await world.tick("02T02:07");
    expect(world.state()).not.toHaveProperty("rejection");
    expect(world.state()).not.toHaveProperty("unfinishedSince");
  });

  it("goes on waiting when the secret cannot be looked at", async () => {
    await failedRun(["SECRETS_MISSING"]);
    const dispatch = world.other({ secrets: { versionIds: () => Promise.reject(new Error("denied")) } });
    const result = await dispatch({ scheduledTime: instant("02T02:05"), deadline: { remainingMs: () => 1 } });
    expect(result).toEqual({ checked: 1, started: [], faulty: [] });
    expect(world.state().rejection).toStrictEqual({
      code: "SECRETS_MISSING",
      settingsFingerprint: expect.any(String),
    });
  });
});

describe("a run that ran out of time", () => {
  it("is resumed at the next tick, ten times at most, then somebody is told", async () => {
    await startedRun();
    let minute = 0;
    const tick = (): string => `02T02:${String(minute).padStart(2, "0")}`;
    const reasons: string[] = [];
    for (let resumed = 0; resumed <= 10; resumed += 1) {
      await world.runAnswers({ from: tick(), to: tick(), status: "partial", codes: ["OUT_OF_TIME"] });
      minute += 1;
      reasons.push(
        ...(await world.tick(tick())).started.map(({ reason, scheduledFor }) => `${reason} ${scheduledFor}`),
      );
    }
    expect(reasons).toEqual(Array.from({ length: 10 }, () => `resume ${due}`));
    expect(world.alerts.sent).toMatchObject([{ code: "OUT_OF_TIME" }]);
    expect(world.telemetry.ticks.at(-1)).toMatchObject({ runsGivenUp: 1, tenantsOverdue: 0, hoursOverdue: 0 });
  });

  it("is resumed at the next tick, also when it holds something", async () => {
    await startedRun();
    const codes = ["DEACTIVATIONS_HELD", "OUT_OF_TIME"] as const;
    await world.runAnswers({ from: "02T02:00", to: "02T02:14", status: "held", codes });
    expect((await world.tick("02T02:15")).started).toEqual([{ tenantId: acme, scheduledFor: due, reason: "resume" }]);
  });

  it("and was started by hand is asked for again when the invocation was not accepted", async () => {
    await world.tick("01T12:00");
    const manual = runId("01JRUN0000000000000000000M");
    await world.schedules.requestResume(acme, { runId: manual, event: { tenantId: acme, trigger: "manual" } });
    world.starter.beforeStart = () => Promise.reject(new Error("throttled"));
    expect((await world.tick("01T12:01")).started).toEqual([]);
    world.starter.beforeStart = () => undefined;
    expect((await world.tick("01T12:02")).started).toEqual([{ tenantId: acme, reason: "resume" }]);
    expect(world.state().requestedResume?.count).toBe(1);
    expect((await world.tick("01T12:03")).started).toEqual([]);
  });

  it("and was started by hand is resumed as it was, when nobody else is at work", async () => {
    await world.tick("01T12:00");
    const manual = runId("01JRUN0000000000000000000M");
    const event = { tenantId: acme, trigger: "manual", mode: "apply", requestedBy: "me" } as const;
    await world.schedules.requestResume(acme, { runId: manual, event });
    world.holdLease(runId("01JRUN0000000000000000000X"), "01T12:02");
    expect(await world.tick("01T12:01")).toEqual({ checked: 1, started: [], faulty: [] });
    expect((await world.tick("01T12:02")).started).toStrictEqual([{ tenantId: acme, reason: "resume" }]);
    expect(world.starter.started).toEqual([event]);
    expect((await world.tick("01T12:03")).started).toEqual([]);
  });

  it("and was started by hand is resumed ten times in a row, even where the service is disabled", async () => {
    world.addTenant(acme, { serviceEnabled: false });
    const event = { tenantId: acme, trigger: "manual" } as const;
    for (let minute = 0; minute <= 10; minute += 1) {
      await world.schedules.requestResume(acme, {
        runId: runId(`01JRUN00000000000000000${String(minute).padStart(3, "0")}`),
        event,
      });
      await world.tick(`01T12:${String(minute).padStart(2, "0")}`);
    }
    expect(world.starter.started).toHaveLength(10);
    expect(world.alerts.sent).toMatchObject([
      { code: "OUT_OF_TIME", message: expect.stringContaining("started by hand") },
    ]);
    await world.schedules.requestResume(acme, { runId: runId("01JRUN0000000000000000000Z"), event });
    expect((await world.tick("01T14:00")).started).toHaveLength(1);
  });

  it("and was started by hand is not resumed once somebody has switched the service off", async () => {
    await world.tick("01T12:00");
    const event = { tenantId: acme, trigger: "manual" } as const;
    await world.schedules.requestResume(acme, { runId: runId("01JRUN0000000000000000000M"), event });
    world.addTenant(acme, { serviceEnabled: false });
    expect((await world.tick("01T12:01")).started).toEqual([]);
    expect((await world.tick("01T12:02")).started).toEqual([]);
    expect(world.state()).not.toHaveProperty("resumeRequest");
  });

  it("and was started by hand waits for the schedule's own run", async () => {
    await startedRun();
    const event = { tenantId: acme, trigger: "manual" } as const;
    await world.schedules.requestResume(acme, { runId: runId("01JRUN0000000000000000000M"), event });
    expect((await world.tick("02T02:01")).started).toEqual([]);
    await world.runAnswers({ from: "02T02:00", to: "02T02:01", status: "succeeded" });
    expect((await world.tick("02T02:02")).started).toEqual([{ tenantId: acme, reason: "resume" }]);
  });

  it("and is the schedule's own is not resumed twice because it asked for it", async () => {
    await startedRun();
    const run = await world.runAnswers({ from: "02T02:00", to: "02T02:14", status: "partial", codes: ["OUT_OF_TIME"] });
    const event = { tenantId: acme, trigger: "schedule", scheduledFor: due } as const;
    await world.schedules.requestResume(acme, { runId: run, event });
    expect((await world.tick("02T02:15")).started).toEqual([{ tenantId: acme, scheduledFor: due, reason: "resume" }]);
    expect(world.state()).not.toHaveProperty("resumeRequest");
    expect(world.state()).toMatchObject({ resumes: 1, pending: { scheduledFor: due, reason: "resume" } });
  });
});

describe("an invocation that left no trace", () => {
  it("is sent once more after 15 minutes, and after 15 more is a failed attempt", async () => {
    await startedRun();
    expect((await world.tick("02T02:14")).started).toEqual([]);
    expect((await world.tick("02T02:15")).started).toEqual([{ tenantId: acme, scheduledFor: due, reason: "due" }]);
    expect(world.state()).toMatchObject({ attempt: 0, pending: { resent: 1 } });
    expect((await world.tick("02T02:29")).started).toEqual([]);
    await world.tick("02T02:30");
    expect(world.state()).toMatchObject({ attempt: 1, retryAt: instant("02T02:45") });
    expect(world.state()).not.toHaveProperty("pending");
  });

  it("is recognised when it arrives late", async () => {
    await startedRun();
    await world.tick("02T02:15");
    await world.runAnswers({ from: "02T02:09", to: "02T02:16", status: "succeeded" });
    await world.tick("02T02:17");
    expect(world.state()).not.toHaveProperty("pending");
    expect(world.state()).not.toHaveProperty("unfinishedSince");
  });

  it("because it was not accepted is logged, not reported as started, and sent again", async () => {
    await world.tick("01T12:00");
    world.starter.beforeStart = () => {
      throw new Error("throttled");
    };
    expect(await world.tick("02T02:00")).toEqual({ checked: 1, started: [], faulty: [] });
    expect(world.telemetry.notes).toContainEqual(
      expect.objectContaining({ level: "error", message: "dispatch.not_invoked" }),
    );
    expect(await world.tick("02T02:15")).toEqual({ checked: 1, started: [], faulty: [] });
    expect(world.state()).toMatchObject({ attempt: 0, pending: { scheduledFor: due, resent: 1 } });
  });

  it("is sent again where it was not accepted at first", async () => {
    await world.tick("01T12:00");
    world.starter.beforeStart = () => Promise.reject(new Error("throttled"));
    await world.tick("02T02:00");
    world.starter.beforeStart = () => undefined;
    expect((await world.tick("02T02:10")).started).toEqual([]);
    expect((await world.tick("02T02:15")).started).toMatchObject([{ reason: "due" }]);
  });
});

describe("a killed run", () => {
  it("gets its record closed and is tried again", async () => {
    await startedRun();
    const killed = await world.runAnswers({ from: "02T02:00" });
    world.holdLease(killed, "02T02:06");
    await world.tick("02T02:05");
    expect(world.state().pending).toBeDefined();
    await world.tick("02T02:06");
    expect(await world.history.run(acme, killed)).toMatchObject({
      status: "failed",
      finishedAt: instant("02T02:06"),
      reasons: [{ code: "INTERNAL" }],
    });
    expect(world.state()).toMatchObject({ attempt: 1, retryAt: instant("02T02:21") });
    expect((await world.tick("02T02:21")).started).toEqual([{ tenantId: acme, scheduledFor: due, reason: "retry" }]);
  });

  it("is not closed when it ended in the very moment", async () => {
    await startedRun();
    await world.runAnswers({ from: "02T02:00" });
    await world.clock.advance(10 * 60_000);
    const closed: unknown[] = [];
    const closeRun = async (run: unknown) => {
      closed.push(run);
      return false;
    };
    const history = { ...world.ports.history, closeRun };
    const request = { scheduledTime: instant("02T02:10"), deadline: { remainingMs: () => 1 } };
    expect(await world.other({ history })(request)).toEqual({ checked: 1, started: [], faulty: [] });
    expect(closed).toHaveLength(1);
    expect(world.state()).toMatchObject({ attempt: 0, pending: { scheduledFor: due } });
  });

  it("keeps the next due time waiting only as long as it seems to go on", async () => {
    await startedRun();
    const killed = await world.runAnswers({ from: "02T02:00" });
    world.holdLease(killed, "03T02:05");
    expect((await world.tick("03T02:00")).started).toEqual([]);
    expect((await world.tick("03T02:05")).started).toEqual([
      { tenantId: acme, scheduledFor: instant("03T02:00"), reason: "due" },
    ]);
  });
});

describe("a run that ran into another", () => {
  it("is started again when the lease is free, which is not an attempt", async () => {
    await startedRun();
    await world.runAnswers({ from: "02T02:00", to: "02T02:00", status: "skipped", codes: ["RUN_IN_PROGRESS"] });
    world.holdLease(runId("01JRUN0000000000000000000X"), "02T02:20");
    expect((await world.tick("02T02:19")).started).toEqual([]);
    expect((await world.tick("02T02:20")).started).toEqual([{ tenantId: acme, scheduledFor: due, reason: "due" }]);
    expect(world.state().attempt).toBe(0);
  });
});

describe("many tenants", () => {
  const ids = ["a", "b", "c", "d", "e"].map(tenantId);

  it("share the places, longest due first", async () => {
    world = new DispatchWorld({ maxConcurrentRuns: 2 });
    for (const [index, id] of ids.entries()) world.addTenant(id, { runDailyAtUtc: `02:0${4 - index}` });
    await world.tick("01T12:00");
    expect((await world.tick("02T02:10")).started.map((run) => run.tenantId)).toEqual(["e", "d"]);
    expect((await world.tick("02T02:11")).started).toEqual([]);
    const [first] = world.starter.started;
    expect(first?.tenantId).toBe("e");
    world.starter.started.reverse();
    await world.runAnswers({ from: "02T02:10", to: "02T02:11", status: "succeeded" });
    expect((await world.tick("02T02:12")).started.map((run) => run.tenantId)).toEqual(["c"]);
    expect((await world.tick("02T02:13")).started).toEqual([]);
    expect(world.telemetry.ticks.at(-1)?.hoursOverdue).toBeCloseTo(12 / 60);
  });

  it("do not suffer from one whose state cannot be judged", async () => {
    for (const id of ids) world.addTenant(id);
    const schedules = world.writing((id, state) =>
      id === "b" ? Promise.reject(new Error("boom")) : world.schedules.write(id, state),
    );
    await world.tick("01T12:00");
    const result = await world.other({ schedules })({ scheduledTime: due, deadline: { remainingMs: () => 1 } });
    expect(result.started.map((run) => run.tenantId)).toEqual(["a", "acme", "c", "d", "e"]);
    expect(result.faulty).toEqual(["b"]);
    expect(world.telemetry.notes).toContainEqual(
      expect.objectContaining({
        message: "dispatch.tenant_failed",
        facts: expect.objectContaining({ tenant_id: "b" }),
      }),
    );
  });

  it("fail without the text of a foreign error, which may quote anything", async () => {
    await world.tick("01T12:00");
    const boom = () => Promise.reject(new TypeError("cannot read dana.doe@example.com"));
    const request = { scheduledTime: instant("02T08:00"), deadline: { remainingMs: () => 1 } };
    await world.other({ schedules: world.writing(boom) })(request);
    const [failed] = world.telemetry.notes.filter(({ message }) => message === "dispatch.tenant_failed");
    expect(failed?.facts).toMatchObject({ tenant_id: acme, error: "TypeError" });
    expect(failed?.facts.frames).toContainEqual(expect.stringContaining("dispatch.test.ts"));
    expect(JSON.stringify(world.telemetry.notes)).not.toContain("dana.doe");
  });

  it("are overdue when they fail at every look or write, so that nobody has to read the log to know", async () => {
    await world.tick("01T12:00");
    const request = { scheduledTime: instant("02T08:00"), deadline: { remainingMs: () => 1 } };
    const boom = () => Promise.reject(new Error("boom"));
    await world.other({ schedules: world.writing(boom) })(request);
    world.addTenant(acme, { deactivationFloor: 3 });
    await world.other({ history: { ...world.ports.history, recordSettingsChange: boom } })(request);
    const overdue = { runsGivenUp: 0, tenantsOverdue: 1, hoursOverdue: 6 };
    expect(world.telemetry.ticks.slice(-2)).toMatchObject([overdue, overdue]);
  });

  it("are left for the next tick when time gets short", async () => {
    for (const id of ids) world.addTenant(id);
    await world.tick("01T12:00");
    let left = 1 + 6 + 1 + 2;
    const result = await world.tick("02T02:00", () => {
      left -= 1;
      return left >= 0 ? 1 : 0;
    });
    expect(result.started).toHaveLength(2);
    expect(world.telemetry.notes.at(-1)).toMatchObject({ level: "warn", facts: { not_reached: 4 } });
    expect((await world.tick("02T02:01")).started).toHaveLength(4);
  });

  it("are written down even when a tick is too short to look at all of them", async () => {
    const crowd = Array.from({ length: 60 }, (_, index) => tenantId(`tenant-${index}`));
    for (const id of crowd) world.addTenant(id);
    let left = 0;
    const recordSettingsChange: typeof world.ports.history.recordSettingsChange = async (...change) => {
      left -= 1;
      await world.ports.history.recordSettingsChange(...change);
    };
    const dispatch = world.other({ history: { ...world.ports.history, recordSettingsChange } });
    for (let tick = 0; tick < 6; tick += 1) {
      left = 20;
      await dispatch({ scheduledTime: instant(`01T12:0${tick}`), deadline: { remainingMs: () => left } });
    }
    expect(crowd.filter((id) => world.schedules.state(id) === undefined)).toEqual([]);
  });

  it("are looked at in turn when looking at all of them takes more than a tick", async () => {
    world = new DispatchWorld({ maxConcurrentRuns: 60 });
    const crowd = Array.from({ length: 60 }, (_, index) => tenantId(`tenant-${index}`));
    for (const id of crowd) world.addTenant(id);
    await world.tick("01T12:00");
    expect((await world.tick("02T02:00")).started).toHaveLength(60);
    let left = 0;
    const seen = new Set<TenantId>();
    const read = async (id: TenantId) => {
      left -= 1;
      seen.add(id);
      return undefined;
    };
    const dispatch = world.other({ leases: { ...world.ports.leases, read } });
    for (let tick = 1; tick <= 6; tick += 1) {
      left = 20;
      await dispatch({ scheduledTime: instant(`02T02:0${tick}`), deadline: { remainingMs: () => left } });
    }
    expect(seen.size).toBe(60);
  });
});

describe("two dispatchers", () => {
  it("start a due run once: who writes second leaves the tenant alone", async () => {
    await world.tick("01T12:00");
    const [one, two] = [world.other(), world.other()];
    const request = { scheduledTime: due, deadline: { remainingMs: () => 1 } };
    const results = await Promise.all([one(request), two(request)]);
    expect(results.flatMap(({ started }) => started)).toHaveLength(1);
    expect(world.starter.started).toHaveLength(1);
  });

  it("count and tell of a run that was given up once", async () => {
    await failedRun(["CHANGE_FAILED"]);
    const request = { scheduledTime: instant("02T02:05"), deadline: { remainingMs: () => 1 } };
    await Promise.all([world.other()(request), world.other()(request)]);
    const [one, two] = world.telemetry.ticks.slice(-2);
    expect((one?.runsGivenUp ?? 0) + (two?.runsGivenUp ?? 0)).toBe(1);
    expect(world.alerts.sent).toHaveLength(1);
  });

  it("record and tell of a change once", async () => {
    world.addTenant(acme, { mode: "fast" });
    const request = { scheduledTime: instant("01T12:00"), deadline: { remainingMs: () => 1 } };
    await Promise.all([world.other()(request), world.other()(request)]);
    expect(world.history.storedSettingsChanges(acme)).toHaveLength(1);
    expect(world.alerts.sent).toHaveLength(1);
  });
});

describe("changed settings", () => {
  it("are recorded from the first sight on, once per change", async () => {
    await world.tick("01T12:00");
    await world.tick("01T12:01");
    world.addTenant(acme, { maxDeactivations: 9 });
    await world.tick("01T12:02");
    const [first, second, ...more] = world.history.storedSettingsChanges(acme);
    expect(first).toMatchObject({
      at: instant("01T12:00"),
      before: {},
      after: { clientId: "app-1" },
      valid: true,
      faults: [],
    });
    expect(second).toMatchObject({ before: { clientId: "app-1" }, after: { maxDeactivations: 9 }, valid: true });
    expect(second?.before).not.toHaveProperty("maxDeactivations");
    expect(more).toEqual([]);
    expect(world.alerts.sent).toEqual([]);
  });

  it("that are faulty are told of at once, with every fault and no value", async () => {
    world.addTenant(acme, { mode: "fast", pilotPeople: "Anna Example", clientSecret: "s3cr3t" });
    expect((await world.tick("01T12:00")).faulty).toEqual([acme]);
    expect((await world.tick("01T12:01")).faulty).toEqual([acme]);
    const [alert, ...more] = world.alerts.sent;
    expect(more).toEqual([]);
    expect(alert).toMatchObject({ tenantId: acme, code: "SETTINGS_INVALID" });
    expect(alert?.message).toMatch(/mode.*\n.*pilotPeople.*\n.*clientSecret/u);
    expect(alert?.message).toContain(instant("02T02:00"));
    expect(alert?.message).not.toMatch(/Anna|s3cr3t/u);
    const [change] = world.history.storedSettingsChanges(acme);
    expect(change).toMatchObject({
      valid: false,
      faults: [{ attribute: "mode" }, { attribute: "pilotPeople" }, { attribute: "clientSecret" }],
    });
    expect(JSON.stringify(change)).not.toContain("s3cr3t");
    expect(JSON.stringify(world.state())).not.toContain("s3cr3t");
  });

  it("that refer to nothing are faulty, too", async () => {
    world.addTenant(acme, { defaultActivityId: "99" });
    await world.tick("01T12:00");
    expect(world.history.storedSettingsChanges(acme)).toMatchObject([
      { valid: false, faults: [{ attribute: "defaultActivityId" }] },
    ]);
    expect(world.alerts.sent).toHaveLength(1);
  });

  it("of a service that is off are recorded, and nobody is told", async () => {
    world.addTenant(acme, { serviceEnabled: false, mode: "fast" });
    expect((await world.tick("01T12:00")).faulty).toEqual([acme]);
    expect(world.history.storedSettingsChanges(acme)).toMatchObject([{ valid: false }]);
    expect(world.alerts.sent).toEqual([]);
  });

  it("whose serviceEnabled cannot be read are told of, and the schedule goes on as it was", async () => {
    await world.tick("01T12:00");
    world.addTenant(acme, { serviceEnabled: "true" });
    await world.tick("01T12:01");
    expect(world.alerts.sent).toMatchObject([{ code: "SETTINGS_INVALID" }]);
    expect((await world.tick("02T02:00")).started).toHaveLength(1);
  });

  it("with other faults do not stop the schedule: the run says what is wrong", async () => {
    world.addTenant(acme, { mode: "fast" });
    await world.tick("01T12:00");
    expect(await world.tick("02T02:00")).toMatchObject({ started: [{ tenantId: acme }], faulty: [acme] });
  });

  it("count as usable again once a run has used them", async () => {
    world.addTenant(acme, { defaultActivityId: "99" });
    await startedRun();
    world.organization.putActivity(acme, { id: "99", name: "Porto" });
    await world.runAnswers({ from: "02T02:00", to: "02T02:03", status: "succeeded" });
    expect((await world.tick("02T02:04")).faulty).toEqual([]);
  });

  it("stay faulty when a run that began before the change was good", async () => {
    await startedRun();
    world.addTenant(acme, { mode: "fast" });
    expect((await world.tick("02T02:01")).faulty).toEqual([acme]);
    await world.runAnswers({ from: "02T02:00", to: "02T02:03", status: "succeeded" });
    expect((await world.tick("02T02:04")).faulty).toEqual([acme]);
  });

  it("of a tenant with an impossible id are faulty and start nothing", async () => {
    world = new DispatchWorld();
    world.addTenant(tenantId("a/b"));
    await world.tick("01T12:00");
    expect(await world.tick("02T02:00")).toEqual({ checked: 1, started: [], faulty: ["a/b"] });
  });
});
