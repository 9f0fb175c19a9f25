import { beforeEach, describe, expect, it } from "vitest";
import { SyncError } from "#shared/domain/sync-error.ts";
import { crew, linked, range } from "./crew.ts";
import { codesOf, SyncWorld, tenant } from "./sync-world.ts";

const people = 700;
let world: SyncWorld;
beforeEach(() => {
  world = new SyncWorld(crew(...range(1, people)));
});

/** Time runs out once so many users have been written. */
const after = (writes: number) => ({ remainingMs: () => (world.roster.applied.length < writes ? 1 : 0) });

describe("time that runs out while applying", () => {
  it("stops the run cleanly: what was done is on record, the rest is untouched", async () => {
    const run = await world.run({}, after(100));
    expect([run.status, codesOf(run)]).toEqual(["partial", ["OUT_OF_TIME"]]);
    const records = await world.records(run.runId);
    const done = records.filter(({ outcome }) => outcome === "applied");
    // Those in flight at that moment end; none is begun.
    expect(done.length).toBeGreaterThanOrEqual(100);
    expect(done.length).toBeLessThan(140);
    expect(done.map(({ userId }) => userId).sort()).toEqual(world.roster.applied.map(({ userId }) => userId).sort());
    expect(records.filter(({ outcome }) => outcome === "planned")).toHaveLength(people - done.length);
    expect(run.changes.created).toBe(done.length);
    expect(run.reasons[0]?.details).toEqual({ left: people - done.length });
    expect(await world.leases.read(tenant)).toBeUndefined();
  });

  it("writes nothing down after the outcomes of the chunk in which it ran out", async () => {
    const sizes: number[] = [];
    world.history.beforeWriteChanges = (changes) => {
      sizes.push(changes.length);
    };
    const run = await world.run({}, after(100));
    expect(sizes).toEqual([people, run.changes.created]);
  });

  it("is made up by the next run, which does the rest and nothing twice", async () => {
    const first = await world.run({}, after(300));
    const next = await world.runNow();
    expect([next.status, next.changes.created]).toEqual(["succeeded", people - first.changes.created]);
    expect(new Set(world.roster.applied.map(({ userId }) => userId)).size).toBe(world.roster.applied.length);
    expect(await world.roster.list(tenant)).toHaveLength(people + 1);
  });

  it("leaves the deactivations for last", async () => {
    for (const n of range(801, 5)) world.user(linked(n));
    await world.run({}, after(650));
    expect(world.roster.applied.some(({ kind }) => kind === "deactivate")).toBe(false);
  });

  it("asks the next tick to go on with a run by hand, as it was asked for", async () => {
    const run = await world.run({ requestedBy: "operator" }, after(100));
    expect(world.schedules.state(tenant)?.resumeRequest).toEqual({
      runId: run.runId,
      event: { tenantId: tenant, trigger: "manual", requestedBy: "operator" },
    });
  });

  it("asks for a run by hand that names a due time, too", async () => {
    const scheduledFor = "2026-03-02T02:00:00.000Z";
    await world.run({ scheduledFor }, after(100));
    expect(world.schedules.state(tenant)?.resumeRequest?.event).toMatchObject({ trigger: "manual", scheduledFor });
  });

  it("asks for a run of the schedule that names no due time, which dispatch did not start", async () => {
    await world.run({ trigger: "schedule" }, after(100));
    expect(world.schedules.state(tenant)?.resumeRequest?.event).toEqual({ tenantId: tenant, trigger: "schedule" });
  });

  it("asks for nothing after a run of the schedule, which dispatch goes on with by itself", async () => {
    await world.run({ trigger: "schedule", scheduledFor: "2026-03-02T02:00:00.000Z" }, after(100));
    expect(world.schedules.state(tenant)).toBeUndefined();
  });

  it("is made up under the same due time, also where something is held", async () => {
    for (const n of range(801, 300)) world.user(linked(n));
    const event = { trigger: "schedule", scheduledFor: world.clock.now().toISOString() } as const;
    const run = await world.runNow(event, after(100));
    expect([run.status, codesOf(run)]).toEqual(["held", ["DEACTIVATIONS_HELD", "OUT_OF_TIME"]]);
    const next = await world.runNow(event);
    expect([next.status, next.changes.created]).toEqual(["held", people - run.changes.created]);
    expect(await world.runNow(event)).toMatchObject({ status: "skipped", reasons: [{ code: "ALREADY_DONE" }] });
  });

  describe("within a write of the store", () => {
    const scheduled = { trigger: "schedule", scheduledFor: "2026-03-02T02:00:00.000Z" } as const;
    const timeIsOver = () => Promise.reject(new SyncError("OUT_OF_TIME", "time ran out before the table answered"));
    let left = 1;
    const limited = { remainingMs: () => left };
    beforeEach(() => {
      left = 1;
    });

    it("leaves the change to the next run, which finds out whether it was made", async () => {
      world.roster.beforeWrite = () => {
        left = 0;
        return timeIsOver();
      };
      const run = await world.run(scheduled, limited);
      expect([run.status, codesOf(run)]).toEqual(["partial", ["OUT_OF_TIME"]]);
      expect(run.reasons[0]?.details).toEqual({ left: people });
      expect((await world.leases.read(tenant))?.runId).toBe(run.runId);
      world.roster.beforeWrite = () => undefined;
      expect(await world.run(scheduled)).toMatchObject({ status: "succeeded", changes: { created: people } });
      expect((await world.records(run.runId)).filter(({ outcome }) => outcome === "planned")).toEqual([]);
    });

    it("stops the run before its first change when the intents are not accepted in time", async () => {
      world.history.beforeWriteChanges = timeIsOver;
      const run = await world.run(scheduled, limited);
      expect([run.status, codesOf(run), world.roster.applied]).toEqual(["partial", ["OUT_OF_TIME"], []]);
      expect(await world.leases.read(tenant)).toBeUndefined();
    });

    it("keeps what was applied when the outcomes are not accepted in time", async () => {
      let writes = 0;
      world.history.beforeWriteChanges = () => {
        writes += 1;
        return writes > 1 ? timeIsOver() : undefined;
      };
      const run = await world.run(scheduled, limited);
      expect([run.status, codesOf(run), run.changes.created]).toEqual(["partial", ["OUT_OF_TIME"], 256]);
      expect((await world.leases.read(tenant))?.runId).toBe(run.runId);
    });

    it("says that nobody goes on where the next tick could not be asked to", async () => {
      world.roster.beforeWrite = () => {
        left = 0;
      };
      world.schedules.requestResume = timeIsOver;
      const run = await world.run({}, limited);
      expect([run.status, codesOf(run)]).toEqual(["partial", ["OUT_OF_TIME"]]);
      expect(run.reasons[0]?.message).toMatch(/start another run$/);
    });

    it("is no failure when the record does not get in, either: the lease is left to tell of it", async () => {
      world.history.finishRun = timeIsOver;
      world.roster.beforeWrite = () => {
        left = 0;
      };
      const run = await world.run(scheduled, limited);
      expect([run.status, codesOf(run)]).toEqual(["partial", ["OUT_OF_TIME"]]);
      expect((await world.leases.read(tenant))?.runId).toBe(run.runId);
    });
  });

  it("leaves its approval to the run that goes on with it", async () => {
    world = new SyncWorld(crew(...range(1, 100)));
    for (const n of range(1, 200)) world.user(linked(n));
    const held = await world.run();
    const users = range(101, 100).map((n) => `rc-${n}`);
    await world.approve(held.runId, { users });
    const written = world.roster.applied.length;
    const cut = await world.run({}, { remainingMs: () => (world.roster.applied.length < written + 40 ? 1 : 0) });
    expect([cut.status, (await world.approvals.find(tenant, held.runId))?.usedBy]).toEqual(["partial", cut.runId]);
    const next = await world.run();
    expect([next.status, cut.changes.deactivated + next.changes.deactivated]).toEqual(["succeeded", 100]);
    expect((await world.approvals.find(tenant, held.runId))?.usedBy).toBe(next.runId);
  });
});

describe("time that runs out while reading", () => {
  it("fails the run, applies nothing, asks for nothing and tells how many calls were needed", async () => {
    world.directory.failure = new SyncError("OUT_OF_TIME", "reading needs 1900 calls, 1500 were made", {
      details: { callsMade: 1500, callsNeeded: 1900 },
    });
    const run = await world.run();
    expect([run.status, codesOf(run)]).toEqual(["failed", ["OUT_OF_TIME"]]);
    expect([world.roster.applied, world.schedules.state(tenant)]).toEqual([[], undefined]);
    expect(world.alerts.sent).toMatchObject([{ code: "OUT_OF_TIME", message: expect.stringContaining("1900") }]);
  });

  it("fails the run in the second reading as well", async () => {
    world.user(linked(901));
    world.directory.beforeReadAgain = () => {
      throw new SyncError("OUT_OF_TIME", "no time left");
    };
    const run = await world.run();
    expect([run.status, codesOf(run), world.roster.applied]).toEqual(["failed", ["OUT_OF_TIME"], []]);
  });
});
