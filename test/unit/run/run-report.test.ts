import { beforeEach, describe, expect, it } from "vitest";
import { runId, userId } from "#shared/domain/ids.ts";
import type { LimitedPlan } from "#shared/domain/plan/limits.ts";
import type { ChangeRecord } from "#shared/domain/roster/change.ts";
import type { RunRecord, SyncEvent } from "#shared/domain/run/run.ts";
import { noChanges } from "#shared/domain/run/summary.ts";
import type { Reason } from "#shared/domain/sync-error.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import type { Applied } from "#shared/run/record-and-apply.ts";
import { RunReport } from "#shared/run/run-report.ts";
import { exampleSettings } from "#test/fixtures/settings.ts";
import { planner, SyncWorld, tenant } from "./sync-world.ts";

const id = runId("01J00000000000000000000000");
let report: RunReport;
beforeEach(() => {
  report = reportOn({});
});

function reportOn(event: Partial<SyncEvent>): RunReport {
  const startedAt = new Date("2026-03-02T02:00:00.000Z");
  return new RunReport({ event: { tenantId: tenant, trigger: "manual", ...event }, runId: id, startedAt });
}

/** The record of the run if it ended now. */
function ended(one = report): Promise<RunRecord> {
  return one.conclude({ ports: new SyncWorld().ports, keeper: undefined });
}

const reasons = async (one = report): Promise<readonly Reason[]> => (await ended(one)).reasons;

const nothingGuarded: LimitedPlan = { apply: [], held: [], reasons: [], sourceEmpty: false, approvalsUsed: [] };
const decision = {
  plan: { people: 0, conflicts: [] },
  rosterUsers: 0,
  digest: "digest",
  scopeErrors: [],
  limited: nothingGuarded,
};

const unreadable = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ scope: `sub:${index}` as const, cause: "status 500" }));

const record = (differences: Partial<ChangeRecord>): ChangeRecord => ({
  mode: "apply",
  kind: "update",
  userId: userId("rc-1"),
  before: {},
  after: {},
  reason: "renamed",
  actor: planner,
  outcome: "applied",
  at: "2026-03-02T02:00:00.000Z",
  ...differences,
});

function applied(one: Partial<Applied>, failed = 0): void {
  report.applied({ records: [], intents: "closed", ...one }, { changes: { ...noChanges, failed }, held: [] });
}

describe("the start of a run's record", () => {
  it("names what the event names, and nothing else", () => {
    const start = {
      runId: id,
      tenantId: tenant,
      trigger: "manual",
      mode: "apply",
      startedAt: "2026-03-02T02:00:00.000Z",
    };
    expect(report.start()).toStrictEqual(start);
    const asked = {
      trigger: "undo",
      mode: "plan",
      scheduledFor: "2026-03-02T02:00:00.000Z",
      requestedBy: "operator",
      undoOf: id,
    } as const;
    expect(reportOn(asked).start()).toStrictEqual({ ...start, ...asked });
  });
});

describe("a run about which nothing is known", () => {
  it("has succeeded with zeros", async () => {
    expect(await ended()).toStrictEqual({
      ...report.start(),
      status: "succeeded",
      reasons: [],
      finishedAt: "2026-03-02T02:00:00.000Z",
      people: 0,
      rosterUsers: 0,
      changes: noChanges,
      calls: { ringCentral: 0, ringCx: 0, throttled: 0 },
    });
  });
});

