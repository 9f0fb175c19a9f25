import type { Viewer } from "./target.ts";

const minutesPerDay = 1440;

/** A daily time of UTC on the viewer's clock; `undefined` for a text that is no time. */
export function formatDailyTime(time: string, { offsetMinutes }: Pick<Viewer, "offsetMinutes">): string | undefined {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time.trim());
  if (match === null) return undefined;
  if (offsetMinutes === 0) return `${time.trim()} UTC; the dashboard shows times in UTC as well.`;
  const there = Number(match[1]) * 60 + Number(match[2]) + offsetMinutes;
  const onClock = ((there % minutesPerDay) + minutesPerDay) % minutesPerDay;
  const day = there < 0 ? " on the day before" : there >= minutesPerDay ? " on the day after" : "";
  return `${time.trim()} UTC is ${clock(onClock)}${day} in your time zone (${formatOffset(offsetMinutes)}).`;
}

function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

function formatOffset(minutes: number): string {
  return `UTC${minutes < 0 ? "-" : "+"}${clock(Math.abs(minutes))}`;
}
