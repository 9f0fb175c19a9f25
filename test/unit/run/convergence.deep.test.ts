import { describe, expect, it } from "vitest";
import { runId, sourceId, userId } from "#shared/domain/ids.ts";
import type { ChangeRecord } from "#shared/domain/roster/change.ts";
import type { RunRecord, SyncEvent } from "#shared/domain/run/run.ts";
import { administrator, crew, linked, personOf, range, seat } from "./crew.ts";
import { type Interruption, interrupted, type Trouble, troubles } from "./interruption.ts";
import { SyncWorld, tenant } from "./sync-world.ts";

/** Every kind of change, a decision about a successor, a conflict, a held role change that is approved, and one user who needs nothing. */
async function busyWorld(): Promise<SyncWorld> {
  const staff = crew(1, 2, 3, 4, 6, 10, 11, 12, 13, 14, 15, 16);
  const world = new SyncWorld({
    ...staff,
    administrators: [10, 11, 12, 13, 14, 15].map(administrator),
    subAccounts: {
      "701": [1, 2, 3, 4, 6, 16].map((n) => seat(n)),
      "702": [seat(7, { subAccountId: "702", firstName: "", lastName: "" })],
    },
  });
  world.user({ userId: "by-hand", ...personOf(2), version: 4, note: "kept" });
  world.user(linked(3, { lastName: "Maiden" }));
  world.user(linked(4, { status: "Inactive", version: 7 }));
  world.user(linked(5));
  world.user(linked(6));
  for (const n of range(10, 6)) world.user(linked(n, { agentIds: [], scopes: ["main", "ringex"] }));
  world.user(linked(16, { ...personOf(17), seen: personOf(17) }));
  await world.decisions.decide(tenant, sourceId("rc:16"), {
    ...{ kind: "new", userId: userId("rc-16-2"), seen: personOf(16), by: "lead", at: "2026-03-01T12:00:00.000Z" },
  });
  // An earlier run has held what this dry run would hold, and changed nothing else.
  const { runId: dryRun } = await world.run({ mode: "plan" });
  const earlier = runId("01JHELD0000000000000000000");
  const held = (await world.history.readChanges(tenant, dryRun)).filter(({ record }) => record.outcome === "held");
  const records = held.map(({ number, record }) => ({ number, record: { ...record, mode: "apply" as const } }));
  await world.history.writeChanges({ tenantId: tenant, runId: earlier }, records);
  await world.approve(earlier, { users: range(10, 6).map((n) => `rc-${n}`) });
  return world;
}

/** What counts of a roster: not who wrote it when. */
async function rosterOf({ roster }: SyncWorld) {
  return (await roster.list(tenant)).map(({ lastRunId: _, deactivatedAt, ...user }) => ({
    ...user,
    // When, differs; that it is there, does not.
    isDeactivated: deactivatedAt !== undefined,
  }));
}

async function runsOf({ history }: SyncWorld): Promise<readonly Partial<RunRecord>[]> {
  return history.runsSince(tenant, new Date(0));
}

async function applyRecords(world: SyncWorld): Promise<ChangeRecord[]> {
  const all = await Promise.all(world.runIds.map((id) => world.records(id)));
  return all.flat().filter(({ mode }) => mode === "apply");
}

/** A run that goes wrong as told; resolves when it has ended or will never end. */
async function runInto(world: SyncWorld, { event, ...plan }: Interruption & { event?: Partial<SyncEvent> }) {
  await world.clock.advance(3_600_000);
  const { ports, calls } = interrupted(world.ports, plan);
  const run = world.runNow(event, { ports });
  const ended = await Promise.race([run, world.clock.settle().then(() => world.clock.settle())]);
  return { ended, calls };
}

const expected = await (async () => {
  const world = await busyWorld();
  const before = await world.roster.list(tenant);
  const { calls, ended } = await runInto(world, { from: Number.POSITIVE_INFINITY, times: 0, trouble: "refused" });
  const after = await rosterOf(world);
  const changed = (await applyRecords(world)).filter(({ outcome }) => outcome === "applied");
  // Upkeep is written, too, and leaves no record.
  const writes = world.roster.applied.map(essence).sort();
  return { before, after, calls, ended, changes: changed.map(essence).sort(), writes };
})();