describe("the reasons of a run", () => {
  it("name the SSM parameters that the settings item hides", async () => {
    report.settings(exampleSettings, { fingerprint: "f", shadowed: ["clientId", "mode"] });
    expect(await reasons()).toStrictEqual([
      {
        code: "SETTING_SHADOWED",
        message: "the settings item hides the SSM parameters clientId, mode; remove one of the two",
      },
    ]);
  });

  it.each([
    [13.9, "the JWT in the secret expires in 13 days"],
    [0, "the JWT in the secret expires in 0 days"],
    [-0.1, "the JWT in the secret has expired"],
  ])("say that a JWT with %d days left ends", async (daysLeft, message) => {
    report.jwt(daysLeft, { warnBelowDays: 14 });
    expect(await reasons()).toStrictEqual([{ code: "JWT_EXPIRING", message }]);
  });

  it("say nothing of a JWT that lasts, or does not say how long", async () => {
    report.jwt(14, { warnBelowDays: 14 });
    report.jwt(undefined, { warnBelowDays: 14 });
    expect(await reasons()).toEqual([]);
  });

  it("tell of up to 100 unreadable scopes one by one, and of the others together", async () => {
    report.decided({ ...decision, scopeErrors: unreadable(100) });
    const hundred = await ended();
    expect([hundred.status, hundred.reasons.length]).toEqual(["partial", 100]);
    expect(hundred.reasons.at(-1)).toStrictEqual({
      code: "SCOPE_UNREADABLE",
      message: "sub:99 could not be read (status 500): its people are left as they are",
      details: { scope: "sub:99", cause: "status 500" },
    });

    report = reportOn({});
    report.decided({ ...decision, scopeErrors: unreadable(102) });
    const more = await reasons();
    expect(more).toHaveLength(101);
    expect(more.at(-1)).toStrictEqual({
      code: "SCOPE_UNREADABLE",
      message: "2 more scopes could not be read: their people are left as they are",
      details: { scopes: ["sub:100", "sub:101"] },
    });
  });

  it("count conflicts and name protected users who are gone", async () => {
    const conflict = { kind: "conflict", reason: "no usable name" } as const;
    const plan = { people: 3, conflicts: [conflict, conflict], protectedAbsent: [userId("rc-7")] };
    report.decided({ ...decision, plan });
    expect(await ended()).toMatchObject({
      status: "succeeded",
      people: 3,
      reasons: [
        { code: "CONFLICT", message: "2 people could not be matched without doubt and were left as they are" },
        {
          code: "PROTECTED_ABSENT",
          message: "1 protected users are gone from RingCentral",
          details: { userIds: ["rc-7"] },
        },
      ],
    });
  });

  it("are those of the safeguards, which hold the run, unless the directory is empty and the run fails", async () => {
    const limited = { ...nothingGuarded, reasons: [{ code: "DEACTIVATIONS_HELD", message: "too many" }] } as const;
    report.decided({ ...decision, limited });
    expect(await ended()).toMatchObject({ status: "held", reasons: limited.reasons });

    report = reportOn({});
    report.decided({ ...decision, limited: { ...limited, sourceEmpty: true } });
    expect(await ended()).toMatchObject({ status: "succeeded", reasons: [] });
  });

  it("count users whom somebody else changed meanwhile, but not the conflicts of the plan again", async () => {
    applied({ records: [record({ kind: "conflict", outcome: "conflict" }), record({})] });
    expect(await reasons()).toEqual([]);
    applied({ records: [record({ outcome: "conflict" }), record({ kind: "conflict", outcome: "conflict" })] });
    expect(await ended()).toMatchObject({
      status: "partial",
      reasons: [
        {
          code: "CONFLICT",
          message: "1 users were changed by someone else meanwhile; the next run looks at them again",
        },
      ],
    });
  });

  it("count changes that failed", async () => {
    applied({}, 2);
    const [reason] = await reasons();
    expect(reason?.message).toBe("2 changes failed; the next run tries them again");
  });

  it("say how much is left when time runs out, and who goes on", async () => {
    applied({ records: [record({ outcome: "planned" }), record({})], stopped: "out-of-time", intents: "open" });
    expect(await ended()).toMatchObject({
      status: "partial",
      reasons: [
        {
          code: "OUT_OF_TIME",
          message: "time ran out with 1 changes left; the next tick goes on",
          details: { left: 1 },
        },
      ],
    });
  });

  it("say that an outcome is not known, unless the run ends for a reason of its own", async () => {
    applied({ intents: "open" });
    expect(await ended()).toMatchObject({
      status: "partial",
      reasons: [
        { code: "CHANGE_FAILED", message: "the outcome of some changes is not known yet; the next run finds out" },
      ],
    });
    report = reportOn({});
    applied({ intents: "open", stopped: "lease-lost" });
    applied({ intents: "open", fault: new Error("down") });
    expect(await ended()).toMatchObject({ status: "succeeded", reasons: [] });
  });

  it("keep code, words and details of an error of ours, and of another one only its name", async () => {
    report.fail(new SyncError("RINGCX_UNAVAILABLE", "no luck", { details: { status: 503 } }));
    report.fail(new SyncError("INTERNAL", "no details"));
    report.fail(new RangeError("rc-1 is Ines"));
    report.fail("rc-1 is Ines");
    expect(await ended()).toMatchObject({ status: "failed" });
    expect(await reasons()).toStrictEqual([
      { code: "RINGCX_UNAVAILABLE", message: "no luck", details: { status: 503 } },
      { code: "INTERNAL", message: "no details" },
      { code: "INTERNAL", message: "unexpected fault: RangeError" },
      { code: "INTERNAL", message: "unexpected fault: unknown error" },
    ]);
  });
});

describe("the end of a run", () => {
  it("is told and on record", async () => {
    const world = new SyncWorld();
    report.fail(new SyncError("RINGCX_REJECTED", "no luck"));
    const run = await report.conclude({ ports: world.ports, keeper: undefined });
    expect(await world.history.run(tenant, id)).toEqual(run);
    expect(world.alerts.sent).toMatchObject([{ code: "RINGCX_REJECTED", tenantId: tenant, runId: id }]);
  });

  it("counts each unreadable scope once, in whichever reading it failed", async () => {
    const world = new SyncWorld();
    report.decided({ ...decision, scopeErrors: [...unreadable(2), ...unreadable(1)] });
    await report.conclude({ ports: world.ports, keeper: undefined });
    expect(world.telemetry.runs[0]?.metrics).toStrictEqual({ scopesUnreadable: 2, partialRunsInARow: 1 });
  });

  it("is written down without the notices where they are as before", async () => {
    const world = new SyncWorld();
    world.history.writeNotices = () => Promise.reject(new Error("nothing new to write"));
    expect((await report.conclude({ ports: world.ports, keeper: undefined })).status).toBe("succeeded");
  });

  it("of a skipped run tells nobody, and says so in the metrics", async () => {
    const world = new SyncWorld();
    await world.history.writeNotices(tenant, { conflicts: [], protectedAbsent: [], partialRunsInARow: 4 });
    report.skip("SERVICE_DISABLED", "serviceEnabled is false");
    expect(await report.conclude({ ports: world.ports, keeper: undefined })).toMatchObject({
      status: "skipped",
      reasons: [{ code: "SERVICE_DISABLED", message: "serviceEnabled is false" }],
    });
    expect((await world.history.notices(tenant)).partialRunsInARow).toBe(4);
    expect(world.telemetry.runs[0]?.metrics.partialRunsInARow).toBe(4);
  });

  it("is a failure when it cannot be told", async () => {
    const world = new SyncWorld();
    world.history.notices = () => Promise.reject(new Error("down"));
    const run = await report.conclude({ ports: world.ports, keeper: undefined });
    expect(run).toMatchObject({ status: "failed", reasons: [{ code: "INTERNAL" }] });
    expect(await world.history.run(tenant, id)).toEqual(run);
  });
});
