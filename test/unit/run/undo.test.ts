import { beforeEach, describe, expect, it } from "vitest";
import { runId } from "#shared/domain/ids.ts";
import type { RunRecord } from "#shared/domain/run/run.ts";
import { crew, linked, personOf } from "./crew.ts";
import { codesOf, SyncWorld, tenant } from "./sync-world.ts";

let world: SyncWorld;
let done: RunRecord;
const undo = () => ({ trigger: "undo", undoOf: done.runId }) as const;
const modeOf = async () => (await world.settings.read(tenant)).item?.["mode"];

beforeEach(async () => {
  world = new SyncWorld(crew(1, 2, 3, 4));
  // The undo makes half of this small site Inactive.
  world.change({ maxDeactivationShare: 0.5 });
  world.user({ userId: "by-hand", ...personOf(2), role: "Agent", version: 4 });
  world.user(linked(3, { lastName: "Maiden" }));
  world.user(linked(4, { status: "Inactive" }));
  world.user(linked(5));
  done = await world.run();
});

describe("an undo", () => {
  it("puts back what the run changed; who was created becomes Inactive", async () => {
    const run = await world.run(undo());
    expect(run).toMatchObject({ status: "succeeded", trigger: "undo", undoOf: done.runId, reasons: [] });
    expect(world.stored("rc-1")?.status).toBe("Inactive");
    expect(world.stored("by-hand")).not.toHaveProperty("sourceId");
    expect(world.stored("by-hand")).toMatchObject({ role: "Agent", status: "Active" });
    expect(world.stored("rc-3")?.lastName).toBe("Maiden");
    expect([world.stored("rc-4")?.status, world.stored("rc-5")?.status]).toEqual(["Inactive", "Active"]);
  });

  it("records each change with the before-image of what it found", async () => {
    const run = await world.run(undo());
    const records = await world.records(run.runId);
    expect(records.map(({ outcome }) => outcome)).toEqual(Array(5).fill("applied"));
    const renamed = records.find(({ userId }) => userId === "rc-3");
    expect(renamed).toMatchObject({ before: { lastName: "Marchbanks3" }, after: { lastName: "Maiden" } });
  });

  it("needs neither RingCentral nor the secret", async () => {
    world.secrets.put(tenant, "");
    const before = world.directory.requests.length;
    expect((await world.run(undo())).status).toBe("succeeded");
    expect(world.directory.requests).toHaveLength(before);
  });

  it("sets the mode to plan before its first write, since the next run would do it all again", async () => {
    const modes: unknown[] = [];
    world.roster.beforeWrite = async () => {
      modes.push(await modeOf());
    };
    await world.run(undo());
    expect(modes).toEqual(Array(5).fill("plan"));
    expect((await world.run({ trigger: "schedule" })).mode).toBe("plan");
  });

  it("writes nothing when the mode cannot be set", async () => {
    const writes = world.roster.applied.length;
    world.settings.setPlanMode = () => Promise.reject(new Error("down"));
    const run = await world.run(undo());
    expect([run.status, world.roster.applied.length]).toEqual(["failed", writes]);
  });

  it("leaves what somebody has changed since, as a conflict", async () => {
    world.user({ ...(world.stored("rc-3") as object), userId: "rc-3", lastName: "Elsewhere", version: 3 });
    const run = await world.run(undo());
    expect([run.status, codesOf(run), run.changes.conflicts]).toEqual(["succeeded", ["CONFLICT"], 1]);
    expect(world.stored("rc-3")?.lastName).toBe("Elsewhere");
    expect((await world.outcomes(run.runId))["rc-3"]).toBe("conflict conflict");
  });

  it("does nothing the second time", async () => {
    await world.run(undo());
    world.change({});
    const writes = world.roster.applied.length;
    expect((await world.run(undo())).status).toBe("succeeded");
    expect([world.roster.applied.length, await modeOf()]).toEqual([writes, undefined]);
  });

  it("can be tried as a dry run, which leaves roster and settings alone", async () => {
    const before = await world.roster.list(tenant);
    const run = await world.run({ ...undo(), mode: "plan" });
    expect(run).toMatchObject({ mode: "plan", changes: { deactivated: 2, updated: 2, reactivated: 1 } });
    expect(await world.roster.list(tenant)).toEqual(before);
    expect(await modeOf()).toBeUndefined();
  });

  it("refuses a run that does not exist, or that was a dry run", async () => {
    const unknown = await world.run({ trigger: "undo", undoOf: runId("01HZZZZZZZZZZZZZZZZZZZZZZZ") });
    expect([unknown.status, codesOf(unknown)]).toEqual(["failed", ["SETTINGS_INVALID"]]);
    expect(unknown.reasons[0]?.message).toBe(
      "undoOf: 01HZZZZZZZZZZZZZZZZZZZZZZZ is not the id of an apply run of this tenant",
    );
    const dry = await world.run({ mode: "plan" });
    expect(codesOf(await world.run({ trigger: "undo", undoOf: dry.runId }))).toEqual(["SETTINGS_INVALID"]);
  });

  it("that runs out of time asks nobody to go on, since it has set the mode to plan", async () => {
    const before = world.roster.applied.length;
    const run = await world.run(undo(), { remainingMs: () => (world.roster.applied.length === before ? 1 : 0) });
    expect([run.status, codesOf(run)]).toEqual(["partial", ["OUT_OF_TIME"]]);
    expect(run.reasons[0]?.message).toContain("set mode to apply and start the undo again");
    expect(world.schedules.state(tenant)?.resumeRequest).toBeUndefined();
  });
});
