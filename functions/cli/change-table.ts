import type { ChangeRecord } from "#shared/domain/change.ts";
import type { RosterUser } from "#shared/domain/roster-user.ts";
import type { NumberedChange } from "#shared/ports/history.ts";
import { changeInWords } from "./change-words.ts";
import type { Column, Output, StyledCell } from "./output.ts";

const columns: readonly Column[] = [
  { title: "change", keep: true },
  { title: "user", keep: true },
  { title: "name" },
  { title: "what" },
  { title: "why" },
];

/** What a person has to look at comes first. */
const order = ["failed", "held", "conflict", "create", "link", "update", "reactivate", "deactivate"] as const;
const styles = { failed: "red", held: "yellow", conflict: "yellow", create: "green", deactivate: "red" } as const;

/** The group that a change is shown in: its outcome where that needs somebody, else its kind. */
export function groupOf({ kind, outcome }: ChangeRecord): (typeof order)[number] {
  if (outcome === "failed" || outcome === "held") return outcome;
  return outcome === "conflict" ? "conflict" : kind;
}

/** Changes in groups, held and failed ones first; in each group as they were applied. */
export function inGroups(changes: readonly NumberedChange[]): readonly NumberedChange[] {
  const rank = ({ record }: NumberedChange) => order.indexOf(groupOf(record));
  return changes.toSorted((left, right) => rank(left) - rank(right) || left.number - right.number);
}

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
    const kind = group === record.kind ? group : `${group}: ${record.kind}`;
    return [
      style === undefined ? kind : { text: kind, style },
      record.userId ?? record.sourceId ?? "-",
      nameOf(user) ?? nameOf(record.after) ?? "",
      changeInWords(record),
      record.error === undefined ? record.reason : `${record.error}; ${record.reason}`,
    ];
  });
  output.table(columns, rows);
  if (grouped.length > most)
    output.line(`... and ${grouped.length - most} more: --all shows them, --csv and --json hold all.`);
}

/** First and last name as one text; `undefined` without any. */
export function nameOf(
  named: { readonly firstName?: string | undefined; readonly lastName?: string | undefined } | undefined,
) {
  const name = `${named?.firstName ?? ""} ${named?.lastName ?? ""}`.trim();
  return name === "" ? undefined : name;
}
