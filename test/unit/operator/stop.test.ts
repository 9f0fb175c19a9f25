import { beforeEach, describe, expect, test } from "vitest";
import { runId } from "#shared/domain/ids.ts";
import { stateOfStopped, stop } from "#shared/operator/stop.ts";
import { crew } from "#test/unit/run/crew.ts";
import { tenant } from "#test/unit/run/sync-world.ts";
import { OperatorWorld, onBehalf } from "./operator-world.ts";

const run = runId("01JNB2Q9T1X4W7C9Z3E5G7K9M1");
let world: OperatorWorld;
beforeEach(() => {
  world = new OperatorWorld(crew(11));
});

const takeLease = () => {
  const now = world.clock.now();
  const until = new Date(now.getTime() + 120_000).toISOString();
  return world.leases.take({ tenantId: tenant, runId: run, now: now.toISOString(), until });
};
const isEnabled = () => world.settings.item(tenant)?.["serviceEnabled"];

describe("stop", () => {
  test("names the run that holds the lease and how far it is, and switches the service off with a record", async () => {
    await takeLease();
    const stopped = await stop({ what: "service", onBehalf }, world.operator);
    expect(stopped).toEqual({
      run: { runId: run, progress: { phase: "reading", done: 0, total: 0 } },
      service: "switched-off",
    });
    const at = world.clock.now().toISOString();
    expect(await world.stops.find(tenant)).toEqual({ runId: run, by: onBehalf.by, at });
    expect(isEnabled()).toBe(false);
    const [change] = await world.history.settingsChanges(tenant, 5);
    expect(change?.change).toMatchObject({ by: onBehalf.by, valid: true, after: { serviceEnabled: false } });
  });

  test("of this run leaves the settings alone", async () => {
    await takeLease();
    expect(await stop({ what: "this-run", onBehalf }, world.operator)).toMatchObject({ service: "left-on" });
    expect(isEnabled()).toBe(true);
  });

  test("asks nobody where no lease is held, and switches the service off all the same", async () => {
    await takeLease();
    await world.clock.advance(120_000);
    expect(await stop({ what: "service", onBehalf }, world.operator)).toEqual({ service: "switched-off" });
    expect([await world.stops.find(tenant), isEnabled()]).toEqual([undefined, false]);
    expect(await stop({ what: "service", onBehalf }, world.operator)).toEqual({ service: "was-off" });
  });

  test("switches off what cannot be used otherwise, and what somebody saves at the same time", async () => {
    world.change({ mode: "fast" });
    const save = world.settings.save.bind(world.settings);
    let others = 2;
    world.settings.save = (id, edit) => {
      others -= 1;
      if (others >= 0) world.change({ mode: "fast", runDailyAtUtc: `0${others}:00` });
      return save(id, edit);
    };
    expect(await stop({ what: "service", onBehalf }, world.operator)).toEqual({ service: "switched-off" });
    expect(world.settings.item(tenant)).toMatchObject({ serviceEnabled: false, mode: "fast", runDailyAtUtc: "00:00" });
    const [change] = await world.history.settingsChanges(tenant, 5);
    expect(change?.change).toMatchObject({ valid: false, faults: [{ attribute: "mode" }] });
  });

  test("makes no item for a tenant that has none", async () => {
    world.settings.read = async () => ({ parameters: { serviceEnabled: "true" } });
    expect(await stop({ what: "service", onBehalf }, world.operator)).toEqual({ service: "was-off" });
  });

  test("has asked the run before it fails to switch the service off", async () => {
    await takeLease();
    world.settings.save = () => Promise.reject(new Error("down"));
    await expect(stop({ what: "service", onBehalf }, world.operator)).rejects.toThrow("down");
    expect(await world.stops.find(tenant)).toMatchObject({ runId: run });
  });
});

describe("a run that was asked to stop", () => {
  const state = (id = run) => stateOfStopped({ tenantId: tenant, runId: id }, world.operator);

  test("goes on while it holds the lease, and is gone when that expires without an end", async () => {
    await takeLease();
    expect(await state()).toEqual({ kind: "going", progress: { phase: "reading", done: 0, total: 0 } });
    await world.clock.advance(120_000);
    expect(await state()).toEqual({ kind: "gone" });
  });

  test("has ended when its record says so", async () => {
    const ended = await world.run();
    expect(await state(ended.runId)).toMatchObject({ kind: "ended", run: { runId: ended.runId } });
  });
});
