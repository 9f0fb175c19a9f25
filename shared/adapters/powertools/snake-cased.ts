/** The value with the keys of its objects, at every depth, in snake_case; `undefined` members are left out. */
export function snakeCased(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const cased: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    cased[key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] = casedValue(member);
  }
  return cased;
}

function casedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(casedValue);
  if (typeof value === "object" && value !== null) return snakeCased(value as Readonly<Record<string, unknown>>);
  return value;
}
