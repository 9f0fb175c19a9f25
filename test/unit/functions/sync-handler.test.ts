import { beforeEach, describe, expect, it } from "vitest";
import { deadlineOf, StoreDeadline } from "#functions/deadline.ts";
import { makeSyncHandler } from "#functions/sync/handler.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import { crew, range } from "#test/unit/run/crew.ts";
import { SyncWorld, tenant } from "#test/unit/run/sync-world.ts";

let world: SyncWorld;
beforeEach(() => {
  world = new SyncWorld(crew(...range(1, 3)));
});

const context = { getRemainingTimeInMillis: () => 900_000 };

describe("the sync handler", () => {
  it("takes an empty event for a run by hand of the default tenant", async () => {
    const run = await makeSyncHandler(world.ports)({}, context);
    expect(run).toMatchObject({ tenantId: "default", trigger: "manual", mode: "apply", changes: { created: 3 } });
  });

  it("resolves with the summary of a skipped run", async () => {
    world.change({ serviceEnabled: false });
    const run = await makeSyncHandler(world.ports)({ trigger: "schedule" }, context);
    expect(run).toMatchObject({ status: "skipped", reasons: [{ code: "SERVICE_DISABLED" }] });
  });

  it("rejects for a failed run with the reason as its name, when the record is written", async () => {
    world.directory.failure = new SyncError("RINGCX_REJECTED", "the token was refused");
    const failure = makeSyncHandler(world.ports)({}, context);
    await expect(failure).rejects.toMatchObject({ name: "RINGCX_REJECTED" });
    expect(await world.history.run(tenant, world.runIds[0] as never)).toMatchObject({ status: "failed" });
  });

  it("names the reason that failed the run, not one that came with it", async () => {
    world.settings.putParameter(tenant, "clientId", "app-2");
    world.directory.failure = new SyncError("RINGCX_UNAVAILABLE", "no answer");
    await expect(makeSyncHandler(world.ports)({}, context)).rejects.toMatchObject({ name: "RINGCX_UNAVAILABLE" });
  });

  it("refuses a malformed event before it takes the lease", async () => {
    const failure = makeSyncHandler(world.ports)({ tenantId: "default", force: true }, context);
    await expect(failure).rejects.toMatchObject({
      name: "SETTINGS_INVALID",
      message: expect.stringContaining("force"),
    });
    expect([world.runIds, world.telemetry.notes.map(({ message }) => message)]).toEqual([[], ["sync.refused"]]);
  });
});

describe("the deadline of an invocation", () => {
  it("lies 30 seconds before its end", () => {
    let left = 900_000;
    const deadline = deadlineOf({ getRemainingTimeInMillis: () => left });
    expect(deadline.remainingMs()).toBe(870_000);
    left = 30_000;
    expect(deadline.remainingMs()).toBe(0);
    left = 10_000;
    expect(deadline.remainingMs()).toBe(-20_000);
  });

  it("lies a tenth of the whole time before its end when that is shorter", () => {
    let left = 60_000;
    const deadline = deadlineOf({ getRemainingTimeInMillis: () => left });
    expect(deadline.remainingMs()).toBe(54_000);
    left = 6_000;
    expect(deadline.remainingMs()).toBe(0);
  });
});

describe("the deadline of the tables", () => {
  it("is that of the work, and then always a third of what the invocation has left", () => {
    const deadline = new StoreDeadline();
    expect(deadline.remainingMs()).toBe(Number.POSITIVE_INFINITY);
    let left = 900_000;
    deadline.begin({ getRemainingTimeInMillis: () => left });
    expect(deadline.remainingMs()).toBe(870_000);
    left = 45_000;
    expect(deadline.remainingMs()).toBe(15_000);
    left = 30_000;
    expect(deadline.remainingMs()).toBe(10_000);
    left = 3_000;
    expect(deadline.remainingMs()).toBe(1_000);
    deadline.begin({ getRemainingTimeInMillis: () => 900_000 });
    expect(deadline.remainingMs()).toBe(870_000);
  });
});
