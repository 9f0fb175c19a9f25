const keywords = new Set([
  ...["fields", "filter", "sort", "limit", "display", "stats", "dedup", "by", "as", "asc", "desc"],
  ...["and", "or", "not", "in", "like"],
]);

/** Fields of the log lines that a Logs Insights query reads; its own aliases, functions and texts are none. */
export function fieldsOf(query: string): readonly string[] {
  const code = query.replace(/"[^"]*"/g, " ");
  const aliases = new Set([...code.matchAll(/\bas\s+(\w+)/g)].map(([, alias]) => alias));
  const names = [...code.matchAll(/(?<![\w.@])@?[a-zA-Z_][\w.]*(?!\w*\s*\()/g)]
    .filter(({ index, 0: name }) => !/^\s*\(/.test(code.slice(index + name.length)) || keywords.has(name))
    .map(([name]) => name);
  return [...new Set(names)].filter((name) => !keywords.has(name) && !aliases.has(name)).sort();
}

/** The value of a field as CloudWatch finds it: dots lead into objects, numbers into lists. */
export function fieldIn(line: unknown, field: string): unknown {
  let value = line;
  for (const key of field.split(".")) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}
