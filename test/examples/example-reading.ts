import type {
  DirectoryReading,
  RingCxReading,
  RingExReading,
  ScopeId,
  ScopeReading,
} from "#shared/domain/directory/reading.ts";
import type { AdministratorRecord, AgentRecord, ExtensionRecord } from "#shared/domain/directory/source-record.ts";
import type { SecondReading } from "#shared/domain/plan/evidence.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import type { ExampleAdministrator, ExampleAgent, ExampleDirectory, ExampleSecondReading } from "./example.ts";

type SubAccounts = ExampleDirectory["subAccounts"];
type Unreadable = { unreadable: string };

/** What the adapter would hand over for the directory of an example. */
export function readingOf(directory: ExampleDirectory, settings: Settings): DirectoryReading {
  return { ringCx: ringCxOf(directory, settings), ringEx: ringExOf(directory, settings) };
}

/** RingCX when it is read again. What could not be read again stands as it was read first, and proves nobody absent. */
export function secondReadingOf(
  { directory, again }: { directory: ExampleDirectory; again: ExampleSecondReading },
  settings: Settings,
): SecondReading {
  const unproved = new Set<ScopeId>();
  const subAccounts = { ...directory.subAccounts };
  for (const [id, subAccount] of Object.entries(again.subAccounts)) {
    if (isUnreadable(subAccount)) unproved.add(`sub:${id}`);
    else subAccounts[id] = subAccount;
  }
  let { administrators } = directory;
  if (again.administrators !== undefined && isUnreadable(again.administrators)) unproved.add("main");
  else administrators = again.administrators ?? administrators;
  const reading = {
    ringCx: ringCxOf({ administrators, subAccounts }, settings),
    ringEx: ringExOf(directory, settings),
  };
  return { reading, unproved, errors: Array.from(unproved, (scope) => ({ scope, cause: "second reading" })) };
}

/** Sub-accounts that an example configures unless its settings say otherwise: those of its directory. */
export function subAccountIdsOf({ subAccounts }: Pick<ExampleDirectory, "subAccounts">): readonly string[] {
  return Object.keys(subAccounts).sort();
}

/** First and last name: as given, or the first word of `name` and the rest; `null` is not said. */
export function namesOf(entry: {
  name?: string | undefined;
  firstName?: string | null | undefined;
  lastName?: string | null | undefined;
}) {
  const [first, ...rest] = entry.name?.split(" ") ?? [];
  const { firstName = first, lastName = entry.name === undefined ? undefined : rest.join(" ") } = entry;
  return present({ firstName, lastName });
}

/** Whether an example says that something could not be read. */
export function isUnreadable(part: object): part is Unreadable {
  return "unreadable" in part;
}

function ringCxOf(
  { administrators, subAccounts }: Pick<ExampleDirectory, "administrators" | "subAccounts">,
  settings: Settings,
): RingCxReading {
  return {
    administrators: isUnreadable(administrators)
      ? unread(administrators)
      : listed(administrators.map(administratorOf), ({ userId, rcUserId }) => userId ?? rcUserId),
    subAccounts: settings.subAccountIds.map((subAccountId) => ({
      subAccountId,
      agents: agentsOf(subAccountId, subAccounts[subAccountId] ?? { unreadable: "not listed" }),
    })),
  };
}

function agentsOf(subAccountId: string, subAccount: SubAccounts[string]): ScopeReading<AgentRecord> {
  if (isUnreadable(subAccount)) return unread(subAccount);
  const groups = Object.entries(subAccount).map(([agentGroupId, agents]) =>
    listed(
      agents.map((agent) => agentOf(agent, { subAccountId, agentGroupId })),
      ({ agentId, rcUserId }) => agentId ?? rcUserId,
    ),
  );
  const unusable = groups.find(({ kind }) => kind === "unreadable");
  if (unusable !== undefined) return unusable;
  const read = groups.filter((group) => group.kind === "complete");
  const nameless = read.reduce((sum, group) => sum + (group.nameless ?? 0), 0);
  return { kind: "complete", records: read.flatMap(({ records }) => records), ...(nameless > 0 && { nameless }) };
}

/** Who has an id; a list of which more than a tenth has none counts as unread. */
function listed<Row>(rows: readonly Row[], idOf: (row: Row) => string | undefined): ScopeReading<Row> {
  const records = rows.filter((row) => idOf(row) !== undefined);
  const nameless = rows.length - records.length;
  if (nameless * 10 > rows.length) return { kind: "unreadable", cause: `${nameless} of ${rows.length} without an id` };
  return { kind: "complete", records, ...(nameless > 0 && { nameless }) };
}

function ringExOf(directory: ExampleDirectory, settings: Settings): RingExReading {
  if (settings.ringExCheck === "off") return { extensions: { kind: "not-configured" } };
  const { administrators, subAccounts, extensions: exceptions, usersWithWemPermission } = directory;
  if (isUnreadable(exceptions)) return { extensions: unread(exceptions) };
  const extensions = new Map<string, ExtensionRecord>();
  const groups = Object.values(subAccounts).flatMap((one) => (isUnreadable(one) ? [] : Object.values(one)));
  for (const { rcUserId } of [...(isUnreadable(administrators) ? [] : administrators), ...groups.flat()]) {
    if (rcUserId !== undefined) extensions.set(rcUserId, { id: rcUserId, status: "Enabled" });
  }
  for (const [id, status] of Object.entries(exceptions)) {
    if (status === "not listed") extensions.delete(id);
    else extensions.set(id, status === "no status" ? { id } : { id, status });
  }
  return {
    extensions: { kind: "complete", records: [...extensions.values()] },
    ...(settings.wemAccess === "ringex-permission" ? { usersWithWemPermission: new Set(usersWithWemPermission) } : {}),
  };
}

function administratorOf({ userId, rcUserId, email, enabled, ...entry }: ExampleAdministrator): AdministratorRecord {
  return {
    kind: "administrator",
    ...present({ userId, rcUserId, email }),
    ...namesOf(entry),
    ...(enabled === undefined ? {} : { enabled }),
  };
}

function agentOf(
  { agentId, rcUserId, email, agentType, isActive, ...entry }: ExampleAgent,
  place: { subAccountId: string; agentGroupId: string },
): AgentRecord {
  return { kind: "agent", ...place, ...present({ agentId, rcUserId, email }), ...namesOf(entry), agentType, isActive };
}

/** Without the entries that are absent or not said. */
function present<Key extends string>(entries: { [K in Key]: string | null | undefined }): { [K in Key]?: string } {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined && value !== null)) as {
    [K in Key]?: string;
  };
}

function unread({ unreadable }: Unreadable): { kind: "unreadable"; cause: string } {
  return { kind: "unreadable", cause: unreadable };
}