/** One change as it must stand on record, whichever run made it. */
function essence({ kind, userId, before, after }: Pick<ChangeRecord, "kind" | "userId" | "before" | "after">): string {
  return JSON.stringify([kind, userId, before, after]);
}

/** Interrupts a run at one call and lets others go on undisturbed; what is left, beside what has to be. */
async function aftermathOf(plan: Interruption) {
  const world = await busyWorld();
  await runInto(world, plan);
  const { status } = await world.run();
  const roster = await rosterOf(world);
  const records = await applyRecords(world);
  const applied = records.filter(({ outcome }) => outcome === "applied");
  const open = records.filter(({ outcome }) => outcome === "planned");
  const told = world.alerts.sent.map(({ message }) => message).join();
  const isPromoted = ({ after }: ChangeRecord) => after.role === "Administrator";
  const untold = applied.filter(isPromoted).filter(({ userId = "" }) => !told.includes(userId));
  const unfinished = (await runsOf(world)).filter(({ finishedAt }) => finishedAt === undefined);
  const writes = world.roster.applied.map(essence).sort();
  await world.run();
  const writesAgain = world.roster.applied.length - writes.length;
  const at = `${plan.trouble} at ${plan.from}: ${expected.calls[plan.from - 1]}`;
  const changes = applied.map(essence).sort();
  const converged = {
    at,
    status: "succeeded",
    roster: expected.after,
    open: [],
    untold: [],
    unfinished: [],
    writesAgain: 0,
  };
  return {
    is: { at, status, roster, open, untold, unfinished, writesAgain, changes, writes },
    hasToBe: { ...converged, changes: expected.changes, writes: expected.writes },
  };
}

describe("an undisturbed run", () => {
  it("changes what the interrupted ones have to", async () => {
    expect(expected.ended).toMatchObject({
      status: "succeeded",
      changes: {
        created: 2,
        linked: 1,
        updated: 7,
        reactivated: 1,
        deactivated: 2,
        unchanged: 1,
        held: 0,
        conflicts: 1,
      },
    });
    expect(expected.calls.length).toBeGreaterThan(35);
    expect(expected.before).not.toEqual(expected.after);
  });
});

describe.each(troubles)("a run of which the ports are no longer answered (%s)", (trouble: Trouble) => {
  it("is finished by the next one, whichever call it was", async () => {
    for (let from = 1; from <= expected.calls.length; from += 1) {
      const { is, hasToBe } = await aftermathOf({ from, times: Number.POSITIVE_INFINITY, trouble });
      expect(is).toEqual(hasToBe);
    }
  });
});

describe.each(["refused", "answer lost"] as const)("a run of which one call goes wrong (%s)", (trouble) => {
  it("is finished by itself or the next one, whichever call it was", async () => {
    for (let from = 1; from <= expected.calls.length; from += 1) {
      const { is, hasToBe } = await aftermathOf({ from, times: 1, trouble });
      expect(is).toEqual(hasToBe);
    }
  });
});

describe("two runs that die one after the other", () => {
  it("are both finished by the third", async () => {
    for (let first = 1; first <= expected.calls.length; first += 5) {
      for (let second = 1; second <= 12; second += 2) {
        const world = await busyWorld();
        await runInto(world, { from: first, times: Number.POSITIVE_INFINITY, trouble: "dies after" });
        await runInto(world, { from: second, times: Number.POSITIVE_INFINITY, trouble: "dies before" });
        expect((await world.run()).status).toBe("succeeded");
        expect(await rosterOf(world)).toEqual(expected.after);
        const applied = (await applyRecords(world)).filter(({ outcome }) => outcome === "applied");
        expect(applied.map(essence).sort()).toEqual(expected.changes);
      }
    }
  });
});

describe("a run that died", () => {
  it("leaves a record that has not ended, which is how dispatch knows it", async () => {
    const world = await busyWorld();
    await runInto(world, { from: expected.calls.indexOf("roster.write") + 3, times: 999, trouble: "dies after" });
    const died = (await runsOf(world)).at(-1);
    expect(died).toMatchObject({ runId: world.runIds.at(-1), mode: "apply" });
    expect(died?.finishedAt).toBeUndefined();
  });
});
