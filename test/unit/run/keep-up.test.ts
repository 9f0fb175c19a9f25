import { expect, it } from "vitest";
import { runId, userId } from "#shared/domain/ids.ts";
import type { Change } from "#shared/domain/roster/change.ts";
import { keepUp } from "#shared/run/keep-up.ts";
import { FakeRoster } from "#test/fakes/fake-roster.ts";
import { crew, linked, range } from "./crew.ts";
import { codesOf, planner, SyncWorld, tenant } from "./sync-world.ts";

const groups = ["701/30"];

function upkeepOf(n: number): Change {
  const user = { userId: userId(`rc-${n}`), version: 1 };
  return { kind: "update", ...user, before: { groups: undefined }, after: { groups }, reason: "kept up" };
}

/** Upkeep of users 1 to `count`, of whom the roster has all. */
function given(count: number) {
  const world = new SyncWorld(crew());
  for (const n of range(1, count)) world.user(linked(n));
  const stamp = () => ({
    ...{ tenantId: tenant, runId: runId("01JRUN0000000000000000000A"), actor: planner },
    at: world.clock.now().toISOString(),
  });
  return {
    world,
    request: { upkeep: range(1, count).map(upkeepOf), stamp, mayGoOn: () => true, mayBegin: async () => true },
  };
}

it("writes each user, stamped like every write, and says how many", async () => {
  const { world, request } = given(3);
  expect(await keepUp(request, world)).toBe(3);
  for (const n of range(1, 3))
    expect(world.stored(`rc-${n}`)).toMatchObject({ groups, version: 2, lastRunId: request.stamp().runId });
});

it("leaves whom somebody else has changed meanwhile, and whom it cannot write, to the next run", async () => {
  const { world, request } = given(4);
  world.user(linked(2, { version: 2 }));
  world.roster.beforeWrite = (change) => {
    if (change.userId === "rc-3") throw new Error("no capacity");
  };
  expect(await keepUp(request, world)).toBe(2);
  expect(range(1, 4).map((n) => world.stored(`rc-${n}`)?.groups)).toEqual([groups, undefined, undefined, groups]);
});

it("begins nothing more once it may not go on, and has at most 32 writes in flight", async () => {
  const { world, request } = given(100);
  let inFlight = 0;
  let most = 0;
  world.roster.beforeWrite = async () => {
    inFlight += 1;
    most = Math.max(most, inFlight);
    await Promise.resolve();
    inFlight -= 1;
  };
  const left = range(1, 40);
  const written = await keepUp({ ...request, mayGoOn: () => left.pop() !== undefined }, world);
  expect([written, world.roster.applied.length]).toEqual([40, 40]);
  expect(most).toBeLessThanOrEqual(32);
  expect(most).toBeGreaterThan(1);
});

it("asks before each chunk of 256 whether it may begin it", async () => {
  const { world, request } = given(600);
  const asked: number[] = [];
  const mayBegin = async () => asked.push(world.roster.applied.length) < 3;
  expect(await keepUp({ ...request, mayBegin }, world)).toBe(512);
  expect(asked).toEqual([0, 256, 512]);
});

it("has nothing to do without upkeep", async () => {
  expect(await keepUp({ ...given(0).request, upkeep: [] }, { roster: new FakeRoster() })).toBe(0);
});

it("of a first run over a linked roster is quiet: counted in the run record, no records, no change", async () => {
  const world = new SyncWorld(crew(...range(1, 50)));
  for (const n of range(1, 50)) world.user(linked(n));
  const run = await world.run();
  expect([run.status, codesOf(run), run.upkeep, run.changes.unchanged, run.changes.updated]).toEqual([
    ...["succeeded", [], 50, 50, 0],
  ]);
  expect([await world.records(run.runId), world.alerts.sent]).toEqual([[], []]);
  const next = await world.run();
  expect([next.upkeep ?? 0, world.roster.applied.length]).toEqual([0, 50]);
});

it("is not done in a dry run, nor while time runs out", async () => {
  const world = new SyncWorld(crew(...range(1, 5)));
  for (const n of range(1, 5)) world.user(linked(n));
  await world.run({ mode: "plan" });
  await world.run({}, { remainingMs: () => 0 });
  expect(world.roster.applied).toEqual([]);
});
