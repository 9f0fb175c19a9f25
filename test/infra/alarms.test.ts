import { describe, expect, it } from "vitest";
import { jwtWarningDays } from "#shared/domain/outcome/news-tidings.ts";
import { metric, metricNamespace, serviceName } from "#shared/names.ts";
import { metricsOf, type Point, Series, stateAt } from "./cloudwatch-alarm.ts";
import { monitored } from "./monitored.ts";
import { course, dayMinutes, due } from "./night.ts";

const { properties } = monitored();

/** Every minute of five hours of each night, every seventh of the rest of the day. */
function minutesOf(days: number): readonly number[] {
  return Array.from({ length: (days - 1) * dayMinutes }, (_, index) => dayMinutes + index).filter(
    (minute) => minute % dayMinutes < 5 * 60 || minute % 7 === 0,
  );
}

/** The first minute at which each alarm is on, after a first day that only warms up. */
function firstAlarms(points: readonly Point[], { days, spare }: { days: number; spare: number }) {
  const series = new Series(points);
  const found: Record<string, number> = {};
  for (const [id, alarm] of properties) {
    const first = minutesOf(days).find((minute) => stateAt(alarm, { series, minute, spare }) === "ALARM");
    if (first !== undefined) found[id] = first;
  }
  return found;
}

/** A run every night, with what is told to be different in the first, second, ... of them. */
function nights(values: readonly (Parameters<typeof course>[0]["runs"] & object)[number]["values"][]) {
  return values.map((value, night) => ({ at: due + night * dayMinutes, values: value ?? {} }));
}

