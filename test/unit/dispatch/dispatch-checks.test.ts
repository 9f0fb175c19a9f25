import { beforeEach, describe, expect, it } from "vitest";
import { tenantId } from "#shared/domain/ids.ts";
import { unseen } from "#shared/domain/schedule/schedule-state.ts";
import { acme, DispatchWorld, instant } from "./dispatch-world.ts";

let world: DispatchWorld;

beforeEach(async () => {
  world = new DispatchWorld();
  world.addTenant(acme);
});

async function startedRun(): Promise<void> {
  await world.tick("01T12:00");
  await world.tick("02T02:00");
}

describe("whether the settings can be used", () => {
  it("is known from dispatch's own look at them", async () => {
    await world.tick("01T12:00");
    expect(world.state().settingsCheck).toBe("valid");
  });

  it("is told by a run that found them faulty, and by the next that did not", async () => {
    await startedRun();
    await world.runAnswers({ from: "02T02:00", to: "02T02:03", status: "failed", codes: ["SETTINGS_INVALID"] });
    expect((await world.tick("02T02:04")).faulty).toEqual([acme]);
    await world.tick("03T02:00");
    await world.runAnswers({ from: "03T02:00", to: "03T02:03", status: "partial", codes: ["SCOPE_UNREADABLE"] });
    expect((await world.tick("03T02:04")).faulty).toEqual([]);
    expect(world.state().settingsCheck).toBe("valid");
  });

  it("is not told by a run that was skipped", async () => {
    world.addTenant(acme, { mode: "fast" });
    await startedRun();
    await world.runAnswers({ from: "02T02:00", to: "02T02:00", status: "skipped", codes: ["ALREADY_DONE"] });
    expect((await world.tick("02T02:01")).faulty).toEqual([acme]);
    expect(world.state()).not.toHaveProperty("pending");
  });

  it("is told by a record without reasons", async () => {
    world.addTenant(acme, { mode: "fast" });
    await startedRun();
    const id = await world.runAnswers({ from: "02T02:00", to: "02T02:03", status: "succeeded" });
    const { reasons: _, ...run } = { ...(await world.history.run(acme, id)), runId: id };
    const history = { ...world.ports.history, runsSince: async () => [run as Required<typeof run>] };
    const result = await world.other({ history })({
      scheduledTime: instant("02T02:04"),
      deadline: { remainingMs: () => 1 },
    });
    expect(result).toEqual({ checked: 1, started: [], faulty: [] });
    expect(world.state().settingsCheck).toBe("valid");
  });
});

describe("changes of the settings", () => {
  it("are two records when two dispatchers see different ones in the same tick", async () => {
    await world.tick("01T12:00");
    world.addTenant(acme, { maxDeactivations: 9 });
    await world.other()({ scheduledTime: instant("01T12:00"), deadline: { remainingMs: () => 1 } });
    expect(world.history.storedSettingsChanges(acme)).toHaveLength(2);
  });
});

describe("tenants that cannot be looked after", () => {
  it("are listed by name, whatever is wrong with them, and noted as errors where they failed", async () => {
    for (const id of ["b", "a"]) world.addTenant(tenantId(id));
    world.addTenant(tenantId("a"), { mode: "fast" });
    const roster: typeof world.ports.roster = {
      get: (tenant, id) => {
        if (tenant === "b") throw new Error("boom");
        return world.ports.roster.get(tenant, id);
      },
    };
    const result = await world.other({ roster })({ deadline: { remainingMs: () => 1 } });
    expect(result).toEqual({ checked: 3, started: [], faulty: ["a", "b"] });
    expect(world.telemetry.notes.filter(({ level }) => level === "error")).toMatchObject([
      { message: "dispatch.tenant_failed", facts: { tenant_id: "b", error: "Error" } },
    ]);
  });

  it("are those at the end of the alphabet when time is short, and everybody is looked at once when it is not", async () => {
    for (const id of ["b", "1"]) world.addTenant(tenantId(id));
    let steps = 1 + 1;
    await world.tick("01T12:00", () => {
      steps -= 1;
      return steps >= 0 ? 1 : 0;
    });
    const seen = ["1", "b"].filter((id) => world.history.storedSettingsChanges(tenantId(id)).length > 0);
    expect(seen).toEqual(["1"]);
    expect(await world.tick("01T12:01")).toEqual({ checked: 3, started: [], faulty: [] });
  });

  it("are not started any more where their id has become impossible", async () => {
    const odd = tenantId("a/b");
    world.addTenant(odd);
    const nextRunAt = instant("01T02:00");
    await world.schedules.write(odd, { ...unseen, enabledSince: nextRunAt, runDailyAtUtc: "02:00", nextRunAt });
    expect(await world.tick("01T12:00")).toEqual({ checked: 2, started: [], faulty: [odd] });
    expect(world.state(odd)).not.toHaveProperty("enabledSince");
  });
});
