import type { SourceId, UserId } from "#shared/domain/ids.ts";
import { emailKey } from "#shared/domain/text.ts";
import type { RosterUser } from "./roster-user.ts";

/** The roster by what people are recognised by. */
export interface RosterIndex {
  byUserId(userId: UserId): RosterUser | undefined;
  /** Users linked to a source id; more than one is a fault of the roster. */
  bySourceId(sourceId: SourceId): readonly RosterUser[];
  byEmail(email: string | undefined): readonly RosterUser[];
  /** `<subAccountId>/<agentId>` */
  byAgentId(agentId: string): readonly RosterUser[];
}

export function indexRoster(roster: readonly RosterUser[]): RosterIndex {
  const byUserId = onDemand(() => new Map(roster.map((user) => [user.userId, user])));
  const bySourceId = onDemand(() => Map.groupBy(roster, (user) => user.sourceId));
  const byEmail = onDemand(() => Map.groupBy(roster, (user) => emailKey(user.email)));
  const byAgentId = onDemand(() => {
    const users = new Map<string, RosterUser[]>();
    for (const user of roster) for (const id of user.agentIds ?? []) users.set(id, [...(users.get(id) ?? []), user]);
    return users;
  });
  return {
    byUserId: (userId) => byUserId().get(userId),
    bySourceId: (sourceId) => bySourceId().get(sourceId) ?? [],
    byEmail: (email) => {
      const key = emailKey(email);
      return key === undefined ? [] : (byEmail().get(key) ?? []);
    },
    byAgentId: (agentId) => byAgentId().get(agentId) ?? [],
  };
}

/** Most nights nobody new comes, and nobody is looked for by e-mail or user id. */
function onDemand<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
