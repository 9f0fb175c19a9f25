import { describe, expect, it } from "vitest";
import { runId } from "#shared/domain/ids.ts";
import { unseen } from "#shared/domain/schedule/schedule-state.ts";
import { administrator, crew, linked, range, seat } from "./crew.ts";
import { codesOf, SyncWorld, tenant } from "./sync-world.ts";

const dayMs = 24 * 3_600_000;

/** A tenant of long ago, whose roster has these members of the crew. */
async function settled(...members: readonly number[]): Promise<SyncWorld> {
  const world = new SyncWorld(crew(...members));
  for (const n of members) world.user(linked(n));
  await world.settledIn();
  return world;
}

/** The next night, with these agents in the directory. */
async function night(world: SyncWorld, ...members: readonly number[]) {
  world.directory.organisation = crew(...members);
  await world.clock.advance(dayMs);
  return world.runNow();
}

describe("what was held", () => {
  it("stays held the next night, though sixty hires have made its share small", async () => {
    const world = await settled(...range(1, 80));
    expect(await night(world, ...range(21, 60))).toMatchObject({ status: "held", changes: { held: 20 } });
    const next = await night(world, ...range(21, 60), ...range(100, 40));
    expect(next).toMatchObject({ status: "held", changes: { created: 40, deactivated: 0, held: 20 } });
    const after = await night(world, ...range(21, 60), ...range(100, 60));
    expect(after).toMatchObject({ status: "held", changes: { created: 20, deactivated: 0, held: 20 } });
    await world.approve(after.runId, { users: range(1, 20).map((n) => `rc-${n}`) });
    expect(await world.run()).toMatchObject({ status: "succeeded", changes: { deactivated: 20, held: 0 } });
  });

  it("is not let go by a dry run, an undo or a run that failed in between", async () => {
    const world = await settled(...range(1, 20));
    const members = range(11, 10);
    await night(world, ...members);
    await world.run({ mode: "plan" });
    await world.run({ trigger: "undo", undoOf: world.runIds[0] ?? runId("") });
    world.change({});
    world.secrets.put(tenant, "");
    await world.run();
    world.secrets.put(tenant, JSON.stringify({ clientSecret: "Sesame-4711", jwt: "Open.Sesame-4712.Please" }));
    for (const n of range(100, 200)) world.user(linked(n));
    expect(await night(world, ...members, ...range(100, 200))).toMatchObject({ status: "held", changes: { held: 10 } });
  });

  it("keeps its place while the people concerned are frozen", async () => {
    const world = await settled(...range(1, 20));
    await night(world, ...range(11, 10));
    world.directory.unreadable.set("sub:701", { cause: "503" });
    expect(await night(world)).toMatchObject({ status: "held", changes: { held: 10 } });
    world.directory.unreadable.clear();
    for (const n of range(100, 200)) world.user(linked(n));
    expect((await night(world, ...range(11, 10), ...range(100, 200))).changes).toMatchObject({
      deactivated: 0,
      held: 10,
    });
  });
});

describe("the limits over seven days", () => {
  it("let 40 of 100 go in drips, then hold; after a week they let some go again", async () => {
    const world = await settled(...range(1, 100));
    const left: number[] = [];
    for (const gone of range(1, 11)) {
      const run = await night(world, ...range(1 + gone * 9, 100 - gone * 9));
      left.push(run.changes.deactivated);
    }
    // 9 a night: of 100, 91, 82, 73 active users 40, 36, 32, 28 may go in a week.
    expect(left.slice(0, 4)).toEqual([9, 9, 9, 0]);
    expect(left.reduce((sum, count) => sum + count)).toBeLessThan(60);
    expect(world.alerts.sent.map(({ code }) => code)).toContain("DEACTIVATIONS_HELD");
  });

  it("count what a killed run may have changed", async () => {
    const world = await settled(...range(1, 100));
    world.directory.organisation = crew(...range(21, 80));
    world.roster.beforeWrite = () => new Promise<never>(() => undefined);
    void world.run();
    await world.clock.advance(2 * 3_600_000);
    world.roster.beforeWrite = () => undefined;
    const [killed] = world.runIds;
    expect(await world.history.run(tenant, killed ?? runId(""))).toMatchObject({ risky: { deactivate: 20 } });
  });

  it("do not count what was approved", async () => {
    const world = await settled(...range(1, 100));
    const held = await night(world, ...range(51, 50));
    await world.approve(held.runId, { users: range(1, 50).map((n) => `rc-${n}`) });
    const approved = await world.run();
    expect(approved).toMatchObject({ changes: { deactivated: 50 }, risky: {} });
    expect((await night(world, ...range(61, 40))).changes).toMatchObject({ deactivated: 10, held: 0 });
  });
});

