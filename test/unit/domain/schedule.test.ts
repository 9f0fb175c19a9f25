import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  followSettings,
  hoursOverdue,
  nextStart,
  withDueNoted,
  withSecretVersions,
  withStart,
} from "#shared/domain/schedule/schedule.ts";
import type { ScheduleState } from "#shared/domain/schedule/schedule-state.ts";
import { unseen } from "#shared/domain/schedule/schedule-state.ts";

const at = (text: string): Date => new Date(`2026-03-${text}:00.000Z`);
const on = { serviceEnabled: true, runDailyAtUtc: "02:00" };
const facts = (now: Date) => ({ now, settingsFingerprint: "f1" });
const started = (state: ScheduleState, now: Date): ScheduleState => {
  const wish = nextStart(state, facts(now));
  if (wish === undefined) throw new Error("nothing to start");
  return withStart(state, wish, { ...facts(now), sentAt: now });
};
/** Enabled on 1 March at noon. */
const enabled = followSettings(unseen, on, at("01T12:00"));
const afterFirstRun = (): ScheduleState => {
  const { pending: _, ...state } = started(enabled, at("02T02:00"));
  return state;
};

describe("the schedule", () => {
  it("does not start this morning's run when it is enabled at noon", () => {
    expect(enabled).toMatchObject({ nextRunAt: "2026-03-02T02:00:00.000Z", enabledSince: "2026-03-01T12:00:00.000Z" });
    expect(nextStart(enabled, facts(at("01T12:00")))).toBeUndefined();
    expect(nextStart(enabled, facts(at("02T01:59")))).toBeUndefined();
  });

  it("starts the run at its time and looks ahead to the next", () => {
    expect(nextStart(enabled, facts(at("02T02:00")))).toEqual({
      scheduledFor: "2026-03-02T02:00:00.000Z",
      reason: "due",
    });
    expect(started(enabled, at("02T02:00"))).toMatchObject({
      lastScheduledFor: "2026-03-02T02:00:00.000Z",
      nextRunAt: "2026-03-03T02:00:00.000Z",
      pending: {
        scheduledFor: "2026-03-02T02:00:00.000Z",
        reason: "due",
        invokedAt: "2026-03-02T02:00:00.000Z",
        resent: 0,
      },
    });
  });

  it("starts a missed run late, and once for all that were missed", () => {
    const late = started(enabled, at("05T09:30"));
    expect(late).toMatchObject({ lastScheduledFor: "2026-03-02T02:00:00.000Z", nextRunAt: "2026-03-06T02:00:00.000Z" });
    const { pending: _, ...done } = late;
    expect(nextStart(done, facts(at("05T09:31")))).toBeUndefined();
  });

  it("moves with a changed time, to after the change", () => {
    const changed = followSettings(afterFirstRun(), { ...on, runDailyAtUtc: "01:00" }, at("02T12:00"));
    expect(changed).toMatchObject({ nextRunAt: "2026-03-03T01:00:00.000Z", enabledSince: "2026-03-01T12:00:00.000Z" });
    const later = followSettings(afterFirstRun(), { ...on, runDailyAtUtc: "18:00" }, at("02T12:00"));
    expect(later.nextRunAt).toBe("2026-03-02T18:00:00.000Z");
  });

  it("stays as it is while the settings cannot be read", () => {
    expect(followSettings(enabled, {}, at("01T13:00"))).toEqual(enabled);
    expect(followSettings(unseen, {}, at("01T13:00"))).toEqual(unseen);
    expect(followSettings(unseen, { serviceEnabled: true }, at("01T13:00"))).toStrictEqual({
      ...unseen,
      enabledSince: "2026-03-01T13:00:00.000Z",
      firstEnabledAt: "2026-03-01T13:00:00.000Z",
    });
    expect(followSettings(unseen, { serviceEnabled: false }, at("01T13:00"))).toStrictEqual(unseen);
  });

  it("finds its time as soon as it can be read", () => {
    const unknownTime = followSettings(unseen, { serviceEnabled: true }, at("01T13:00"));
    expect(followSettings(unknownTime, on, at("01T14:00")).nextRunAt).toBe("2026-03-02T02:00:00.000Z");
  });

  it("drops everything that waits when it is disabled, but watches the run that goes on", () => {
    const waiting: ScheduleState = {
      ...started(enabled, at("02T02:00")),
      attempt: 2,
      retryAt: "2026-03-02T03:00:00.000Z",
      startAgain: "resume",
      rejection: { code: "SECRETS_MISSING", settingsFingerprint: "f0" },
      unfinishedSince: "2026-03-02T02:00:00.000Z",
    };
    const off = followSettings(waiting, { ...on, serviceEnabled: false }, at("02T02:30"));
    expect(off).toEqual({
      ...unseen,
      runDailyAtUtc: "02:00",
      firstEnabledAt: "2026-03-01T12:00:00.000Z",
      lastScheduledFor: "2026-03-02T02:00:00.000Z",
      pending: waiting.pending,
    });
    const { pending: _, ...idle } = off;
    expect(nextStart({ ...idle, nextRunAt: "2026-03-01T02:00:00.000Z" }, facts(at("02T02:30")))).toBeUndefined();
  });

  it("begins anew when it is enabled again", () => {
    const off = followSettings(afterFirstRun(), { ...on, serviceEnabled: false }, at("02T12:00"));
    expect(followSettings(off, on, at("05T12:00"))).toMatchObject({
      enabledSince: "2026-03-05T12:00:00.000Z",
      nextRunAt: "2026-03-06T02:00:00.000Z",
    });
  });

  it("lets a new due time wait while a run goes on, and supersede a waiting retry", () => {
    const going = started(enabled, at("02T02:00"));
    expect(nextStart(going, facts(at("03T02:00")))).toBeUndefined();
    const retrying = { ...afterFirstRun(), attempt: 3, retryAt: "2026-03-03T02:00:00.000Z", resumes: 4 };
    const next = started(retrying, at("03T02:00"));
    expect(next).toMatchObject({ lastScheduledFor: "2026-03-03T02:00:00.000Z", attempt: 0, resumes: 0 });
    expect(next).not.toHaveProperty("retryAt");
  });

  it("starts a retry at its time for the same due time", () => {
    const failed: ScheduleState = { ...afterFirstRun(), attempt: 1, retryAt: "2026-03-02T02:20:30.000Z" };
    expect(nextStart(failed, facts(at("02T02:20")))).toBeUndefined();
    expect(nextStart(failed, facts(at("02T02:21")))).toEqual({
      scheduledFor: "2026-03-02T02:00:00.000Z",
      reason: "retry",
    });
    expect(started(failed, at("02T02:21"))).toMatchObject({ attempt: 1, nextRunAt: "2026-03-03T02:00:00.000Z" });
    expect(started(failed, at("02T02:21"))).not.toHaveProperty("retryAt");
  });

  it("has nothing to go on with before its first run", () => {
    const { nextRunAt: _, ...never } = enabled;
    expect(nextStart({ ...never, startAgain: "resume" }, facts(at("02T02:00")))).toBeUndefined();
  });

  it("starts a resume at once, which is not an attempt", () => {
    const partial: ScheduleState = { ...afterFirstRun(), resumes: 1, startAgain: "resume" };
    expect(nextStart(partial, facts(at("02T02:16")))).toEqual({
      scheduledFor: "2026-03-02T02:00:00.000Z",
      reason: "resume",
    });
    const resumed = started(partial, at("02T02:16"));
    expect(resumed).toMatchObject({ attempt: 0, resumes: 1 });
    expect(resumed).not.toHaveProperty("startAgain");
  });
});

