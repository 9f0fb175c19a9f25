import { beforeEach, describe, expect, it } from "vitest";
import { tenantId } from "#shared/domain/ids.ts";
import { acme, DispatchWorld, instant } from "./dispatch-world.ts";

const globex = tenantId("globex");
let world: DispatchWorld;

beforeEach(async () => {
  world = new DispatchWorld();
  world.addTenant(acme);
  await world.tick("01T12:00");
});

const sent = () => world.alerts.sent.map(({ code, tenantId: tenant }) => [code, tenant]);
const lastTick = () => world.telemetry.ticks.at(-1);

/** The daily run of a day, from 02:00. */
async function dailyRun(
  day: string,
  end: Partial<Parameters<DispatchWorld["runAnswers"]>[0]> = {},
): Promise<Awaited<ReturnType<DispatchWorld["runAnswers"]>>> {
  await world.tick(`${day}T02:00`);
  const id = await world.runAnswers({ from: `${day}T02:00`, to: `${day}T02:03`, status: "succeeded", ...end });
  await world.tick(`${day}T02:04`);
  return id;
}

describe("changed safeguards and who is read", () => {
  it("are told once, by name alone, a quarter of an hour after the first of them", async () => {
    world.addTenant(acme, { maxDeactivations: 5_000, ignoredPeople: ["dana.doe@example.com"] });
    await world.tick("01T12:01");
    world.addTenant(acme, { maxDeactivations: 5_000, pilotPeople: ["rc:1009"] });
    await world.tick("01T12:10");
    expect(world.alerts.sent).toEqual([]);
    await world.tick("01T12:16");
    await world.tick("01T12:17");
    expect(sent()).toEqual([["SETTINGS_CHANGED", acme]]);
    const [alert] = world.alerts.sent;
    expect(alert?.message).toContain("changed ignoredPeople, maxDeactivations, pilotPeople of tenant acme");
    expect(JSON.stringify(alert)).not.toMatch(/5.?000|dana|1009/);
    expect(world.state()).not.toHaveProperty("watchedChange");
  });

  it("are not told of other settings, nor where a default is written out", async () => {
    world.addTenant(acme, { runDailyAtUtc: "03:00", maxDeactivations: 500, mode: "apply", ignoredPeople: "" });
    await world.tick("01T12:01");
    await world.tick("01T12:30");
    expect(world.alerts.sent).toEqual([]);
  });

  it("are not told of a tenant that was never enabled, up to the tick that enables it", async () => {
    world.addTenant(globex, { serviceEnabled: false });
    await world.tick("01T12:01");
    world.addTenant(globex, { serviceEnabled: false, mode: "plan" });
    await world.tick("01T12:02");
    world.addTenant(globex, { mode: "apply" });
    await world.tick("01T12:03");
    await world.tick("01T12:30");
    expect(world.alerts.sent).toEqual([]);
  });

  it("are told where a list is too long to be kept and another of the same length", async () => {
    const list = (digit: string) => Array.from({ length: 900 }, (_, index) => `rc:${digit}${1_000_000 + index}`);
    world.addTenant(acme, { ignoredPeople: list("1") });
    await world.tick("01T12:01");
    await world.tick("01T12:16");
    world.addTenant(acme, { ignoredPeople: list("2") });
    await world.tick("01T12:17");
    await world.tick("01T12:32");
    expect(sent()).toEqual([
      ["SETTINGS_CHANGED", acme],
      ["SETTINGS_CHANGED", acme],
    ]);
  });
});

describe("an alert that SNS does not take", () => {
  it("is counted and told again at every tick until it is taken, then no more", async () => {
    world.alerts.answer = "not sent";
    world.addTenant(acme, { mode: "fast" });
    await world.tick("01T12:01");
    await world.tick("01T12:02");
    expect(world.alerts.refused.map(({ code }) => code)).toEqual(["SETTINGS_INVALID", "SETTINGS_INVALID"]);
    expect(world.telemetry.ticks.slice(-3).map(({ alertsNotSent }) => alertsNotSent)).toEqual([0, 1, 1]);
    world.alerts.answer = "sent";
    await world.tick("01T12:03");
    await world.tick("01T12:04");
    expect(sent()).toEqual([["SETTINGS_INVALID", acme]]);
    expect(lastTick()?.alertsNotSent).toBe(0);
    expect(world.state()).not.toHaveProperty("untold");
  });

  it("is told again by another dispatcher when the first one died before it", async () => {
    world.addTenant(acme, { mode: "fast" });
    const alerts = { send: () => Promise.reject(new Error("killed")) };
    const request = { scheduledTime: instant("01T12:01"), deadline: { remainingMs: () => 1 } };
    await expect(world.other({ alerts })(request)).rejects.toThrow("killed");
    await world.tick("01T12:02");
    expect(sent()).toEqual([["SETTINGS_INVALID", acme]]);
  });

  it("leaves twenty of them, the latest", async () => {
    world.alerts.answer = "not sent";
    for (let minute = 1; minute <= 22; minute += 1) {
      world.addTenant(acme, { [`strange${minute}`]: 1 });
      await world.tick(`01T12:${String(minute).padStart(2, "0")}`);
    }
    const messages = world.state().untold?.map(({ message }) => /strange\d+/.exec(message)?.[0]);
    expect(messages).toEqual(Array.from({ length: 20 }, (_, index) => `strange${index + 3}`));
  });
});

