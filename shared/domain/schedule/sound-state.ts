import { ulidTime } from "#shared/domain/ids.ts";
import { nextDaily } from "./daily-time.ts";
import type { ScheduleState } from "./schedule-state.ts";

/** What waits, waits for less than this: the next due time is a day away at most, a retry an hour. */
const longestWaitMs = 25 * 3_600_000;
/** What has happened may lie this far ahead, by another machine's clock. */
const clockSkewMs = 3_600_000;

interface Clocks {
  /** Tick. */
  readonly now: Date;
  readonly clock: Date;
}

/** Attributes that are put right below, and one that may hold whatever people write. */
const ownRules = ["nextRunAt", "retryAt", "enabledSince", "unfinishedSince", "pending", "lastRunId", "seenSettings"];

/**
 * The state without instants that cannot be true, whoever wrote them: none of them may keep a tenant from its next run
 * or hide that one is overdue. What is said to have happened in the future is forgotten, unless there is a better guess.
 * The same attributes with the same values where all is well.
 */
export function soundState(state: ScheduleState, { now, clock }: Clocks): ScheduleState {
  const latest = new Date(Math.max(now.getTime(), clock.getTime()) + clockSkewMs);
  const isAhead = (value: unknown) => isInstant(value) && value > latest.toISOString();
  const isKept = ([name, value]: readonly [string, unknown]) =>
    ownRules.includes(name) || ![value, ...partsOf(value)].some(isAhead);
  // What is required is a number, and stays.
  const sound = Object.fromEntries(Object.entries(state).filter(isKept)) as unknown as {
    -readonly [Name in keyof ScheduleState]: ScheduleState[Name];
  };
  const { pending } = state;

  if (isAhead(state.enabledSince)) sound.enabledSince = now.toISOString();
  if (state.lastRunId !== undefined && state.lastRunId > ulidTime(latest)) delete sound.lastRunId;
  if (pending !== undefined) {
    const { invokedAt, sentAt } = pending;
    sound.pending = {
      ...pending,
      invokedAt: isAhead(invokedAt) ? now.toISOString() : invokedAt,
      sentAt: isAhead(sentAt) ? clock.toISOString() : sentAt,
    };
  }
  // Something is overdue; since when is not known any more.
  if (isAhead(state.unfinishedSince)) sound.unfinishedSince = sound.lastScheduledFor ?? now.toISOString();
  if (isTooLong(state.retryAt, now)) sound.retryAt = now.toISOString();
  return withSoundNextRun(sound, now);
}

function isInstant(value: unknown): value is string {
  return typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value);
}

/** Some attributes are an object of which one part is the instant. */
function partsOf(value: unknown): readonly unknown[] {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.values(value) : [];
}

/** A next run that is years ahead, or before the last one, is computed anew: what was missed meanwhile starts late. */
function withSoundNextRun(state: ScheduleState, now: Date): ScheduleState {
  const { nextRunAt, enabledSince = "", lastScheduledFor = "", runDailyAtUtc } = state;
  if (nextRunAt === undefined) return state;
  const since = enabledSince > lastScheduledFor ? enabledSince : lastScheduledFor;
  if (nextRunAt > since && !isTooLong(nextRunAt, now)) return state;
  const { nextRunAt: _odd, ...rest } = state;
  if (runDailyAtUtc === undefined) return rest;
  return { ...rest, nextRunAt: nextDaily(runDailyAtUtc, since === "" ? now : new Date(since)) };
}

function isTooLong(at: string | undefined, now: Date): boolean {
  return at !== undefined && Date.parse(at) - now.getTime() > longestWaitMs;
}
