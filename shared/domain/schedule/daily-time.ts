const msPerDay = 86_400_000;

/** The first instant strictly after `after` at which the clock shows `HH:MM` in UTC; ISO 8601 with milliseconds. */
export function nextDaily(time: string, after: Date): string {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  const sameDay = Date.UTC(after.getUTCFullYear(), after.getUTCMonth(), after.getUTCDate(), hours, minutes);
  return new Date(sameDay > after.getTime() ? sameDay : sameDay + msPerDay).toISOString();
}