describe("alerts of one tick about several tenants", () => {
  it("are one message that names them all, twenty in full", async () => {
    const ids = Array.from({ length: 25 }, (_, index) => tenantId(`t-${String(index).padStart(2, "0")}`));
    for (const id of ids) world.addTenant(id, { mode: "fast" });
    await world.tick("01T12:01");
    const [alert] = world.alerts.sent;
    expect(world.alerts.sent).toHaveLength(1);
    expect(alert?.subject).toBe("User sync: 25 messages about 25 tenants");
    expect(alert?.message.match(/^User sync settings of t-\d\d cannot be used$/gm)).toHaveLength(20);
    expect(alert?.message).toContain("And 5 more");
    expect([alert?.tenantId, ...(alert?.others ?? []).map((other) => other.tenantId)].sort()).toEqual(ids);
  });

  it("are all told again when the message was not taken", async () => {
    world.alerts.answer = "not sent";
    for (const id of [globex, acme]) world.addTenant(id, { mode: "fast" });
    await world.tick("01T12:01");
    expect(lastTick()?.alertsNotSent).toBe(2);
    world.alerts.answer = "sent";
    await world.tick("01T12:02");
    expect(world.alerts.sent).toMatchObject([{ subject: "User sync: 2 messages about 2 tenants" }]);
  });
});

describe("a service that was enabled and is disabled", () => {
  it("is told at once and then weekly, with the people of its last run, until it is enabled again", async () => {
    await dailyRun("02", { people: 285 });
    world.addTenant(acme, { serviceEnabled: false });
    await world.tick("02T09:00");
    await world.tick("09T08:59");
    expect(sent()).toEqual([["SERVICE_DISABLED", acme]]);
    expect(world.alerts.sent[0]?.message).toContain("the last run found 285 people in scope");
    await world.tick("09T09:00");
    expect(sent()).toHaveLength(2);
    expect(world.alerts.sent[1]?.message).toContain(`since ${instant("02T09:00")}`);
    world.addTenant(acme);
    await world.tick("09T09:01");
    expect(world.state()).not.toHaveProperty("offDuty");
  });

  it("is told where an older version left only the last due time", async () => {
    world.addTenant(globex, { serviceEnabled: false });
    const lastScheduledFor = instant("01T02:00");
    await world.schedules.write(globex, { version: 0, attempt: 0, resumes: 0, lastScheduledFor });
    await world.tick("01T12:01");
    expect(sent()).toEqual([["SERVICE_DISABLED", globex]]);
  });

  it("is nobody's business where it never was enabled", async () => {
    world.addTenant(globex, { serviceEnabled: false });
    await world.tick("01T12:01");
    expect(world.alerts.sent).toEqual([]);
  });
});

