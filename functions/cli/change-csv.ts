import { stringify } from "csv-stringify/sync";
import { formatChange } from "#functions/format/format-change.ts";
import { changeableAttributes } from "#shared/domain/plan/attributes.ts";
import type { ChangeRecord } from "#shared/domain/roster/change.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";

const changeColumns = [
  "kind",
  "outcome",
  "userId",
  "sourceId",
  "firstName",
  "lastName",
  "email",
  "role",
  "status",
  "what",
  "reason",
];
const rosterColumns = ["userId", ...changeableAttributes];

/** Change records as CSV (RFC 4180), one line each, with the values after the change; no cell can be a formula. */
export function changesAsCsv(changes: readonly ChangeRecord[]): string {
  return csvOf(
    changeColumns,
    changes.map((change) => ({ ...change.after, ...change, what: formatChange(change) })),
  );
}

/** The roster as CSV, one line for each user. */
export function rosterAsCsv(users: readonly RosterUser[]): string {
  return csvOf(
    rosterColumns,
    users.map((user) =>
      Object.fromEntries(
        Object.entries(user).map(([name, value]) => [name, Array.isArray(value) ? value.join(" ") : value]),
      ),
    ),
  );
}

function csvOf(columns: readonly string[], rows: readonly object[]): string {
  return stringify([...rows], {
    columns: [...columns],
    header: true,
    quoted_string: true,
    record_delimiter: "windows",
    cast: { string: harmless },
  });
}

/** How a cell begins that a spreadsheet calculates, full-width signs and a space before the sign included. */
const formula = /^[\s\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

/** What a spreadsheet would calculate is kept as text by an apostrophe; `escape_formulas` would miss a space before it. */
function harmless(text: string): string {
  return formula.test(text) ? `'${text}` : text;
}
