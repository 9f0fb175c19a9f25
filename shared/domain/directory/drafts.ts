import type { SourceId } from "#shared/domain/ids.ts";
import { sourceId } from "#shared/domain/ids.ts";
import { compareText, emailFault, emailKey, namesAgree, namesAreEqual, tidyName } from "#shared/domain/text.ts";
import type { DirectoryReading } from "./reading.ts";
import type { AdministratorRecord, AgentRecord } from "./source-record.ts";

export type SourceRecord = AdministratorRecord | AgentRecord;

/** The records that are one person's, so far. */
export interface Draft {
  readonly rcUserId: string | undefined;
  readonly sourceId: SourceId;
  readonly records: SourceRecord[];
  readonly doubtful: SourceId[];
}

/** A record without a RingCentral user id whose names agree in part with those of the one person with its e-mail. */
export interface DoubtfulRecord {
  readonly sourceId: SourceId;
  readonly email: string;
  /** Whose it may be. */
  readonly person: SourceId;
}

interface Drafts {
  readonly drafts: readonly Draft[];
  readonly doubtful: readonly DoubtfulRecord[];
}

/** The records of a reading, put together by ids, then by e-mail and names (design 4.2). */
export function draftsFrom(reading: DirectoryReading): Drafts {
  const records = recordsInOrder(reading);
  return joined(draftsOf(records), records);
}

/** The order in which roles, names and e-mails are retrieved: administrators, then sub-accounts as configured. */
function recordsInOrder(reading: DirectoryReading): SourceRecord[] {
  const { administrators, subAccounts } = reading.ringCx;
  const records: SourceRecord[] = [];
  if (administrators.kind === "complete") {
    const inOrder = administrators.records.toSorted((a, b) => compareIds(a.userId, b.userId) || compareRest(a, b));
    for (const record of inOrder) records.push(record);
  }
  for (const { agents } of subAccounts) {
    if (agents.kind !== "complete") continue;
    const inOrder = agents.records.toSorted(
      (a, b) => compareIds(a.agentGroupId, b.agentGroupId) || compareIds(a.agentId, b.agentId) || compareRest(a, b),
    );
    for (const record of inOrder) records.push(record);
  }
  return records;
}

/** A record without any usable id names nobody: the reading counts it (`nameless`). */
function draftsOf(records: readonly SourceRecord[]): Draft[] {
  const rcUserIdOf = rcUserIdsByOwnId(records);
  const drafts = new Map<SourceId, Draft>();
  for (const record of records) {
    const own = ownIdOf(record);
    const rcUserId = record.rcUserId ?? rcUserIdOf.get(own);
    const id = rcUserId === undefined ? own : sourceId(`rc:${rcUserId}`);
    if (id === undefined) continue;
    const draft = drafts.get(id);
    // Not an empty array to push to: that makes room for 17 records, and nearly everybody has one.
    if (draft === undefined) drafts.set(id, { sourceId: id, rcUserId, records: [record], doubtful: [] });
    else draft.records.push(record);
  }
  return [...drafts.values()];
}

/** An agent listed in two groups, once without the RingCentral user id, is still one agent. */
function rcUserIdsByOwnId(records: readonly SourceRecord[]): ReadonlyMap<SourceId | undefined, string> {
  const wanted = new Set(records.filter((one) => one.rcUserId === undefined).map(ownIdOf));
  const known = new Map<SourceId, string>();
  const contradictory = new Set<SourceId>();
  for (const record of records) {
    const own = ownIdOf(record);
    if (own === undefined || record.rcUserId === undefined || !wanted.has(own)) continue;
    if (known.has(own) && known.get(own) !== record.rcUserId) contradictory.add(own);
    known.set(own, record.rcUserId);
  }
  for (const own of contradictory) known.delete(own);
  return known;
}

/**
 * Joins people without a RingCentral user id to the one person with their e-mail and equal names. Where nobody's names
 * are equal, but those of exactly one agree in part, whose record it is stays open; one that gives nobody anything is not
 * worth the question.
 */