describe("settling in", () => {
  it("lets a first run create a whole site, and sets a limit from a week after it", async () => {
    const world = new SyncWorld(crew(...range(1, 200)));
    expect((await world.run()).changes).toMatchObject({ created: 200, held: 0 });
    expect(world.schedules.state(tenant)?.settledAt).toBeDefined();
    expect((await night(world, ...range(1, 400))).changes).toMatchObject({ created: 200, held: 0 });
    await world.clock.advance(7 * dayMs);
    expect(await night(world, ...range(1, 700))).toMatchObject({ status: "held", changes: { created: 0, held: 300 } });
  });

  it("goes on while a pilot, or a sub-account that cannot be read, keeps people out", async () => {
    const world = new SyncWorld(crew(...range(1, 200)));
    world.change({ pilotPeople: ["rc:1", "rc:2"] });
    await world.run();
    expect(world.schedules.state(tenant)).toMatchObject({ readSubAccounts: ["701", "702"] });
    expect(world.schedules.state(tenant)?.settledAt).toBeUndefined();
    await world.clock.advance(30 * dayMs);
    world.change({});
    expect((await world.run()).changes).toMatchObject({ created: 198, held: 0 });
    expect(world.schedules.state(tenant)?.settledAt).toBeDefined();
  });

  it("counts the users of a sub-account that is read for the first time as expected, once", async () => {
    const world = await settled(...range(1, 20));
    await world.schedules.noteRead(tenant, { readSubAccounts: ["701"] });
    const people = range(100, 90).map((n) => seat(n, { subAccountId: "702" }));
    world.directory.organisation = {
      ...crew(...range(1, 20)),
      subAccounts: { ...crew(...range(1, 20)).subAccounts, "702": people },
    };
    expect((await world.run()).changes).toMatchObject({ created: 90, held: 0 });
    expect(world.schedules.state(tenant)?.readSubAccounts).toEqual(["701", "702"]);
  });

  it("makes no sub-account new because the list of those that were read is lost", async () => {
    const world = await settled(...range(1, 20));
    const { readSubAccounts: _lost, ...state } = world.schedules.state(tenant) ?? unseen;
    await world.schedules.write(tenant, state);
    expect(await night(world, ...range(1, 120))).toMatchObject({ status: "held", changes: { created: 0, held: 100 } });
    expect(world.schedules.state(tenant)?.readSubAccounts).toEqual(["701", "702"]);
  });

  it("is long over for a tenant that had runs before kinds were counted", async () => {
    const world = new SyncWorld(crew(...range(1, 200)));
    const startedAt = new Date(world.clock.now().getTime() - dayMs).toISOString();
    const before = { ...{ runId: runId("01JBEFORE0000000000000000A"), tenantId: tenant }, startedAt, planDigest: "x" };
    await world.history.startRun({ ...before, trigger: "schedule", mode: "apply" });
    const run = await world.run();
    expect([run.status, codesOf(run), run.changes.held]).toEqual(["held", ["CREATES_HELD"], 200]);
    expect(world.schedules.state(tenant)).toMatchObject({ readSubAccounts: ["701", "702"] });
    await world.clock.advance(30 * dayMs);
    expect((await world.run()).changes).toMatchObject({ created: 0, held: 200 });
  });
});

describe("the last Administrator", () => {
  it("does not leave while the successor could not be written", async () => {
    const world = await settled(...range(1, 30));
    world.user(linked(40, { role: "Administrator", scopes: ["main", "ringex"], agentIds: [] }));
    world.directory.organisation = { ...crew(...range(1, 30)), administrators: [administrator(50)] };
    world.roster.beforeWrite = ({ kind }) => {
      if (kind === "create") throw new Error("no capacity");
    };
    const run = await world.run();
    expect([run.status, run.changes.deactivated, world.stored("rc-40")?.status]).toEqual(["partial", 0, "Active"]);
    world.roster.beforeWrite = () => undefined;
    expect((await world.run()).changes).toMatchObject({ created: 1, deactivated: 1 });
  });
});

describe("a deactivation", () => {
  it("leaves its instant on the user, for whom a repair within 14 days is not held", async () => {
    const world = await settled(...range(1, 100));
    const held = await night(world, ...range(61, 40));
    await world.approve(held.runId, { users: range(1, 60).map((n) => `rc-${n}`) });
    await world.run();
    expect(world.stored("rc-1")).toMatchObject({ status: "Inactive", deactivatedAt: world.clock.now().toISOString() });
    expect((await night(world, ...range(1, 100))).changes).toMatchObject({ reactivated: 60, held: 0 });
    expect(world.stored("rc-1")).not.toHaveProperty("deactivatedAt");
  });
});
