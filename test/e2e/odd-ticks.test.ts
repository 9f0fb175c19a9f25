import { afterAll, beforeAll, expect, test } from "vitest";
import { generateOrganisation } from "#test/fixtures/people.ts";
import { Customer } from "./customer.ts";
import { linesOf, metricsOf } from "./told.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const startedAt = Math.floor(Date.now() / minuteMs) * minuteMs;
const at = (minutes: number) => new Date(startedAt + minutes * minuteMs).toISOString();

let customer: Customer;
beforeAll(async () => {
  customer = await Customer.start(generateOrganisation({ seed: 12, people: 3 }), "off");
  await customer.change({ runDailyAtUtc: at(-60).slice(11, 16) });
  customer.aws.onInvoke(async (event) => void (await customer.sync(event)));
});
afterAll(() => customer.close());

/** One tick in a process of its own, and every sync that it starts. */
async function tick(scheduledTime: string) {
  const { ends, log } = await customer.process("dispatch", [{ scheduledTime }]).ended;
  await customer.aws.settled();
  const [metrics] = metricsOf(log).filter((line) => !("ColdStart" in line));
  return { end: ends[0], log, metrics };
}

async function schedule(): Promise<Readonly<Record<string, unknown>>> {
  const [state] = await customer.items("history", { beginning: "schedule" });
  return state ?? {};
}

test.each(["2036-03-02T02:00:00Z", "2016-03-02T02:00:00Z", new Date(startedAt + 6 * minuteMs).toISOString()])(
  "a tick dated %s is logged as odd and decides by the clock",
  async (scheduledTime) => {
    const { end, log } = await tick(scheduledTime);
    expect(end).toEqual({ kind: "resolved", value: { checked: 1, started: [], faulty: [] } });
    expect(linesOf(log)).toContainEqual(expect.objectContaining({ level: "WARN", message: "dispatch.odd_tick" }));
    const nextRunAt = Date.parse(String((await schedule())["nextRunAt"]));
    expect(nextRunAt).toBeGreaterThan(startedAt);
    expect(nextRunAt).toBeLessThanOrEqual(startedAt + 25 * hourMs);
  },
);

test("a next run that lies years ahead is computed anew, and what was missed meanwhile starts late", async () => {
  const lastScheduledFor = at(-60 - 5 * 24 * 60);
  const parked = { ...(await schedule()), enabledSince: at(-10 * 24 * 60), lastScheduledFor };
  await customer.put("history", { ...parked, nextRunAt: "2036-03-02T02:00:00.000Z" });
  const { end, metrics, log } = await tick(at(0));
  expect(linesOf(log)).not.toContainEqual(expect.objectContaining({ message: "dispatch.odd_tick" }));
  expect(end).toMatchObject({ value: { started: [{ reason: "due", scheduledFor: at(-60 - 4 * 24 * 60) }] } });
  expect(metrics).toMatchObject({ TenantsOverdue: 1, HoursOverdue: expect.closeTo(4 * 24 + 1, 1) });
  expect(await schedule()).toMatchObject({ nextRunAt: at(-60 + 24 * 60) });
});

test("neither a dry run nor a run by hand that names the due time answers for the schedule", async () => {
  const scheduledFor = at(-2);
  await customer.run({ trigger: "manual", scheduledFor });
  await customer.run({ trigger: "schedule", mode: "plan", scheduledFor });
  expect((await customer.run({ trigger: "schedule", scheduledFor })).run).toMatchObject({ status: "succeeded" });
  expect((await customer.run({ trigger: "schedule", scheduledFor })).run).toMatchObject({
    status: "skipped",
    reasons: [{ code: "ALREADY_DONE" }],
  });
});

test("a killed run that somebody started by hand gets its end from the next tick", async () => {
  const [user] = (await customer.items("roster")).filter(({ sourceId }) => sourceId !== undefined);
  await customer.put("roster", { ...user, lastName: "Renamed" });
  const running = customer.process("sync", [{ requestedBy: "operator" }]);
  customer.onRosterWrite(1, running.kill);
  expect(await running.ended).toMatchObject({ signal: "SIGKILL" });
  const open = async () =>
    (await customer.items("history", { beginning: "run#" })).filter(({ finishedAt }) => finishedAt === undefined);
  expect(await open()).toHaveLength(1);
  await tick(at(1));
  expect(await open()).toHaveLength(1);
  await customer.expireLease();
  const { end, log } = await tick(at(2));
  expect(end).toMatchObject({ value: { started: [], faulty: [] } });
  expect(linesOf(log)).toContainEqual(expect.objectContaining({ message: "dispatch.run_closed", trigger: "manual" }));
  expect(await open()).toEqual([]);
  const [killed] = (await customer.items("history", { beginning: "run#" })).slice(-1);
  expect(killed).toMatchObject({ status: "failed", reasons: [{ code: "INTERNAL" }], requestedBy: "operator" });
});
