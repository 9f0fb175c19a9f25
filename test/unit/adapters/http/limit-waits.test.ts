import { beforeEach, expect, it } from "vitest";
import { LimitWaits } from "#shared/adapters/http/limit-waits.ts";
import { ManualClock } from "#test/fakes/manual-clock.ts";

let clock: ManualClock;
let told: unknown[];
let waits: LimitWaits;
beforeEach(() => {
  clock = new ManualClock();
  told = [];
  waits = new LimitWaits({ clock, onWait: (wait) => told.push(wait) });
});

it("counts the time in which at least one call waits, however many wait", async () => {
  const first = waits.begin("auth", 10_000);
  await clock.advance(4_000);
  const second = waits.begin("ringcx", 10_000);
  await clock.advance(6_000);
  first();
  await clock.advance(4_000);
  second();
  await clock.advance(60_000);
  expect(waits.totalMs()).toBe(14_000);
  waits.begin("medium", 10_000);
  await clock.advance(1_000);
  expect(waits.totalMs()).toBe(15_000);
});

it("tells of a wait once, in the words of its limit, and again when it becomes longer", async () => {
  waits.begin("auth", 40_000);
  waits.begin("auth", 40_000);
  await clock.advance(10_000);
  waits.tell("auth", 34_000);
  waits.tell("auth", 60_000);
  waits.begin("ringcx", 30_000);
  expect(told).toEqual([
    { limit: "RingCentral's sign-in limit", waitMs: 40_000 },
    { limit: "RingCentral's sign-in limit", waitMs: 60_000 },
    { limit: "RingCX's limit", waitMs: 30_000 },
  ]);
});

it.each([
  [5_000, 0],
  [5_001, 1],
])("tells of a wait of %d ms %d times", (waitMs, times) => {
  waits.begin("medium", waitMs);
  expect(told).toHaveLength(times);
});
