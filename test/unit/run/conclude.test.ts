import { beforeEach, describe, expect, it } from "vitest";
import { runId, userId } from "#shared/domain/ids.ts";
import type { RunFacts } from "#shared/domain/outcome/run-facts.ts";
import { failedWith } from "#shared/domain/outcome/run-reasons.ts";
import { startOf } from "#shared/domain/run/run.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import { conclude } from "#shared/run/conclude.ts";
import { SyncWorld, tenant } from "./sync-world.ts";

const id = runId("01J00000000000000000000000");
const facts: RunFacts = {
  start: startOf({ tenantId: tenant, trigger: "manual" }, { runId: id, startedAt: "2026-03-02T02:00:00.000Z" }),
};
const administrator = { role: "Administrator" } as const;
let world: SyncWorld;
beforeEach(() => {
  world = new SyncWorld();
});

const ended = (known: Partial<RunFacts> = {}) =>
  conclude({ facts: { ...facts, ...known }, keeper: undefined }, world.ports);

describe("the end of a run", () => {
  it("is told and on record", async () => {
    const run = await ended(failedWith(new SyncError("RINGCX_REJECTED", "no luck"), facts));
    expect(await world.history.run(tenant, id)).toEqual(run);
    expect(world.alerts.sent).toMatchObject([{ code: "RINGCX_REJECTED", tenantId: tenant, runId: id }]);
  });

  it("is in the metrics", async () => {
    const decided = {
      plan: { people: 0, unchanged: 0, conflicts: [] },
      rosterUsers: 0,
      digest: "digest",
      scopeErrors: [{ scope: "sub:701", cause: "status 500" }],
      limited: { held: [], refused: [], reasons: [], sourceEmpty: false, counted: new Map() },
    } as const;
    await ended({ decided });
    await ended({ jwtDaysLeft: 20 });
    expect(world.telemetry.runs.map(({ metrics }) => metrics)).toStrictEqual([
      { scopesUnreadable: 1, perhapsAnotherHuman: 0, partialRunsInARow: 1, alertsNotSent: 0 },
      { scopesUnreadable: 0, perhapsAnotherHuman: 0, partialRunsInARow: 0, alertsNotSent: 0, jwtDaysLeft: 20 },
    ]);
  });

  it("is written down without the notices where they are as before", async () => {
    world.history.writeNotices = () => Promise.reject(new Error("nothing new to write"));
    expect((await ended()).status).toBe("succeeded");
  });

  it("of a skipped run tells nobody, and says so in the metrics", async () => {
    await world.history.writeNotices(tenant, { conflicts: [], protectedAbsent: [], partialRunsInARow: 4 });
    const skipped = { code: "SERVICE_DISABLED", message: "serviceEnabled is false" } as const;
    expect(await ended({ skipped })).toMatchObject({ status: "skipped", reasons: [skipped] });
    expect((await world.history.notices(tenant)).partialRunsInARow).toBe(4);
    expect(world.telemetry.runs[0]?.metrics.partialRunsInARow).toBe(4);
  });

  it("counts what SNS has not taken, and is told by the next run", async () => {
    world.alerts.answer = "not sent";
    await ended(failedWith(new SyncError("RINGCX_REJECTED", "no luck"), facts));
    expect(world.telemetry.runs.at(-1)?.metrics.alertsNotSent).toBe(1);
    world.alerts.answer = "sent";
    await ended();
    expect(world.telemetry.runs.at(-1)?.metrics.alertsNotSent).toBe(0);
    expect(world.alerts.sent).toMatchObject([{ code: "RINGCX_REJECTED", tenantId: tenant, runId: id }]);
    await ended();
    expect(world.alerts.sent).toHaveLength(1);
  });

  it("tells who has become Administrator although what was told before cannot be read", async () => {
    world.history.notices = () => Promise.reject(new Error("down"));
    const records = [
      { mode: "apply", kind: "create", outcome: "applied", userId: userId("rc-7"), before: {}, after: administrator },
      { mode: "apply", kind: "create", outcome: "failed", userId: userId("rc-8"), before: {}, after: administrator },
      { mode: "apply", kind: "update", outcome: "held", userId: userId("rc-9"), before: {}, after: administrator },
    ] as const;
    await ended({ applied: { records } });
    expect(world.alerts.sent).toMatchObject([
      { code: "NEW_ADMINISTRATORS", message: expect.stringContaining(": rc-7.") },
    ]);
  });

  it("is a failure when it cannot be told", async () => {
    world.history.notices = () => Promise.reject(new Error("down"));
    const run = await ended();
    expect(run).toMatchObject({ status: "failed", reasons: [{ code: "INTERNAL" }] });
    expect(await world.history.run(tenant, id)).toEqual(run);
  });

  it("is told once when only the record cannot be written", async () => {
    world.history.finishRun = () => Promise.reject(new Error("down"));
    const run = await ended(failedWith(new SyncError("RINGCX_REJECTED", "no luck"), facts));
    expect(run.reasons.map(({ code }) => code)).toEqual(["RINGCX_REJECTED", "INTERNAL"]);
    expect(world.alerts.sent.map(({ code }) => code)).toEqual(["RINGCX_REJECTED"]);
  });
});
