/** A stored value for comparison: absent, NULL and empty are the same, as are a number and its digits. */
export function plain(value: unknown): string {
  if (value === undefined || value === null || value === "") return "";
  if (Array.isArray(value) || value instanceof Set) return JSON.stringify([...value]);
  return typeof value === "string" ? value : JSON.stringify(value);
}
