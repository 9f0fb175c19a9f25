import { describe, expect, it } from "vitest";
import { runId } from "#shared/domain/ids.ts";
import { isHeld } from "#shared/domain/run/run.ts";
import type { ScheduleState } from "#shared/domain/schedule/schedule-state.ts";
import { unseen } from "#shared/domain/schedule/schedule-state.ts";
import { soundState } from "#shared/domain/schedule/sound-state.ts";
import { tickTime } from "#shared/domain/schedule/tick-time.ts";

const now = new Date("2026-03-05T12:00:00.000Z");
const clocks = { now, clock: now };
const years = "2036-03-02T02:00:00.000Z";
const instant = "2026-03-05T02:00:00.000Z";

const well: ScheduleState = {
  ...unseen,
  version: 7,
  nextRunAt: "2026-03-06T02:00:00.000Z",
  runDailyAtUtc: "02:00",
  enabledSince: "2026-03-01T12:00:00.000Z",
  lastScheduledFor: instant,
  retryAt: "2026-03-05T12:30:00.000Z",
  pending: {
    scheduledFor: instant,
    reason: "due",
    invokedAt: instant,
    sentAt: instant,
    resent: 0,
    settingsFingerprint: "f",
  },
  unfinishedSince: instant,
  lastRunId: runId("01KJXMZT000000000000000000"),
  requestedResume: { at: instant, count: 2 },
};

describe("the stored schedule", () => {
  it("is left as it is where every instant may be true", () => {
    expect(soundState(well, clocks)).toEqual(well);
    expect(soundState(unseen, clocks)).toEqual(unseen);
  });

  it("is left as it is by a tick that comes a day late, with what later ticks have written", () => {
    const late = new Date(now.getTime() - 24 * 3_600_000);
    const { nextRunAt } = soundState(well, { now: late, clock: now });
    expect(nextRunAt).toBe(well.nextRunAt);
    const { invokedAt } = soundState(well, { now: late, clock: now }).pending ?? {};
    expect(invokedAt).toBe(instant);
  });

  it.each<[string, Partial<ScheduleState>, Partial<ScheduleState>]>([
    ["a next run years ahead", { nextRunAt: years }, { nextRunAt: "2026-03-06T02:00:00.000Z" }],
    [
      "a next run years ahead, the last one days ago",
      { nextRunAt: years, lastScheduledFor: "2026-03-02T02:00:00.000Z" },
      { nextRunAt: "2026-03-03T02:00:00.000Z" },
    ],
    [
      "a next run before the last one",
      { nextRunAt: "1970-01-01T02:00:00.000Z" },
      { nextRunAt: "2026-03-06T02:00:00.000Z" },
    ],
    ["a retry years ahead", { retryAt: years }, { retryAt: now.toISOString() }],
    ["an overdue run of the future", { unfinishedSince: years }, { unfinishedSince: instant }],
    ["an enabling in the future", { enabledSince: years }, { enabledSince: now.toISOString() }],
  ])("is put right: %s", (_name, odd, expected) => {
    expect(soundState({ ...well, ...odd }, clocks)).toEqual({ ...well, ...odd, ...expected });
  });

  it.each<[string, Partial<ScheduleState>, "lastScheduledFor" | "lastRunId" | "requestedResume"]>([
    ["the due time of a last run", { lastScheduledFor: years }, "lastScheduledFor"],
    ["a last run", { lastRunId: runId("0BKJXMZT000000000000000000") }, "lastRunId"],
    ["a resumption", { requestedResume: { at: years, count: 10 } }, "requestedResume"],
  ])("forgets %s that lies in the future", (_name, odd, attribute) => {
    const { [attribute]: _forgotten, ...rest } = well;
    expect(soundState({ ...well, ...odd }, clocks)).toEqual(rest);
  });

  it("waits for an invocation of the future from now on", () => {
    const pending = { ...well.pending, invokedAt: years, sentAt: years } as NonNullable<ScheduleState["pending"]>;
    const clock = new Date(now.getTime() + 60_000);
    expect(soundState({ ...well, pending }, { now, clock }).pending).toEqual({
      ...well.pending,
      invokedAt: now.toISOString(),
      sentAt: clock.toISOString(),
    });
  });
});

describe("a tick", () => {
  it.each([
    ["2026-03-04T12:00:00.000Z", "as scheduled"],
    ["2026-03-05T12:05:00.000Z", "as scheduled"],
    ["2026-03-04T11:59:59.999Z", "odd"],
    ["2026-03-05T12:05:00.001Z", "odd"],
    [years, "odd"],
  ] as const)("of %s at noon of 5 March is %s", (scheduledTime, kind) => {
    const expected = kind === "odd" ? now : new Date(scheduledTime);
    expect(tickTime(scheduledTime, now)).toEqual({ now: expected, kind });
  });
});

describe("a lease", () => {
  it.each([
    ["2026-03-05T12:00:00.001Z", true],
    ["2026-03-05T12:10:00.000Z", true],
    ["2026-03-05T12:00:00.000Z", false],
    ["2026-03-05T12:10:00.001Z", false],
    [years, false],
    ["tomorrow", false],
  ])("until %s is held at noon: %s", (until, expected) => {
    expect(isHeld({ until }, now.toISOString())).toBe(expected);
  });
});
