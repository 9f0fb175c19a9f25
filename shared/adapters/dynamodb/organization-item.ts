import type { Activity, DataSource } from "#shared/ports/organization.ts";
import type { Item } from "./plain-item.ts";

/** An activity from its item; the id is the key's, by which units are found. */
export function activityOf(item: Item): Activity {
  const parentId = text(item.parentId);
  return { id: idOf(item), name: text(item.name), ...(parentId === "" ? {} : { parentId }) };
}

export function dataSourceOf(item: Item): DataSource {
  return { id: idOf(item), name: text(item.name), adapter: text(item.adapter) };
}

function idOf({ key }: Item): string {
  return text(key).replace(/^[^#]*#/, "");
}

function text(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}
