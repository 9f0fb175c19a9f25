import { beforeEach, describe, expect, it } from "vitest";
import type { RunId } from "#shared/domain/ids.ts";
import { runId, tenantId } from "#shared/domain/ids.ts";
import { acme, DispatchWorld, instant } from "./dispatch-world.ts";

const byHand = runId("01KJKRF0000000000000000000");

let world: DispatchWorld;
beforeEach(async () => {
  world = new DispatchWorld();
  world.addTenant(acme);
  await world.tick("01T12:00");
});

/** A run that somebody started at 12:01, and its lease, which is good for two minutes. */
async function runByHand(id: RunId = byHand): Promise<void> {
  const startedAt = instant("01T12:01");
  await world.history.startRun({ runId: id, tenantId: acme, trigger: "manual", mode: "apply", startedAt });
  world.holdLease(id, "01T12:03");
}

describe("a killed run that dispatch did not start", () => {
  it("gets its end in the record, and is not started again", async () => {
    await runByHand();
    await world.tick("01T12:05");
    expect(await world.history.run(acme, byHand)).toMatchObject({
      status: "failed",
      reasons: [{ code: "INTERNAL" }],
      finishedAt: instant("01T12:05"),
    });
    await world.tick("01T12:20");
    await world.tick("01T12:40");
    expect(world.starter.started).toEqual([]);
    expect(world.alerts.sent).toEqual([]);
    expect(world.telemetry.ticks.at(-1)).toMatchObject({ runsGivenUp: 0, hoursOverdue: 0 });
    const noted = expect.objectContaining({ level: "warn", message: "dispatch.run_closed" });
    expect(world.telemetry.notes).toContainEqual(noted);
    // Its intents are for the next run, which learns of it from the lease.
    expect(await world.leases.read(acme)).toMatchObject({ runId: byHand });
  });

  it("gets its end whether or not the service is enabled", async () => {
    world.addTenant(acme, { serviceEnabled: false });
    await runByHand();
    await world.tick("01T12:05");
    expect(await world.history.run(acme, byHand)).toMatchObject({ status: "failed" });
  });

  it("does not keep the schedule from its own run", async () => {
    await runByHand();
    await world.tick("02T02:00");
    expect(world.starter.started).toMatchObject([{ trigger: "schedule" }]);
    expect(await world.history.run(acme, byHand)).toMatchObject({ status: "failed" });
  });

  it("is going on while its lease is held", async () => {
    await runByHand();
    world.holdLease(byHand, "01T12:07");
    await world.tick("01T12:06");
    expect(await world.history.run(acme, byHand)).not.toHaveProperty("finishedAt");
    await world.tick("01T12:11");
    expect(await world.history.run(acme, byHand)).toMatchObject({ status: "failed" });
  });

  it("leaves alone a run that has ended, and left its lease for the next one, after one look at it", async () => {
    await runByHand();
    const ended = { ...(await world.history.run(acme, byHand)), status: "partial", finishedAt: instant("01T12:02") };
    await world.history.finishRun(ended as Parameters<typeof world.history.finishRun>[0]);
    await world.tick("01T12:05");
    await world.tick("01T12:10");
    await world.tick("01T12:15");
    expect(await world.history.run(acme, byHand)).toEqual(ended);
    expect(world.reads.run).toBe(1);
  });

  it("is looked for every five minutes at most", async () => {
    for (let minute = 1; minute <= 20; minute += 1) await world.tick(`01T12:${String(minute).padStart(2, "0")}`);
    expect(world.reads).toMatchObject({ allLeases: 5, leases: 0, runs: 0, run: 0 });
  });

  it("that cannot be closed is its tenant's trouble alone", async () => {
    const other = tenantId("other");
    world.addTenant(other);
    await world.tick("01T12:00");
    await runByHand();
    const closeRun = () => Promise.reject(new Error("boom"));
    const dispatch = world.other({ history: { ...world.ports.history, closeRun } });
    const result = await dispatch({ scheduledTime: instant("02T02:00"), deadline: { remainingMs: () => 60_000 } });
    expect(result).toMatchObject({ started: [{ tenantId: other }], faulty: [acme] });
  });
});
