import type { AttributeValue } from "@aws-sdk/client-dynamodb";

/** An item with plain values. */
export type Item = Readonly<Record<string, unknown>>;

/**
 * Plain values of a stored item: a set is an array in ascending order, a number a number however large, NULL is
 * absent. Whatever a person typed into the console, it can be read; judging it is for the reader.
 */
export function plainItem(item: Readonly<Record<string, AttributeValue>>): Item {
  const plain: Record<string, unknown> = {};
  for (const name of Object.keys(item)) {
    const value = item[name];
    const read = value === undefined ? undefined : plainValue(value);
    if (read === undefined) continue;
    // An assignment to this name would make the map the prototype, and its attributes the item's.
    if (name === "__proto__") Object.defineProperty(plain, name, { value: read, enumerable: true });
    else plain[name] = read;
  }
  return plain;
}

function plainValue(value: AttributeValue): unknown {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.L !== undefined) return value.L.map((element) => plainValue(element) ?? null);
  if (value.M !== undefined) return plainItem(value.M);
  if (value.SS !== undefined) return value.SS.toSorted();
  if (value.NS !== undefined) return value.NS.map(Number).toSorted((a, b) => a - b);
  if (value.B !== undefined) return value.B;
  return value.BS;
}