describe("a settings item that is gone", () => {
  it("is told with the people of the last run, and again weekly", async () => {
    await dailyRun("02", { people: 285 });
    world.settings.removeItem(acme);
    expect(await world.tick("02T09:00")).toEqual({ checked: 1, started: [], faulty: [] });
    await world.tick("02T09:01");
    expect(sent()).toEqual([["SETTINGS_INVALID", acme]]);
    expect(world.alerts.sent[0]).toMatchObject({ subject: "User sync settings of acme are gone" });
    expect(world.alerts.sent[0]?.message).toContain("285 people");
    await world.tick("09T09:00");
    expect(sent()).toHaveLength(2);
  });

  it("is told although the state of its schedule is gone, too", async () => {
    await dailyRun("02", { people: 285 });
    world.settings.removeItem(acme);
    const dispatch = world.other({
      schedules: { ...world.writing((id, state) => world.schedules.write(id, state)), readAll: async () => new Map() },
    });
    world.schedules.forget(acme);
    await dispatch({ scheduledTime: instant("02T09:00"), deadline: { remainingMs: () => 60_000 } });
    expect(sent()).toEqual([["SETTINGS_INVALID", acme]]);
  });

  it("is not told where nobody was found in scope, nor of a tenant that was never enabled", async () => {
    world.addTenant(globex, { serviceEnabled: false });
    await world.tick("01T12:01");
    for (const id of [acme, globex]) world.settings.removeItem(id);
    await world.tick("01T12:02");
    expect(world.alerts.sent).toEqual([]);
    expect(lastTick()).toMatchObject({ tenantsOverdue: 0, tenantsNotApplied: 0 });
  });

  it("still sees its run end, and starts nothing when the item is back until the next daily time", async () => {
    await world.tick("02T02:00");
    world.settings.removeItem(acme);
    await world.tick("02T02:01");
    await world.runAnswers({ from: "02T02:00", to: "02T02:03", status: "partial", codes: ["OUT_OF_TIME"] });
    await world.tick("02T02:04");
    expect(world.state()).not.toHaveProperty("pending");
    world.addTenant(acme, { maxDeactivations: 9 });
    expect((await world.tick("04T12:00")).started).toEqual([]);
    expect(world.state().nextRunAt).toBe(instant("05T02:00"));
    await world.tick("04T12:15");
    expect(sent().at(-1)).toEqual(["SETTINGS_CHANGED", acme]);
  });

  it("does not keep a tick from its work when the list of tenants cannot be read or written", async () => {
    const boom = () => Promise.reject(new Error("boom"));
    const schedules = { ...world.writing((id, state) => world.schedules.write(id, state)), everEnabled: boom };
    const dispatch = world.other({ schedules: { ...schedules, addEverEnabled: boom } });
    const request = { scheduledTime: instant("02T02:00"), deadline: { remainingMs: () => 60_000 } };
    expect((await dispatch(request)).started).toHaveLength(1);
    const notes = world.telemetry.notes.filter(({ message }) => message === "dispatch.tenants_failed");
    expect(notes).toHaveLength(2);
  });
});

describe("days since a run has applied", () => {
  const applied = () => [lastTick()?.daysSinceApplied, lastTick()?.tenantsNotApplied];

  it("count from the end of the last one that succeeded, was held or partial", async () => {
    await dailyRun("02");
    await dailyRun("03", { status: "held", codes: ["DEACTIVATIONS_HELD"] });
    await world.tick("03T14:03");
    expect(applied()).toEqual([0.5, 0]);
    for (const day of ["04", "05", "06"]) await dailyRun(day, { status: "failed", codes: ["RINGCENTRAL_REJECTED"] });
    await world.tick("06T02:02");
    expect(applied()).toEqual([expect.closeTo(3, 2), 0]);
    await world.tick("06T02:05");
    expect(applied()).toEqual([expect.closeTo(3, 2), 1]);
    await dailyRun("07", { status: "partial", codes: ["SCOPE_UNREADABLE"] });
    expect(applied()).toEqual([expect.closeTo(0, 2), 0]);
  });

  it("do not count from a run that somebody stopped", async () => {
    await dailyRun("02");
    await dailyRun("03", { status: "partial", codes: ["STOPPED"] });
    expect(lastTick()?.daysSinceApplied).toBeCloseTo(1, 2);
  });

  it("count from a run by hand, which is looked for hourly after more than a day", async () => {
    await dailyRun("02");
    await dailyRun("03", { status: "failed", codes: ["CONFLICT"] });
    await world.tick("03T04:00");
    const { recentRuns } = world.reads;
    await world.tick("03T04:59");
    expect(world.reads.recentRuns).toBe(recentRuns);
    await world.runByHand({ from: "03T04:30", to: "03T04:40" });
    await world.tick("03T05:00");
    expect(world.reads.recentRuns).toBe(recentRuns + 1);
    expect(lastTick()?.daysSinceApplied).toBeCloseTo(20 / 1_440, 5);
  });

  it.each([
    ["makes dry runs", { mode: "plan" }],
    ["has a pilot", { pilotPeople: ["rc:1009"] }],
    ["is disabled", { serviceEnabled: false }],
  ])("leave out a tenant that %s", async (_what, item) => {
    await dailyRun("02");
    world.addTenant(acme, item);
    await world.tick("09T12:00");
    expect(applied()).toEqual([0, 0]);
  });

  it("leave out a tenant that has never had such a run", async () => {
    for (const day of ["02", "03", "04", "05", "06"]) await dailyRun(day, { status: "failed", codes: ["CONFLICT"] });
    expect(applied()).toEqual([0, 0]);
  });
});