describe("a rejection", () => {
  const rejected: ScheduleState = {
    ...afterFirstRun(),
    attempt: 2,
    rejection: { code: "RINGCENTRAL_REJECTED", settingsFingerprint: "f1", secretVersionIds: ["v1", "v2"] },
  };
  const look = { now: at("02T05:00"), settingsFingerprint: "f1", secretVersionIds: ["v1", "v2"] };

  it("waits while nothing changes, or while the secret cannot be read", () => {
    expect(nextStart(rejected, look)).toBeUndefined();
    const { secretVersionIds: _, ...blind } = look;
    expect(nextStart(rejected, blind)).toBeUndefined();
  });

  it("remembers the versions of the secret at its first look, which are no change", () => {
    const rejection = { code: "RINGCENTRAL_REJECTED", settingsFingerprint: "f1" } as const;
    const before: ScheduleState = { ...rejected, rejection };
    expect(nextStart(before, look)).toBeUndefined();
    const after = withSecretVersions(before, ["v1", "v2"]);
    expect(after).toEqual(rejected);
    expect(withSecretVersions(after, ["v2", "v3"])).toBe(after);
    expect(withSecretVersions(enabled, ["v1"])).toBe(enabled);
  });

  it.each([
    ["settings", { ...look, settingsFingerprint: "f2" }],
    ["secret", { ...look, secretVersionIds: ["v2", "v3"] }],
  ])("is tried again once the %s changed, once and with new attempts", (_what, changed) => {
    expect(nextStart(rejected, changed)).toEqual({ scheduledFor: "2026-03-02T02:00:00.000Z", reason: "retry" });
    const { pending, ...again } = withStart(
      rejected,
      { scheduledFor: "2026-03-02T02:00:00.000Z", reason: "retry" },
      {
        ...changed,
        sentAt: changed.now,
      },
    );
    expect(pending?.settingsFingerprint).toBe(changed.settingsFingerprint);
    expect(again.attempt).toBe(0);
    expect(nextStart(again, changed)).toBeUndefined();
  });

  it("is over with the next due time", () => {
    expect(nextStart(rejected, { ...look, now: at("03T02:00") })).toMatchObject({ reason: "due" });
    expect(started(rejected, at("03T02:00"))).not.toHaveProperty("rejection");
  });
});