/** CloudWatch does not say how many older periods it looks at when data are missing. */
describe.each([0, 3])("with %i older periods to look at", (spare) => {
  const expectNoAlarm = (days: number, told: Omit<Parameters<typeof course>[0], "days">) =>
    expect(firstAlarms(course({ days, ...told }), { days, spare })).toEqual({});
  const alarms = (days: number, told: Omit<Parameters<typeof course>[0], "days">) =>
    firstAlarms(course({ days, ...told }), { days, spare });

  describe("no alarm goes off", () => {
    it("when a tenant that was behind has a good run", () => {
      const points = [...course({ days: 4 })].map((point) =>
        point.metric === "TenantsNotApplied" ? { ...point, value: point.at < 2 * dayMinutes ? 2 : 1 } : point,
      );
      expect(firstAlarms(points, { days: 4, spare })).toEqual({});
    });

    it("in quiet nights", () => {
      expectNoAlarm(5, { runs: nights([{}, {}, {}, {}]) });
    });

    it("when an outage of 55 minutes is made up for", () => {
      const outage = [due - 10, due + 45] as const;
      const late = [{ at: due + 46 }, { at: due + dayMinutes }];
      const lost = Array.from({ length: 55 }, (_, minute) => due - 10 + minute);
      expectNoAlarm(4, { runs: late, silent: [outage], lost, overdue: [[due, due + 48]] });
    });

    it("when every second tick fails for 55 minutes", () => {
      expectNoAlarm(3, { runs: nights([{}]), failing: [[due + 3, due + 58]], overdue: [[due, due + 4]] });
    });

    it("when RingCentral answers again at the second retry", () => {
      const failed = [0, 16].map((minute) => ({ at: due + minute, end: "failed" }) as const);
      expectNoAlarm(4, { runs: [...failed, { at: due + 47 }], overdue: [[due, due + 49]] });
    });

    it("when a run was killed, by its time limit or by memory, and the retry works", () => {
      expectNoAlarm(4, { runs: [{ at: due, end: "killed" }, { at: due + 32 }], overdue: [[due, due + 34]] });
    });

    it("when two invocations fail to start and the third works", () => {
      const killed = [0, 15].map((minute) => ({ at: due + minute, end: "killed" }) as const);
      expectNoAlarm(4, { runs: [...killed, { at: due + 45 }], overdue: [[due, due + 47]] });
    });

    it("when the directory is empty for a moment", () => {
      const empty = { at: due, end: "failed", values: { ChangesHeld: 300 } } as const;
      expectNoAlarm(4, { runs: [empty, { at: due + 16 }], overdue: [[due, due + 18]] });
    });

    it("when a first import runs out of time three times, with failed writes, and gets to its end", () => {
      const parts = [0, 15, 30].map((minute) => ({ at: due + minute, minutes: 14.5, values: { ChangesFailed: 4 } }));
      const runs = [...parts, { at: due + 45, minutes: 5 }].map((run) => ({ ...run, minutes: Math.ceil(run.minutes) }));
      expectNoAlarm(5, { runs: [...runs, ...nights([{}, {}, {}]).slice(1)], overdue: [[due, due + 15]] });
    });

    it("when one night of three is slow, and the JWT lasts for two weeks", () => {
      const slow = { RunDuration: 13 * 60_000 };
      expectNoAlarm(5, { runs: nights([slow, {}, slow, { JwtDaysLeft: 14 }]) });
    });
  });

  describe("an alarm goes off", () => {
    it("when dispatch has been silent for an hour, and no sooner", () => {
      const { "tenants-overdue": at, ...others } = alarms(3, { silent: [[due, 3 * dayMinutes]] });
      expect(at).toBe(due + 60);
      expect(others).toEqual({});
    });

    it("when a tenant is overdue by two hours", () => {
      const { "tenants-overdue": at, ...others } = alarms(2, { overdue: [[due, due + 3 * 60]] });
      expect(at).toBe(due + 2 * 60 + 1);
      expect(others).toEqual({});
    });

    it("when a run is given up, within minutes, and again for the next one", () => {
      const told = course({ days: 2, givenUp: [due, due + 60] });
      expect(firstAlarms(told, { days: 2, spare })).toEqual({ "runs-given-up": due + 1 });
      const alarm = properties.get("runs-given-up");
      const state = (minute: number) => alarm && stateAt(alarm, { series: new Series(told), minute, spare });
      expect([due + 5, due + 6, due + 61].map(state)).toEqual(["ALARM", "OK", "ALARM"]);
    });

    it("when an alert was not sent, within minutes", () => {
      expect(alarms(2, { unsent: [due] })).toEqual({ "alerts-not-sent": due + 1 });
    });

    it("when a tenant has had no good run for three days, and for a week", () => {
      const threeDays = due + 3 * dayMinutes;
      expect(alarms(9, { applied: [due, 8 * dayMinutes] })).toEqual({
        "tenants-not-applied": threeDays + 1,
        "days-since-applied": due + 7 * dayMinutes + 1,
      });
    });

    it("for the next tenant, too, while the first one stays behind", () => {
      const alarm = properties.get("tenants-not-applied");
      const series = new Series(course({ days: 6, applied: [due, due + 60] }));
      const states = Array.from({ length: 120 }, (_, index) => due + 3 * dayMinutes - 5 + index).map((minute) =>
        alarm ? stateAt(alarm, { series, minute, spare }) : undefined,
      );
      const turns = states.filter((state, index) => state !== states[index - 1]);
      expect(turns).toEqual(["OK", "ALARM", "OK", "ALARM", "OK"]);
    });

    it("when killed runs keep a tenant behind for an hour, an hour before it is overdue", () => {
      const killed = [0, 32, 79].map((minute) => ({ at: due + minute, end: "killed" }) as const);
      const found = alarms(2, { runs: killed, overdue: [[due, due + 150]] });
      expect(found).toEqual({ "errors-without-record": due + 61, "tenants-overdue": due + 121 });
    });

    it("but not as an error without record when every failure has one", () => {
      const failed = [0, 16, 47, 108].map((minute) => ({ at: due + minute, end: "failed" }) as const);
      const found = alarms(2, { runs: failed, overdue: [[due, due + 150]], givenUp: [due + 110] });
      expect(Object.keys(found).sort()).toEqual(["runs-given-up", "tenants-overdue"]);
    });

    it("when ticks fail for hours although others work", () => {
      const found = alarms(2, { failing: [[due, due + 180]] });
      expect(found).toEqual({ "dispatch-failing": expect.any(Number) });
      expect((found["dispatch-failing"] ?? 0) - due).toBeLessThan(100);
      expect((found["dispatch-failing"] ?? 0) - due).toBeGreaterThan(60);
    });

    it("when ticks are lost for hours although others arrive", () => {
      const lost = Array.from({ length: 18 }, (_, index) => due + index * 10);
      const found = alarms(2, { lost });
      expect(found).toEqual({ "lost-ticks": expect.any(Number) });
      expect((found["lost-ticks"] ?? 0) - due).toBeLessThan(100);
    });

    it.each([
      ["partial-runs", { PartialRunsInARow: 3 }],
      ["run-held", { RunHeld: 1, ChangesHeld: 40 }],
      ["jwt-expiring", { JwtDaysLeft: jwtWarningDays - 0.5 }],
      ["jwt-expiring", { JwtDaysLeft: -3 }],
      ["changes-failed", { ChangesFailed: 1 }],
    ] as const)("%s at the end of a run", (id, values) => {
      expect(alarms(3, { runs: nights([values]) })).toEqual({ [id]: due + 2 });
    });

    it.each(["partial-runs", "run-held", "jwt-expiring"] as const)("%s once for as long as it lasts", (id) => {
      const values = { PartialRunsInARow: 3, RunHeld: 1, JwtDaysLeft: 3 };
      const fine = { at: due + 5 };
      const late = nights([values, values, values, {}, {}]).map((run, night) => ({ ...run, at: run.at + night * 9 }));
      // Another tenant, whose runs are fine, must not end it in between.
      const other = late.map(({ at }) => ({ ...fine, at: at + 3 }));
      const series = new Series(course({ days: 7, runs: [...late, ...other] }));
      const alarm = properties.get(id);
      const states = Array.from({ length: 6 * dayMinutes }, (_, minute) =>
        alarm ? stateAt(alarm, { series, minute: minute + dayMinutes, spare }) : undefined,
      );
      const turns = states.filter((state, index) => index > 0 && state !== states[index - 1]);
      expect(turns).toEqual(["ALARM", "OK"]);
    });

    it("when failed changes are left over an hour after a run that ran out of time", () => {
      const outOfTime = { at: due, minutes: 15, values: { ChangesFailed: 4 } };
      const last = { at: due + 16, minutes: 2, values: { ChangesFailed: 4 } };
      expect(alarms(2, { runs: [outOfTime, last] })).toEqual({ "changes-failed": due + 15 + 61 });
    });

    it("when runs are close to their limit for three nights", () => {
      const slow = { RunDuration: 12.5 * 60_000 };
      const found = alarms(6, { runs: nights([slow, slow, slow, slow]) });
      expect(found).toEqual({ "time-limit": due + 2 * dayMinutes + 2 });
    });
  });
});

