/** Settings as stored, before anything is checked. */
export interface StoredSettings {
  /** The tenant's item with plain values (a string set is an array); absent where the tenant has none. */
  readonly item?: Readonly<Record<string, unknown>> | undefined;
  /** SSM parameters by attribute name, as text. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** One attribute as it was found; a parameter is always text, whatever it means. */
export interface RawValue {
  readonly from: "item" | "parameter";
  readonly value: unknown;
}

/** What is in force of each attribute that has a value, and the parameters that the item shadows (sorted). */
export interface MergedSettings {
  readonly values: ReadonlyMap<string, RawValue>;
  readonly shadowed: readonly string[];
}

/** Puts item and parameters together: the item wins; an empty string counts as absent in either. */
export function mergeSettings({ item = {}, parameters }: StoredSettings): MergedSettings {
  const values = new Map<string, RawValue>();
  for (const [name, value] of Object.entries(parameters)) {
    if (value.trim() !== "") values.set(name, { from: "parameter", value });
  }
  const shadowed: string[] = [];
  for (const [name, value] of Object.entries(item)) {
    if (name === "tenantId" || value === "" || value === undefined) continue;
    if (values.has(name)) shadowed.push(name);
    values.set(name, { from: "item", value });
  }
  return { values, shadowed: shadowed.sort() };
}
