const columns = [
  "kind",
  "outcome",
  "userId",
  "sourceId",
  "firstName",
  "lastName",
  "email",
  "role",
  "status",
  "reason",
] as const;

/** Change records as CSV (RFC 4180), one line each, for a spreadsheet. */
export function csvOf(changes: readonly Record<string, unknown>[]): string {
  const lines = changes.map((change) => {
    const after = change["after"] as Record<string, unknown>;
    return columns.map((column) => cell(change[column] ?? after[column])).join(",");
  });
  return `${[columns.join(","), ...lines].join("\r\n")}\r\n`;
}

/** A leading `=`, `+`, `-`, `@`, tab or return would make a spreadsheet calculate: it is kept as text by an apostrophe. */
function cell(value: unknown): string {
  const text = typeof value === "string" ? value : "";
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
