import type { Point } from "./cloudwatch-alarm.ts";

/** What one run tells; what is left out is 0. */
interface Run {
  /** Minutes from the start, when it was invoked. */
  readonly at: number;
  readonly minutes?: number;
  /** `killed` leaves neither record nor metrics. */
  readonly end?: "succeeded" | "failed" | "killed";
  readonly values?: Readonly<Record<string, number>>;
}

interface Course {
  readonly days: number;
  readonly runs?: readonly Run[];
  /** Stretches in which a tenant's due run is not answered, from due time to answer. */
  readonly overdue?: readonly (readonly [from: number, to: number])[];
  /** Stretches without any tick. */
  readonly silent?: readonly (readonly [from: number, to: number])[];
  /** Stretches in which every second tick fails. */
  readonly failing?: readonly (readonly [from: number, to: number])[];
  /** Ticks that ended in the dead-letter queue. */
  readonly lost?: readonly number[];
  /** Ticks that gave up a run. */
  readonly givenUp?: readonly number[];
  /** Ticks whose alerts were not taken. */
  readonly unsent?: readonly number[];
  /** When each tenant had its last run that applied, in minutes from the start. */
  readonly applied?: readonly number[];
}

export const dayMinutes = 24 * 60;
/** When the daily run is due: 02:00 of the second day, so that a day of ticks lies before it. */
export const due = dayMinutes + 120;

/** The metrics of all minutes, as the functions, Lambda and SQS would give them. */
export function course({
  days,
  runs = [],
  overdue = [],
  silent = [],
  failing = [],
  lost = [],
  givenUp = [],
  unsent = [],
  applied = [],
}: Course): readonly Point[] {
  const within = (stretches: Course["silent"], minute: number) =>
    stretches?.find(([from, to]) => minute >= from && minute < to);
  const ticks = Array.from({ length: days * dayMinutes }, (_, at): readonly Point[] => {
    if (within(silent, at) !== undefined) return [];
    if (within(failing, at) !== undefined && at % 2 === 0) return [{ metric: "Errors of Dispatch", at, value: 1 }];
    const [since = at] = within(overdue, at) ?? [];
    return [
      { metric: "Errors of Dispatch", at, value: 0 },
      { metric: "HoursOverdue", at, value: (at - since) / 60 },
      { metric: "RunsGivenUp", at, value: givenUp.includes(at) ? 1 : 0 },
      { metric: "AlertsNotSent", at, value: unsent.includes(at) ? 1 : 0 },
      { metric: "DaysSinceApplied", at, value: Math.max(0, ...applied.map((last) => (at - last) / dayMinutes)) },
      { metric: "TenantsNotApplied", at, value: applied.filter((last) => at - last >= 3 * dayMinutes).length },
    ];
  });
  return [
    ...ticks.flat(),
    ...runs.flatMap(pointsOfRun),
    ...lost.map((at) => ({ metric: "NumberOfMessagesSent", at, value: 1 })),
  ];
}

/**
 * Lambda counts an error at the minute of the invocation, and tells of it a while after the end; the function's own
 * values are those of the end.
 */
function pointsOfRun({ at, minutes = 1, end = "succeeded", values = {} }: Run): readonly Point[] {
  const errors = { metric: "Errors of Sync", at, seenAt: at + minutes + 2, value: end === "succeeded" ? 0 : 1 };
  if (end === "killed") return [errors];
  const told = {
    RunFailed: end === "failed" ? 1 : 0,
    RunDuration: minutes * 60_000,
    RunHeld: 0,
    ChangesHeld: 0,
    ChangesFailed: 0,
    PartialRunsInARow: 0,
    JwtDaysLeft: 200,
    ...values,
  };
  return [errors, ...Object.entries(told).map(([metric, value]) => ({ metric, at: at + minutes, value }))];
}
