import { beforeEach, expect, it } from "vitest";
import { runId } from "#shared/domain/ids.ts";
import type { ScheduleState } from "#shared/domain/schedule/schedule-state.ts";
import { acme, DispatchWorld, instant } from "./dispatch-world.ts";

const years = "2036-03-02T02:00:00.000Z";

let world: DispatchWorld;
beforeEach(async () => {
  world = new DispatchWorld();
  world.addTenant(acme);
  await world.tick("01T12:00");
});

/** The state as somebody has edited it. */
async function edit(change: Partial<ScheduleState>): Promise<void> {
  await world.schedules.write(acme, { ...world.state(), ...change });
}

it.each<[string, Partial<ScheduleState>]>([
  ["its next run", { nextRunAt: years }],
  ["its enabling", { enabledSince: years }],
  ["its last due time", { lastScheduledFor: years }],
  ["its retry", { retryAt: years }],
  ["its overdue run", { unfinishedSince: years }],
  ["its last run", { lastRunId: runId("0BKJXMZT000000000000000000") }],
])("a tenant is not parked by %s in the year 2036", async (_name, odd) => {
  await edit(odd);
  await world.tick("01T12:01");
  await world.tick("02T02:00");
  const { started } = world.starter;
  expect(started).toMatchObject([{ tenantId: acme, scheduledFor: instant("02T02:00") }]);
  await world.runAnswers({ from: "02T02:01", to: "02T02:02", status: "succeeded" });
  await world.tick("02T02:03");
  expect(world.state()).not.toHaveProperty("pending");
  expect(world.telemetry.ticks.at(-1)).toMatchObject({ hoursOverdue: 0 });
  await world.tick("03T02:00");
  expect(started).toHaveLength(2);
});

it("a lost invocation of the year 2036 is sent again after 15 minutes", async () => {
  await world.tick("02T02:00");
  const { pending } = world.state();
  if (pending === undefined) throw new Error("nothing was started");
  await edit({ pending: { ...pending, invokedAt: years, sentAt: years } });
  await world.tick("02T02:01");
  await world.tick("02T02:15");
  expect(world.starter.started).toHaveLength(1);
  await world.tick("02T02:16");
  expect(world.starter.started).toHaveLength(2);
});

it("a lease until the year 2036 keeps nobody waiting, and its run counts as killed", async () => {
  await world.tick("02T02:00");
  const run = await world.runAnswers({ from: "02T02:01" });
  world.holdLease(run, "02T02:03");
  const lease = await world.leases.read(acme);
  if (lease !== undefined) world.leases.put(acme, { ...lease, until: years });
  await world.tick("02T02:04");
  expect(await world.history.run(acme, run)).toMatchObject({ status: "failed", reasons: [{ code: "INTERNAL" }] });
  await world.tick("02T02:19");
  expect(world.starter.started).toHaveLength(2);
});

it("is overdue when its next run lies years ahead and it fails at every look", async () => {
  await edit({ lastScheduledFor: instant("02T02:00"), nextRunAt: years });
  world.addTenant(acme, { deactivationFloor: 3 });
  const recordSettingsChange = () => Promise.reject(new Error("boom"));
  const dispatch = world.other({ history: { ...world.ports.history, recordSettingsChange } });
  await dispatch({ scheduledTime: instant("03T08:00"), deadline: { remainingMs: () => 60_000 } });
  expect(world.telemetry.ticks.at(-1)).toMatchObject({ tenantsOverdue: 1, hoursOverdue: 6 });
});
