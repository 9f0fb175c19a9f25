const maxBehindMs = 24 * 3_600_000;
const maxAheadMs = 5 * 60_000;

/** The time by which a tick decides what is due. `odd`: the event's own time is too far from the clock to be believed. */
export interface TickTime {
  readonly now: Date;
  readonly kind: "as scheduled" | "odd";
}

/** An event that comes late still decides by its own time; one dated years away must not move anything there. */
export function tickTime(scheduledTime: string | undefined, clock: Date): TickTime {
  if (scheduledTime === undefined) return { now: clock, kind: "as scheduled" };
  const aheadMs = Date.parse(scheduledTime) - clock.getTime();
  const isNear = -maxBehindMs <= aheadMs && aheadMs <= maxAheadMs;
  return isNear ? { now: new Date(scheduledTime), kind: "as scheduled" } : { now: clock, kind: "odd" };
}
