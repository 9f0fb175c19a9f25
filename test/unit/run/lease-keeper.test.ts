import { beforeEach, describe, expect, it } from "vitest";
import { runId } from "#shared/domain/ids.ts";
import type { Progress } from "#shared/domain/run/run.ts";
import { LeaseKeeper } from "#shared/run/lease-keeper.ts";
import { FakeLeaseStore } from "#test/fakes/fake-lease-store.ts";
import { ManualClock } from "#test/fakes/manual-clock.ts";
import { tenant } from "./sync-world.ts";

const holder = { tenantId: tenant, runId: runId("01J00000000000000000000000") };
let clock: ManualClock;
let leases: FakeLeaseStore;
/** What was published with each renewal. */
let renewals: Progress[];
/** What the store says to a renewal: that the lease is ours, that it is not, or nothing. */
let answer: boolean | Error;
let keeper: LeaseKeeper;

beforeEach(async () => {
  clock = new ManualClock();
  leases = new FakeLeaseStore();
  renewals = [];
  answer = true;
  leases.renew = async ({ progress }) => {
    renewals.push(progress);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const taken = await LeaseKeeper.take(holder, { leases, clock });
  if (taken === undefined) throw new Error("The lease is free");
  keeper = taken.keeper;
});

describe("a renewal", () => {
  it("is made every 30 seconds with the progress so far", async () => {
    await clock.advance(29_999);
    expect(renewals).toEqual([]);
    await clock.advance(1);
    expect(renewals).toEqual([{ phase: "reading", done: 0, total: 0 }]);
    await keeper.report({ phase: "reading", done: 3, total: 9 });
    expect(renewals).toHaveLength(1);
    await clock.advance(30_000);
    expect(renewals[1]).toEqual({ phase: "reading", done: 3, total: 9 });
  });

  it("is made at once when a phase begins", async () => {
    await keeper.report({ phase: "planning", done: 0, total: 1 });
    expect(renewals).toEqual([{ phase: "planning", done: 0, total: 1 }]);
  });

  it("is not asked for again once the lease is lost", async () => {
    answer = false;
    await clock.advance(120_000);
    expect(renewals).toHaveLength(1);
    answer = true;
    await keeper.report({ phase: "planning", done: 0, total: 0 });
    expect([renewals.length, keeper.isHeld()]).toEqual([1, false]);
  });

  it("is not made after the end", async () => {
    await keeper.stop({ intents: "closed" });
    await clock.advance(120_000);
    expect(renewals).toEqual([]);
  });
});

describe("the right to write", () => {
  it("ends 15 seconds before the lease does, when no renewal is answered", async () => {
    answer = new Error("down");
    await clock.advance(104_999);
    expect(keeper.isHeld()).toBe(true);
    expect(() => keeper.assertHeld()).not.toThrow();
    await clock.advance(1);
    expect(keeper.isHeld()).toBe(false);
    expect(() => keeper.assertHeld()).toThrow("the run lost its lease and stopped writing");
  });
});

describe("the lease", () => {
  it("is given back at the end, unless intents are open", async () => {
    await keeper.stop({ intents: "open" });
    expect((await leases.read(tenant))?.runId).toBe(holder.runId);
    await keeper.stop({ intents: "closed" });
    expect(await leases.read(tenant)).toBeUndefined();
  });
});
