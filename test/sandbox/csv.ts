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

/** How a cell begins that a spreadsheet calculates, full-width signs and a space before the sign included. */
const formula = /^[\s\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

/** What a spreadsheet would calculate is kept as text by an apostrophe. */
function cell(value: unknown): string {
  const text = typeof value === "string" ? value : "";
  const safe = formula.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
