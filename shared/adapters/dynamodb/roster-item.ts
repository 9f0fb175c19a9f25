import { userId } from "#shared/domain/ids.ts";
import { attributes, changeableAttributes } from "#shared/domain/plan/attributes.ts";
import type { ChangeableAttribute, RosterUser, Seen } from "#shared/domain/roster/roster-user.ts";
import type { Item } from "./plain-item.ts";

/** The attributes of a roster item that are read. */
export const rosterAttributes = ["userId", ...changeableAttributes, "version", "deactivatedAt", "lastRunId"] as const;

/** Gives the first copy of a text for every equal one. */
export type OneCopy = (text: string) => string;

/** For reading many users: what most of them have in common is then in memory once, not 100,000 times. */
export function interned(): OneCopy {
  const copies = new Map<string, string>();
  return (value) => {
    const copy = copies.get(value);
    if (copy !== undefined) return copy;
    copies.set(value, value);
    return value;
  };
}

/** What every user has: missing in an item, it is empty. */
const always: readonly ChangeableAttribute[] = ["firstName", "lastName", "role", "status"];

/**
 * A roster user from an item, which may have been made by hand: a missing name is empty, a missing version 0, a
 * role or status that is not ours stays as it is, and an empty text is an absent one where absence is allowed.
 */
export function rosterUserOf(item: Item, one: OneCopy = (value) => value): RosterUser {
  const user: Record<string, unknown> = { userId: userId(text(item.userId)) };
  for (const key of changeableAttributes) {
    const value = readValue(item[key], { holds: attributes[key].holds, one });
    if (value !== undefined && (value !== "" || always.includes(key))) user[key] = value;
  }
  user.version = typeof item.version === "number" ? item.version : 0;
  if (typeof item.deactivatedAt === "string") user.deactivatedAt = item.deactivatedAt;
  const lastRunId = one(text(item.lastRunId));
  if (lastRunId !== "") user.lastRunId = lastRunId;
  return user as unknown as RosterUser;
}

type ValueKind = (typeof attributes)[ChangeableAttribute]["holds"];

function readValue(value: unknown, { holds, one }: { readonly holds: ValueKind; readonly one: OneCopy }): unknown {
  switch (holds) {
    case "ids":
      return texts(value);
    case "words":
      return texts(value)?.map(one);
    case "word":
      return one(text(value));
    case "facts":
      return isMap(value) ? seenOf(value) : undefined;
    case "id":
    case "name":
    case "email":
      return text(value);
  }
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What RingCentral said of somebody, from a map of an item. */
export function seenOf(map: Readonly<Record<string, unknown>>): Seen {
  const email = text(map.email);
  return { firstName: text(map.firstName), lastName: text(map.lastName), ...(email === "" ? {} : { email }) };
}

function text(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

function texts(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const isText = (element: unknown) => typeof element === "string";
  // A filtered array keeps room for 17 elements, of which a user has one.
  return value.every(isText) ? value : value.filter(isText);
}
