import type { Person } from "#shared/domain/directory/person.ts";
import type { DirectoryReading, ScopeId, ScopeReading } from "#shared/domain/directory/reading.ts";
import { scopeStatesOf } from "#shared/domain/directory/scopes.ts";
import type { AdministratorRecord, AgentRecord } from "#shared/domain/directory/source-record.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";

/** What one list says about somebody, in words; a list that says nothing about them is left out. */
export interface Sighting {
  readonly scope: ScopeId;
  readonly says: string;
}

/** Every list that names a person, in reading order, and the lists of their users that do not or could not be read. */
export function sightingsOf(
  person: Person | undefined,
  { reading, users }: { readonly reading: DirectoryReading; readonly users: readonly RosterUser[] },
): readonly Sighting[] {
  const lastSeen = new Set(users.flatMap(({ scopes = [] }) => scopes));
  const { administrators, subAccounts } = reading.ringCx;
  const { extensions } = reading.ringEx;
  const isOurs = ownedBy(person);
  // Somebody whom RingCX no longer names may still have a telephone.
  const ids = new Set<string | undefined>(users.map(({ sourceId }) => /^rc:(.*)$/s.exec(sourceId ?? "")?.[1]));
  ids.add(person?.rcUserId);
  const said = [
    ...saysOf("main", administrators, (record) => (isOurs(record) ? administratorSays(record) : undefined)),
    ...subAccounts.flatMap(({ subAccountId, agents }) =>
      saysOf(`sub:${subAccountId}`, agents, (record) => (isOurs(record) ? agentSays(record) : undefined)),
    ),
    ...saysOf("ringex", extensions, ({ id, status }) => (ids.has(id) ? `extension ${id} is ${status}` : undefined)),
  ];
  const named = new Set(said.map(({ scope }) => scope));
  const { configured } = scopeStatesOf(reading);
  const gone = [...lastSeen].filter((scope) => !named.has(scope)).sort();
  return [
    ...said,
    ...gone.map((scope) => ({
      scope,
      says: configured.has(scope)
        ? "last seen here, not listed now"
        : "last seen here; no longer configured, so it was not read",
    })),
  ];
}

function saysOf<Row>(
  scope: ScopeId,
  list: ScopeReading<Row>,
  says: (row: Row) => string | undefined,
): readonly Sighting[] {
  if (list.kind === "not-configured") return [];
  if (list.kind === "unreadable") return [{ scope, says: `could not be read: ${list.cause}` }];
  return list.records.flatMap((row) => {
    const said = says(row);
    return said === undefined ? [] : [{ scope, says: said }];
  });
}

/** A record is somebody's by the RingCentral user id, or by its own id where it has none. */
function ownedBy(person: Person | undefined): (record: AdministratorRecord | AgentRecord) => boolean {
  if (person === undefined) return () => false;
  const ids = new Set<string>([person.sourceId, ...person.aliases]);
  return (record) => {
    if (record.rcUserId !== undefined) return record.rcUserId === person.rcUserId;
    if (record.kind === "administrator") return record.userId !== undefined && ids.has(`cx-user:${record.userId}`);
    return record.agentId !== undefined && ids.has(`cx-agent:${record.subAccountId}:${record.agentId}`);
  };
}

function administratorSays({ userId = "without an id" }: AdministratorRecord): string {
  return `administrator, RingCX user ${userId}`;
}

function agentSays({ agentId = "without an id", agentGroupId, agentType, isActive }: AgentRecord): string {
  return `agent ${agentId} in group ${agentGroupId}: ${agentType}, ${isActive ? "active" : "inactive"}`;
}