describe("every alarm", () => {
  it.each([...properties])("%s tells the topic, and where its runbook stands", (id, alarm) => {
    const topic = id === "alerts-not-sent" ? "Spare" : "Topic";
    expect(alarm.AlarmActions).toEqual([{ Ref: expect.stringContaining(topic) }]);
    expect(alarm.AlarmDescription).toMatch(new RegExp(`^User sync, test: .* See docs/operations\\.md#${id}$`));
    expect(alarm.AlarmDescription.length).toBeLessThan(1024);
  });

  it.each([...properties])("%s looks at metrics that somebody emits", (_id, alarm) => {
    const names: readonly string[] = Object.values(metric);
    for (const { Namespace, MetricName, Dimensions } of metricsOf(alarm)) {
      if (Namespace === metricNamespace) {
        expect(names).toContain(MetricName);
        expect(Dimensions).toEqual([
          { Name: "service", Value: serviceName },
          { Name: "stage", Value: "test" },
        ]);
      } else {
        expect(`${Namespace} ${MetricName}`).toMatch(/^(AWS\/Lambda Errors|AWS\/SQS NumberOfMessagesSent)$/);
      }
    }
  });

  it("tells its end only where nothing worked", () => {
    const toldTwice = [...properties].flatMap(([id, { OKActions }]) => (OKActions === undefined ? [] : [id]));
    expect(toldTwice).toEqual(["tenants-overdue", "dispatch-failing"]);
  });
});