function joined(drafts: readonly Draft[], records: readonly SourceRecord[]): Drafts {
  const withoutId = drafts.filter(({ rcUserId }) => rcUserId === undefined);
  const byEmail = new Map<string | undefined, Draft[]>();
  for (const { records } of withoutId) byEmail.set(emailKey(emailOf(records)), []);
  byEmail.delete(undefined);
  byEmail.delete("");
  const result: Draft[] = [];
  const doubtful: DoubtfulRecord[] = [];
  const grown = new Set<Draft>();
  const keep = (draft: Draft): void => {
    result.push(draft);
    if (byEmail.size > 0) byEmail.get(emailKey(emailOf(draft.records)))?.push(draft);
  };
  for (const draft of drafts) if (draft.rcUserId !== undefined) keep(draft);
  for (const draft of withoutId) {
    const texts = textsOf(draft.records);
    const others = byEmail.get(emailKey(texts.email)) ?? [];
    const [equal, ...moreEqual] = others.filter((other) => namesAreEqual(texts, textsOf(other.records)));
    const [alike, ...moreAlike] = others.filter((other) => namesAgree(texts, textsOf(other.records)));
    if (equal !== undefined && moreEqual.length === 0) {
      equal.records.push(...draft.records);
      grown.add(equal);
    } else if (equal === undefined && alike !== undefined && moreAlike.length === 0 && draft.records.some(isActive)) {
      doubtful.push({ sourceId: draft.sourceId, email: texts.email ?? "", person: alike.sourceId });
      alike.doubtful.push(draft.sourceId);
    } else {
      keep(draft);
    }
  }
  if (grown.size > 0) {
    const position = new Map(records.map((record, index) => [record, index]));
    for (const { records } of grown) records.sort((a, b) => (position.get(a) ?? 0) - (position.get(b) ?? 0));
  }
  return { drafts: result, doubtful };
}

export function isActive(record: SourceRecord): boolean {
  return record.kind === "administrator" ? record.enabled !== false : record.isActive;
}

/** Tidied; absent where no record says anything, which keeps what the roster has. */
export interface Texts {
  readonly firstName?: string;
  readonly lastName?: string;
  readonly email?: string;
}

/** Each text is the first non-empty one in the order of the records; an empty one where a record says so. */
export function textsOf(records: readonly SourceRecord[]): Texts {
  const firstName = firstOf(records, ({ firstName }) => firstName && tidyName(firstName));
  const lastName = firstOf(records, ({ lastName }) => lastName && tidyName(lastName));
  const email = emailOf(records);
  return {
    ...(firstName === undefined ? {} : { firstName }),
    ...(lastName === undefined ? {} : { lastName }),
    ...(email === undefined ? {} : { email }),
  };
}

/** Text that is no e-mail address is no e-mail. */
function emailOf(records: readonly SourceRecord[]): string | undefined {
  return firstOf(records, ({ email }) => {
    const trimmed = email?.trim();
    return trimmed === undefined || trimmed === "" || emailFault(trimmed) === undefined ? trimmed : undefined;
  });
}

function firstOf(records: readonly SourceRecord[], read: (record: SourceRecord) => string | undefined) {
  let said: string | undefined;
  for (const record of records) {
    const text = read(record);
    if (text !== undefined && text !== "") return text;
    said ??= text;
  }
  return said;
}

export function ownIdOf(record: SourceRecord): SourceId | undefined {
  if (record.kind === "administrator")
    return record.userId === undefined ? undefined : sourceId(`cx-user:${record.userId}`);
  return record.agentId === undefined ? undefined : sourceId(`cx-agent:${record.subAccountId}:${record.agentId}`);
}

/** Numeric order for ids without the loss of a conversion; records without an id come last. */
function compareIds(left: string | undefined, right: string | undefined): number {
  if (left === undefined || right === undefined) return (left === undefined ? 1 : 0) - (right === undefined ? 1 : 0);
  return left.length - right.length || compareText(left, right);
}

/** For what should not be: several records with the same ids, or without any. */
function compareRest(left: SourceRecord, right: SourceRecord): number {
  const text = ({ rcUserId, email, firstName, lastName }: SourceRecord) =>
    JSON.stringify([rcUserId, email, firstName, lastName]);
  return compareText(text(left), text(right));
}
