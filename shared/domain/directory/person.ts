import type { SourceId } from "#shared/domain/ids.ts";
import { compareText, nameFault } from "#shared/domain/text.ts";
import {
  type DoubtfulRecord,
  type Draft,
  draftsFrom,
  isActive,
  ownIdOf,
  type SourceRecord,
  type Texts,
  textsOf,
} from "./drafts.ts";
import type { DirectoryReading, ScopeId } from "./reading.ts";
import type { AgentRecord, ExtensionRecord } from "./source-record.ts";

/** One human in the directory, put together from all records about them (design 4.2). */
export interface Person extends Texts {
  readonly sourceId: SourceId;
  /** Ids of the person's other active records: a user linked to one of these is this person's, too. */
  readonly aliases: readonly SourceId[];
  readonly rcUserId?: string;
  /** A record that no other rule allows to be joined, though the names agree in part: the role stays as it is. */
  readonly doubtfulRecords?: readonly SourceId[];
  readonly administrator: boolean;
  /** Active seats in agent groups. */
  readonly seats: readonly AgentRecord[];
  /** `<subAccountId>/<agentId>` of the active seats, sorted. */
  readonly agentIds: readonly string[];
  /** Where the person is listed now, active or not; sorted. */
  readonly scopes: readonly ScopeId[];
  /** `<subAccountId>/<agentGroupId>` where the person is listed now, active or not; sorted. */
  readonly groups: readonly string[];
  readonly extensionStatus?: ExtensionRecord["status"];
  /** Why this person cannot be trusted to the roster; without names or e-mails. */
  readonly faults: readonly string[];
}

export interface People {
  /** Ordered by source id. */
  readonly people: readonly Person[];
  /** Records that make no person: whose they are is not decided (design 4.2). */
  readonly doubtful: readonly DoubtfulRecord[];
  /** Status of every extension, by RingCentral user id. */
  readonly extensions: ReadonlyMap<string, ExtensionRecord["status"]>;
}

/** Puts the records of a reading together to people. The order of records within a list does not matter. */
export function peopleFrom(reading: DirectoryReading): People {
  const extensions = new Map<string, ExtensionRecord["status"]>();
  if (reading.ringEx.extensions.kind === "complete") {
    for (const extension of reading.ringEx.extensions.records) extensions.set(extension.id, extension.status);
  }
  const { drafts, doubtful } = draftsFrom(reading);
  // An id that RingCX gives to several people may be somebody's own as well: then it is nobody else's.
  const owned = new Set(drafts.map(({ sourceId }) => sourceId));
  const people = drafts.map((draft) => personOf(draft, { extensions, owned }));
  return { people: people.sort((a, b) => compareText(a.sourceId, b.sourceId)), doubtful, extensions };
}

function personOf(
  draft: Draft,
  { extensions, owned }: Pick<People, "extensions"> & { readonly owned: ReadonlySet<SourceId> },
): Person {
  const { records, rcUserId } = draft;
  const texts = textsOf(records);
  // Nearly always all of them; then the array is shared.
  const seats = records.every(isActiveSeat) ? records : records.filter(isActiveSeat);
  const isListedInRingEx = rcUserId !== undefined && extensions.has(rcUserId);
  const extensionStatus = isListedInRingEx ? extensions.get(rcUserId) : undefined;
  const scopes = new Set<ScopeId>(records.map(scopeOf));
  if (isListedInRingEx) scopes.add("ringex");
  const aliases = new Set<SourceId>();
  for (const record of records) {
    const own = ownIdOf(record);
    if (own !== undefined && !owned.has(own) && isActive(record)) aliases.add(own);
  }
  return {
    sourceId: draft.sourceId,
    aliases: [...aliases].sort(compareText),
    ...(rcUserId === undefined ? {} : { rcUserId }),
    ...texts,
    ...(draft.doubtful.length === 0 ? {} : { doubtfulRecords: draft.doubtful }),
    administrator: records.some((record) => record.kind === "administrator" && record.enabled !== false),
    seats,
    agentIds: sortedUnique(
      seats.flatMap((seat) => (seat.agentId === undefined ? [] : [`${seat.subAccountId}/${seat.agentId}`])),
    ),
    scopes: [...scopes].sort(compareText),
    groups: sortedUnique(
      records.flatMap((record) => (record.kind === "agent" ? [`${record.subAccountId}/${record.agentGroupId}`] : [])),
    ),
    ...(extensionStatus === undefined ? {} : { extensionStatus }),
    faults: faultsOf(records, { texts, hasUnknownStatus: isListedInRingEx && extensionStatus === undefined }),
  };
}

function faultsOf(
  records: readonly SourceRecord[],
  { texts, hasUnknownStatus }: { readonly texts: Texts; readonly hasUnknownStatus: boolean },
): string[] {
  const faults = records.flatMap((record) => record.faults ?? []);
  if (hasUnknownStatus) faults.push("the status of the RingEX extension is missing or unknown");
  for (const attribute of ["firstName", "lastName"] as const) {
    const fault = nameFault(attribute, texts[attribute] ?? "");
    if (fault !== undefined) faults.push(fault);
  }
  return sortedUnique(faults);
}

function isActiveSeat(record: SourceRecord): record is AgentRecord {
  return record.kind === "agent" && record.isActive;
}

function scopeOf(record: SourceRecord): ScopeId {
  return record.kind === "administrator" ? "main" : `sub:${record.subAccountId}`;
}

function sortedUnique(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort(compareText);
}
