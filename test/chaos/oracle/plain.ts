/** A stored value for comparison: absent, NULL and empty are the same, as are a number and its digits; maps have no order. */
export function plain(value: unknown): string {
  if (value === undefined || value === null || value === "") return "";
  if (Array.isArray(value) || value instanceof Set) return JSON.stringify([...value]);
  if (typeof value === "object") return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  return typeof value === "string" ? value : JSON.stringify(value);
}
