/** A stored value as the text of a form field; absent is empty. */
export function fieldText(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.map(fieldText).join(", ");
  if (typeof value === "object") return JSON.stringify(value);
  return typeof value === "string" ? value : String(value as number | boolean | bigint);
}
