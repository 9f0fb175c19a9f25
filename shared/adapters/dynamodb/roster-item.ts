import type { ScopeId } from "#shared/domain/directory/reading.ts";
import type { SourceId, UserId } from "#shared/domain/ids.ts";
import { sourceId, userId } from "#shared/domain/ids.ts";
import { changeableAttributes } from "#shared/domain/plan/attributes.ts";
import type { Role, RosterUser, UserStatus } from "#shared/domain/roster/roster-user.ts";
import type { Item } from "./plain-item.ts";

/** The attributes of a roster item that are read. */
export const rosterAttributes = ["userId", ...changeableAttributes, "version", "lastRunId"] as const;

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

/**
 * A roster user from an item, which may have been made by hand: a missing name is empty, a missing version 0, a
 * role or status that is not ours stays as it is, and an empty text is an absent one where absence is allowed.
 */
export function rosterUserOf(item: Item, one: OneCopy = (value) => value): RosterUser {
  const email = text(item.email);
  const activityId = one(text(item.activityId));
  const source = text(item.sourceId);
  const dataSourceId = one(text(item.dataSourceId));
  const agentIds = texts(item.agentIds);
  const scopes = texts(item.scopes)?.map(one) as readonly ScopeId[] | undefined;
  const lastRunId = one(text(item.lastRunId));
  return {
    userId: userId(text(item.userId)) satisfies UserId,
    firstName: text(item.firstName),
    lastName: text(item.lastName),
    ...(email === "" ? {} : { email }),
    role: one(text(item.role)) as Role,
    status: one(text(item.status)) as UserStatus,
    ...(activityId === "" ? {} : { activityId }),
    ...(source === "" ? {} : { sourceId: sourceId(source) satisfies SourceId }),
    ...(dataSourceId === "" ? {} : { dataSourceId }),
    ...(agentIds === undefined ? {} : { agentIds }),
    ...(scopes === undefined ? {} : { scopes }),
    version: typeof item.version === "number" ? item.version : 0,
    ...(lastRunId === "" ? {} : { lastRunId }),
  };
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
