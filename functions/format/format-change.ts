import { attributes, changeableAttributes } from "#shared/domain/plan/attributes.ts";
import type { ChangeRecord } from "#shared/domain/roster/change.ts";
import { riskyKinds } from "#shared/domain/roster/risky-kinds.ts";
import type { ChangeableAttribute } from "#shared/domain/roster/roster-user.ts";
import type { NumberedChange } from "#shared/ports/history.ts";
import { formatValue } from "./format-value.ts";

/** The link to RingCentral says nothing to people who read what has changed, but whom it leads to. */
const isBookkeeping = (name: ChangeableAttribute): boolean =>
  (attributes[name].follows === "link" && name !== "sourceId") || attributes[name].follows === "upkeep";

type Change = Pick<ChangeRecord, "kind" | "before" | "after">;

/** `Zoë Ångström, Agent` of a create, `lastName: Marsh -> Petrović-Marsh` of any other change. */
export function formatChange({ kind, before, after }: Change): string {
  if (kind === "create") return `${after.firstName ?? ""} ${after.lastName ?? ""}, ${after.role ?? ""}`.trim();
  const names = changeableAttributes.filter((name) => Object.hasOwn(after, name) || Object.hasOwn(before, name));
  const told = names.filter((name) => !isBookkeeping(name));
  const shown = told.length > 0 ? told : names;
  return shown.map((name) => `${name}: ${formatValue(before[name])} -> ${formatValue(after[name])}`).join(", ");
}

/** What a person has to look at comes first. */
const order = [
  "failed",
  "held",
  "conflict",
  "refused",
  "create",
  "link",
  "update",
  "reactivate",
  "deactivate",
] as const;

/** The group that a change is shown in: its outcome where that needs somebody, else its kind. */
export function groupOf({ kind, outcome }: ChangeRecord): (typeof order)[number] {
  if (outcome === "failed" || outcome === "held" || outcome === "refused") return outcome;
  return outcome === "conflict" ? "conflict" : kind;
}

/** `held: new Administrator`, `failed: update`; the group alone where it is the kind. */
export function formatGroup(record: ChangeRecord): string {
  const group = groupOf(record);
  if (record.risk !== undefined) return `${group}: ${riskyKinds[record.risk].words[0]}`;
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
