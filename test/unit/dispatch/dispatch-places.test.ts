import { describe, expect, it } from "vitest";
import { runId, tenantId } from "#shared/domain/ids.ts";
import { DispatchWorld, instant } from "./dispatch-world.ts";

const ids = ["a", "b", "c", "d", "e"].map(tenantId);

function worldOf(places: number, dueTimes: readonly string[]): DispatchWorld {
  const world = new DispatchWorld({ maxConcurrentRuns: places });
  for (const [index, runDailyAtUtc] of dueTimes.entries())
    world.addTenant(ids[index] ?? tenantId("z"), { runDailyAtUtc });
  return world;
}

describe("the places for runs", () => {
  it("are all taken when more runs go on than there are places", async () => {
    const world = worldOf(3, ["02:00", "02:00", "02:00", "02:01", "02:01"]);
    await world.tick("01T12:00");
    await world.tick("02T02:00");
    const fewer = world.other({ config: { ...world.ports.config, maxConcurrentRuns: 1 } });
    const result = await fewer({ scheduledTime: instant("02T02:01"), deadline: { remainingMs: () => 1 } });
    expect(result.started).toEqual([]);
    expect(world.telemetry.notes.at(-1)?.facts).toMatchObject({ waiting: 2 });
  });

  it("go to due tenants before a run that is resumed by request, and to tenants by name at the same time", async () => {
    const world = worldOf(3, ["05:00", "02:01", "02:00", "02:00"]);
    await world.tick("01T12:00");
    const [first] = ids;
    if (first === undefined) throw new Error("no tenant");
    const event = { tenantId: first, trigger: "manual" } as const;
    await world.schedules.requestResume(first, { runId: runId("01JRUN0000000000000000000M"), event });
    expect((await world.tick("02T02:02")).started.map((run) => run.tenantId)).toEqual(["c", "d", "b"]);
  });

  it("go to a request by the due time of its own run", async () => {
    const world = worldOf(1, ["05:00", "02:00"]);
    await world.tick("01T12:00");
    const [first] = ids;
    if (first === undefined) throw new Error("no tenant");
    const event = { tenantId: first, trigger: "schedule", scheduledFor: instant("01T05:00") } as const;
    await world.schedules.requestResume(first, { runId: runId("01JRUN0000000000000000000M"), event });
    expect((await world.tick("02T02:00")).started).toEqual([
      { tenantId: "a", scheduledFor: instant("01T05:00"), reason: "resume" },
    ]);
  });
});

describe("a tick that is short of time", () => {
  it("starts what is due before it writes down anything else", async () => {
    const world = worldOf(5, ["05:00", "05:00", "05:00", "05:00", "02:00"]);
    await world.tick("01T12:00");
    for (const id of ids.slice(0, 4)) world.addTenant(id, { runDailyAtUtc: "06:00" });
    let steps = 1 + ids.length + 1 + 1;
    const result = await world.tick("02T02:00", () => {
      steps -= 1;
      return steps >= 0 ? 1 : 0;
    });
    expect(result.started).toMatchObject([{ tenantId: "e" }]);
    expect(world.state(ids[0]).runDailyAtUtc).toBe("05:00");
  });

  it("ends its work when no time is left at all", async () => {
    const world = worldOf(5, ["02:00"]);
    expect(await world.tick("01T12:00", () => 0)).toEqual({ checked: 0, started: [], faulty: [] });
    expect(world.telemetry.notes.at(-1)).toMatchObject({ level: "warn", facts: { checked: 0, not_reached: 1 } });
  });
});

describe("a tick", () => {
  it("looks at ten tenants at a time", async () => {
    const world = new DispatchWorld();
    for (let index = 0; index < 25; index += 1) world.addTenant(tenantId(`t${index}`));
    let [atWork, most] = [0, 0];
    const get: typeof world.ports.roster.get = async (tenant, user) => {
      atWork += 1;
      most = Math.max(most, atWork);
      await new Promise(setImmediate);
      atWork -= 1;
      return world.ports.roster.get(tenant, user);
    };
    const result = await world.other({ roster: { get } })({ deadline: { remainingMs: () => 1 } });
    expect(result.checked).toBe(25);
    expect(most).toBe(10);
  });

  it("starts nothing for a tenant that another dispatcher has looked after meanwhile", async () => {
    const world = worldOf(5, ["02:00"]);
    await world.tick("01T12:00");
    const schedules = world.writing(async () => false);
    const request = { scheduledTime: instant("02T02:00"), deadline: { remainingMs: () => 1 } };
    expect(await world.other({ schedules })(request)).toEqual({ checked: 1, started: [], faulty: [] });
    expect(world.starter.started).toEqual([]);
  });
});