describe("overdue", () => {
  it("counts from the oldest due time that is not answered", () => {
    const due = withDueNoted(enabled, at("02T02:00"));
    expect(hoursOverdue(due, at("02T05:30"))).toBe(3.5);
    const stillOpen = { ...due, nextRunAt: "2026-03-03T02:00:00.000Z" };
    expect(withDueNoted(stillOpen, at("03T02:00")).unfinishedSince).toBe("2026-03-02T02:00:00.000Z");
    expect(hoursOverdue(enabled, at("02T01:00"))).toBe(0);
    expect(withDueNoted(enabled, at("02T01:59"))).toBe(enabled);
  });
});

describe("whatever happens", () => {
  it("an enabled schedule looks ahead by at most a day after a start, and never starts before its time", () => {
    const minute = fc.integer({ min: 0, max: 20_000 });
    const time = fc.constantFrom("00:00", "02:00", "13:37", "23:59", undefined);
    const step = fc.record({ minute, time, enabled: fc.constantFrom(true, false, undefined) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let state: ScheduleState = unseen;
        for (const { minute: minutes, time: runDailyAtUtc, enabled: serviceEnabled } of steps.sort(
          (a, b) => a.minute - b.minute,
        )) {
          const now = new Date(Date.UTC(2026, 2, 1, 0, minutes));
          state = followSettings(
            state,
            {
              ...(runDailyAtUtc === undefined ? {} : { runDailyAtUtc }),
              ...(serviceEnabled === undefined ? {} : { serviceEnabled }),
            },
            now,
          );
          const wish = nextStart(state, facts(now));
          if (wish !== undefined) {
            expect(Date.parse(wish.scheduledFor)).toBeLessThanOrEqual(now.getTime());
            expect(Date.parse(wish.scheduledFor)).toBeGreaterThan(Date.parse(state.enabledSince ?? ""));
            const { pending: _, ...done } = withStart(state, wish, { ...facts(now), sentAt: now });
            state = done;
          }
          if (state.nextRunAt !== undefined) {
            expect(Date.parse(state.nextRunAt)).toBeGreaterThan(now.getTime());
            expect(Date.parse(state.nextRunAt) - now.getTime()).toBeLessThanOrEqual(86_400_000);
          }
          expect(nextStart(state, facts(now))).toBeUndefined();
        }
      }),
    );
  });
});
