import type { Day, History, PlannedRun } from "#test/chaos/world/history.ts";

const quietDay: Day = { events: [], runs: [] };

/** Ways to make a history smaller, the boldest first. Every one of them is smaller than what it is made from. */
function* smaller(history: History): Generator<History> {
  const { days, setup } = history;
  for (let size = Math.ceil(days.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < days.length; from += size) {
      const chunk = days.slice(from, from + size);
      if (chunk.every((day) => day === quietDay)) continue;
      yield { ...history, days: days.map((day, at) => (at >= from && at < from + size ? quietDay : day)) };
    }
  }
  for (const [at, day] of days.entries()) {
    for (const less of smallerDays(day)) yield { ...history, days: days.with(at, less) };
  }
  for (const people of [Math.floor(setup.people / 2), setup.people - 1]) {
    if (people > 0 && people < setup.people) yield { ...history, setup: { ...setup, people } };
  }
  if (setup.subAccounts > 1) yield { ...history, setup: { ...setup, subAccounts: setup.subAccounts - 1 } };
}

function* smallerDays(day: Day): Generator<Day> {
  for (const at of day.events.keys()) yield { ...day, events: day.events.toSpliced(at, 1) };
  for (const at of day.runs.keys()) yield { ...day, runs: day.runs.toSpliced(at, 1) };
  if (day.refusedLogin !== undefined) yield withoutRefusal(day);
  for (const list of ["ticks", "again"] as const) {
    const whole = day[list] ?? [];
    for (const at of whole.keys()) yield { ...day, [list]: whole.toSpliced(at, 1) };
  }
  for (const [at, run] of day.runs.entries()) {
    for (const less of smallerRuns(run)) yield { ...day, runs: day.runs.with(at, less) };
  }
}

function withoutRefusal({ refusedLogin: _, ...day }: Day): Day {
  return day;
}

function* smallerRuns({ killed, rival, ...run }: PlannedRun): Generator<PlannedRun> {
  const whole = { ...run, ...(killed === undefined ? {} : { killed }), ...(rival === undefined ? {} : { rival }) };
  if (killed !== undefined) yield { ...run, ...(rival === undefined ? {} : { rival }) };
  if (rival !== undefined) yield { ...run, ...(killed === undefined ? {} : { killed }) };
  for (const at of run.faults.keys()) yield { ...whole, faults: run.faults.toSpliced(at, 1) };
  for (const at of run.meanwhile.keys()) yield { ...whole, meanwhile: run.meanwhile.toSpliced(at, 1) };
}

/** The smallest history found, within so many tries, that still fails. */
export async function shrinkHistory(
  history: History,
  fails: (candidate: History) => Promise<boolean>,
  { tries }: { readonly tries: number },
): Promise<History> {
  let smallest = history;
  let left = tries;
  for (let found = true; found && left > 0; ) {
    found = false;
    for (const candidate of smaller(smallest)) {
      if (left <= 0) break;
      left -= 1;
      if (!(await fails(candidate))) continue;
      smallest = candidate;
      found = true;
      break;
    }
  }
  return smallest;
}

/** A history for people: one line for each thing that happens. */
export function printHistory({ seed, setup, days }: History): string {
  const lines = [`seed ${seed}, ${JSON.stringify(setup)}`];
  for (const [at, { events, runs, again = [], ticks = [], refusedLogin }] of days.entries()) {
    if (refusedLogin !== undefined) lines.push(`day ${at}: every login is refused with ${refusedLogin}`);
    for (const { in: where, event } of events) lines.push(`day ${at}: ${where} ${JSON.stringify(event)}`);
    for (const run of runs) lines.push(`day ${at}: run ${JSON.stringify(run)}`);
    for (const run of again) lines.push(`day ${at}: started by the schedule ${JSON.stringify(run)}`);
    for (const tick of ticks) lines.push(`day ${at}: tick ${JSON.stringify(tick)}`);
  }
  return lines.join("\n");
}
