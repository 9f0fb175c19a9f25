import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateOrganisation } from "#test/fixtures/people.ts";
import { Customer } from "./customer.ts";
import { declared, leaks, linesOf, metricsOf } from "./told.ts";

const people = 40;
const minuteMs = 60_000;
/** Ticks lie in the recent past, since the functions' own clock is the machine's. */
const noon = Math.floor(Date.now() / minuteMs) * minuteMs - 30 * minuteMs;
const at = (minutes: number) => new Date(noon + minutes * minuteMs).toISOString();
const due = at(10);

let customer: Customer;
let syncs = 0;
beforeAll(async () => {
  const recipe = { seed: 11, people, sharedMailboxes: 0, otherExtensionsShare: 0.1 };
  customer = await Customer.start(generateOrganisation(recipe));
  await customer.change({ runDailyAtUtc: due.slice(11, 16) });
  customer.aws.onInvoke(async (event) => {
    syncs += 1;
    await customer.sync(event);
  });
});
afterAll(() => customer.close());

/** One tick in a process of its own, and every sync that it starts. */
async function tick(event: unknown) {
  const { ends, log } = await customer.process("dispatch", [event]).ended;
  await customer.aws.settled();
  return { end: ends[0], log };
}

describe("dispatch and sync, over real HTTP", () => {
  it("starts nothing at the tick that sees the service enabled", async () => {
    const { end } = await tick({ scheduledTime: at(0) });
    expect(end).toEqual({ kind: "resolved", value: { checked: 1, started: [], faulty: [] } });
    expect(syncs).toBe(0);
  });

  it("starts one run at the due time, which does its work", async () => {
    // As the Scheduler writes it: without milliseconds.
    const { end } = await tick({ scheduledTime: due.replace(".000Z", "Z") });
    const started = [{ tenantId: "default", scheduledFor: due, reason: "due" }];
    expect(end).toEqual({ kind: "resolved", value: { checked: 1, started, faulty: [] } });
    expect(customer.aws.invocations).toMatchObject([{ tenantId: "default", trigger: "schedule", scheduledFor: due }]);
    const [record] = await customer.items("history", { beginning: "run#" });
    expect(record).toMatchObject({ status: "succeeded", scheduledFor: due, changes: { created: people } });
    expect(await customer.items("roster")).toHaveLength(people + 1);
  });

  it("is done with that due time, whatever tick comes after, and tells the metrics of a tick", async () => {
    const { end, log } = await tick({ scheduledTime: at(11) });
    expect(end).toMatchObject({ value: { started: [] } });
    const [metrics] = metricsOf(log).filter((line) => !("ColdStart" in line));
    expect(declared(metrics ?? {})).toEqual({
      namespace: "RingCentralUserSync",
      dimensions: ["service", "stage"],
      names: [
        "AlertsNotSent",
        "DaysSinceApplied",
        "HoursOverdue",
        "RunsGivenUp",
        "TenantsNotApplied",
        "TenantsOverdue",
      ],
    });
    expect(metrics).toMatchObject({
      RunsGivenUp: 0,
      TenantsOverdue: 0,
      HoursOverdue: 0,
      service: "user-sync",
      stage: "simulated",
    });
  });

  it("skips a second delivery of the same event", async () => {
    const [event] = customer.aws.invocations;
    expect((await customer.run(event)).run).toMatchObject({ status: "skipped", reasons: [{ code: "ALREADY_DONE" }] });
  });

  it("notices faulty settings at the next tick, hours before the run", async () => {
    await customer.change({ runDailyAtUtc: due.slice(11, 16), defaultActivityId: "99" });
    const { end } = await tick({ scheduledTime: at(12) });
    expect(end).toMatchObject({ value: { started: [] } });
    const changes = await customer.items("history", { beginning: "settings#" });
    expect(changes.at(-1)).toMatchObject({ valid: false, faults: [{ attribute: "defaultActivityId" }] });
    expect(customer.aws.published.at(-1)?.attributes).toMatchObject({ code: "SETTINGS_INVALID" });
  });

  it("goes on with a run by hand that ran out of time", async () => {
    await customer.change({ runDailyAtUtc: due.slice(11, 16) });
    await tick({ scheduledTime: at(13) });
    for (const user of await customer.items("roster"))
      if (user["sourceId"] !== undefined) await customer.put("roster", { ...user, dataSourceId: "9" });
    const invoked = customer.aws.invocations.length;
    // Time gets short at the first write; throttles keep those in flight busy until word of it has arrived.
    const { roster: table } = customer.aws.tables;
    customer.aws.faults.add({ service: "dynamodb", operation: "UpdateItem", table, kind: "throttle", times: 32 });
    const running = customer.process("sync", [{ requestedBy: "operator" }]);
    customer.onRosterWrite(1, () => running.leave(20_000));
    const [end] = (await running.ended).ends;
    expect(end).toMatchObject({ kind: "resolved", value: { status: "partial", reasons: [{ code: "OUT_OF_TIME" }] } });
    await tick({ scheduledTime: at(14) });
    expect(customer.aws.invocations.slice(invoked)).toMatchObject([{ trigger: "manual", requestedBy: "operator" }]);
    const roster = await customer.items("roster");
    expect(roster.filter(({ dataSourceId }) => dataSourceId === "9")).toEqual([]);
  });

  it("refuses a malformed tick", async () => {
    const { end } = await tick({ scheduledTime: "yesterday" });
    expect(end).toMatchObject({ kind: "rejected", name: "SETTINGS_INVALID" });
  });

  it("needs its own variables as well", async () => {
    const { SYNC_FUNCTION_NAME: _, ...environment } = customer.aws.environment;
    const process = customer.process("dispatch", [{}], {
      environment: { ...environment, MAX_CONCURRENT_RUNS: "many" },
    });
    const [end] = (await process.ended).ends;
    expect(end).toMatchObject({ kind: "not-loaded", message: expect.stringContaining("SYNC_FUNCTION_NAME") });
    expect(end).toMatchObject({ message: expect.stringContaining("MAX_CONCURRENT_RUNS") });
  });

  it("has told nobody a name, an e-mail, a secret or a token", () => {
    expect(linesOf(customer.log).length).toBeGreaterThan(15);
    const invocations = JSON.stringify([customer.aws.invocations, customer.aws.published]);
    expect(leaks(customer, customer.log + invocations)).toEqual([]);
  });
});
