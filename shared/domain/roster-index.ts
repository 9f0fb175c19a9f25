import type { SourceId, UserId } from "./ids.ts";
import type { RosterUser } from "./roster-user.ts";
import { emailKey } from "./text.ts";

/** The roster by what people are recognised by. */
export interface RosterIndex {
  byUserId(userId: UserId): RosterUser | undefined;
  /** Users linked to a source id; more than one is a fault of the roster. */
  bySourceId(sourceId: SourceId): readonly RosterUser[];
  byEmail(email: string | undefined): readonly RosterUser[];
}

export function indexRoster(roster: readonly RosterUser[]): RosterIndex {
  const byUserId = new Map(roster.map((user) => [user.userId, user]));
  const bySourceId = Map.groupBy(
    roster.filter((user) => user.sourceId !== undefined),
    (user) => user.sourceId,
  );
  const byEmail = Map.groupBy(
    roster.filter((user) => emailKey(user.email) !== undefined),
    (user) => emailKey(user.email),
  );
  return {
    byUserId: (userId) => byUserId.get(userId),
    bySourceId: (sourceId) => bySourceId.get(sourceId) ?? [],
    byEmail: (email) => byEmail.get(emailKey(email)) ?? [],
  };
}
