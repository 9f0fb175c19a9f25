import type { AdministratorRecord, AgentRecord, ExtensionRecord } from "#shared/domain/directory/source-record.ts";
import type { FakeOrganisation } from "#test/fakes/fake-directory.ts";

/** Parts of names that occur nowhere else, so that one that leaks is found. */
const names = ["Quillon", "Thessaly", "Branwen", "Ottoline", "Percival", "Zenobia", "Leocadia", "Isambard"] as const;

/** Everything about member `n` of the crew that must stay out of logs, alerts and reasons. */
export function personOf(n: number) {
  const firstName = `${names[n % names.length]}${n}`;
  const lastName = `Marchbanks${n}`;
  return { firstName, lastName, email: `${firstName}.${lastName}@crew.example`.toLowerCase() } as const;
}

/** An agent's seat; `n` is also the RingCentral user id. */
export function seat(n: number, changed: Partial<AgentRecord> = {}): AgentRecord {
  return {
    kind: "agent",
    subAccountId: "701",
    agentGroupId: "30",
    agentId: `${n}1`,
    rcUserId: `${n}`,
    ...personOf(n),
    agentType: "AGENT",
    isActive: true,
    ...changed,
  };
}

export function administrator(n: number): AdministratorRecord {
  return { kind: "administrator", userId: `${n}9`, rcUserId: `${n}`, ...personOf(n) };
}

export function extension(n: number): ExtensionRecord {
  return { id: `${n}`, status: "Enabled" };
}

/** A directory with these agents in sub-account 701, all of them with an extension. */
export function crew(...numbers: readonly number[]): FakeOrganisation {
  return {
    administrators: [],
    subAccounts: { "701": numbers.map((n) => seat(n)), "702": [] },
    extensions: numbers.map(extension),
  };
}

/** The roster user that an earlier run made of an agent. */
export function linked(n: number, changed: Readonly<Record<string, unknown>> = {}) {
  return {
    userId: `rc-${n}`,
    ...personOf(n),
    role: "Agent",
    status: "Active",
    activityId: "12",
    sourceId: `rc:${n}`,
    dataSourceId: "3",
    agentIds: [`701/${n}1`],
    scopes: ["ringex", "sub:701"],
    version: 1,
    ...changed,
  };
}

/** Member numbers from `first` on. */
export function range(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}
