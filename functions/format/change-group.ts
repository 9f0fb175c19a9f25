import type { ChangeRecord } from "#shared/domain/roster/change.ts";
import type { NumberedChange } from "#shared/ports/history.ts";

/** What a person has to look at comes first. */
const order = ["failed", "held", "conflict", "create", "link", "update", "reactivate", "deactivate"] as const;

/** The group that a change is shown in: its outcome where that needs somebody, else its kind. */
export function groupOf({ kind, outcome }: ChangeRecord): (typeof order)[number] {
  if (outcome === "failed" || outcome === "held") return outcome;
  return outcome === "conflict" ? "conflict" : kind;
}

/** `held: deactivate`; the group alone where it is the kind. */
export function formatGroup(record: ChangeRecord): string {
  const group = groupOf(record);
  return group === record.kind ? group : `${group}: ${record.kind}`;
}

/** Changes in groups, held and failed ones first; in each group as they were applied. */
export function inGroups(changes: readonly NumberedChange[]): readonly NumberedChange[] {
  const rank = ({ record }: NumberedChange) => order.indexOf(groupOf(record));
  return changes.toSorted((left, right) => rank(left) - rank(right) || left.number - right.number);
}

/** Why a change was made or not made, the error first. */
export function formatWhy({ error, reason }: ChangeRecord): string {
  return error === undefined ? reason : `${error}; ${reason}`;
}
