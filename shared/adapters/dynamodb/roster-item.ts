import type { SourceId, UserId } from "#shared/domain/ids.ts";
import { sourceId, userId } from "#shared/domain/ids.ts";
import type { ScopeId } from "#shared/domain/reading.ts";
import type { Role, RosterUser, UserStatus } from "#shared/domain/roster-user.ts";
import { changeableAttributes } from "#shared/domain/roster-user.ts";
import type { Item } from "./plain-item.ts";

/** The attributes of a roster item that are read. */
export const rosterAttributes = ["userId", ...changeableAttributes, "version", "lastRunId"] as const;

/**
 * A roster user from an item, which may have been made by hand: a missing name is empty, a missing version 0, a
 * role or status that is not ours stays as it is, and an empty text is an absent one where absence is allowed.
 */
export function rosterUserOf(item: Item): RosterUser {
  const email = text(item.email);
  const activityId = text(item.activityId);
  const source = text(item.sourceId);
  const dataSourceId = text(item.dataSourceId);
  const agentIds = texts(item.agentIds);
  const scopes = texts(item.scopes) as readonly ScopeId[] | undefined;
  const lastRunId = text(item.lastRunId);
  return {
    userId: userId(text(item.userId)) satisfies UserId,
    firstName: text(item.firstName),
    lastName: text(item.lastName),
    ...(email === "" ? {} : { email }),
    role: text(item.role) as Role,
    status: text(item.status) as UserStatus,
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
  return Array.isArray(value) ? value.filter((element) => typeof element === "string") : undefined;
}
