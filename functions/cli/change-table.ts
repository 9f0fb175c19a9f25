import { formatChange, formatGroup, formatWhy, groupOf, inGroups } from "#functions/format/format-change.ts";
import { nameOf } from "#functions/format/format-value.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import type { NumberedChange } from "#shared/ports/history.ts";
import type { Column, Output, StyledCell } from "./output.ts";

const columns: readonly Column[] = [
  { title: "change", keep: true },
  { title: "user", keep: true },
  { title: "name" },
  { title: "what" },
  { title: "why" },
];

const styles = {
  failed: "red",
  held: "yellow",
  refused: "yellow",
  conflict: "yellow",
  create: "green",
  deactivate: "red",
} as const;

interface Shown {
  readonly changes: readonly NumberedChange[];
  /** For the names of those who are in the roster. */
  readonly roster: readonly RosterUser[];
  readonly most: number;
}

/** Prints changes as a table, `most` at most, and how many are left out. */
export function printChanges({ changes, roster, most }: Shown, output: Output): void {
  const users = new Map<string, RosterUser>(roster.map((user) => [user.userId, user]));
  const grouped = inGroups(changes);
  const rows = grouped.slice(0, most).map(({ record }): (string | StyledCell)[] => {
    const group = groupOf(record);
    const style = group in styles ? styles[group as keyof typeof styles] : undefined;
    const user = record.userId === undefined ? undefined : users.get(record.userId);
    const kind = formatGroup(record);
    return [
      style === undefined ? kind : { text: kind, style },
      record.userId ?? record.sourceId ?? "-",
      nameOf(user) ?? nameOf(record.after) ?? "",
      formatChange(record),
      formatWhy(record),
    ];
  });
  output.table(columns, rows);
  if (grouped.length > most)
    output.line(`... and ${grouped.length - most} more: --all shows them, --csv and --json hold all.`);
}
