import { attributes, changeableAttributes } from "#shared/domain/plan/attributes.ts";
import type { ChangeRecord } from "#shared/domain/roster/change.ts";
import type { ChangeableAttribute, Profile } from "#shared/domain/roster/roster-user.ts";

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

/** A value of a user for people; absent is `none`. */
export function formatValue(value: Profile[ChangeableAttribute]): string {
  if (value === undefined || value === "") return "none";
  if (typeof value === "string") return value;
  return Object.values(value).join(" ");
}
