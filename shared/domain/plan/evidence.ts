import type { DoubtfulRecord } from "#shared/domain/directory/drafts.ts";
import type { Person } from "#shared/domain/directory/person.ts";
import { peopleFrom } from "#shared/domain/directory/person.ts";
import type { DirectoryReading, ScopeError, ScopeId } from "#shared/domain/directory/reading.ts";
import type { ScopeStates } from "#shared/domain/directory/scopes.ts";
import { namelessRingCxScopes, scopeStatesOf } from "#shared/domain/directory/scopes.ts";
import { type SourceId, sourceId } from "#shared/domain/ids.ts";
import type { ConflictDecisions } from "#shared/domain/roster/change.ts";
import { indexRoster } from "#shared/domain/roster/roster-index.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import type { Absence } from "#shared/domain/scope/absence.ts";
import { absenceOf } from "#shared/domain/scope/absence.ts";
import { eligibilityOf, isRemovedFromRingEx } from "#shared/domain/scope/eligibility.ts";
import type { Exclusions } from "#shared/domain/scope/exclusions.ts";
import { exclusionsOf } from "#shared/domain/scope/exclusions.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import type { Named } from "#shared/domain/text.ts";
import type { MatchedPerson } from "./match.ts";
import { matchPeople, presentIds } from "./match.ts";

export interface PlanInput {
  readonly reading: DirectoryReading;
  readonly roster: readonly RosterUser[];
  readonly settings: Settings;
  readonly secondReading?: SecondReading;
  /** What people have decided about conflicts. */
  readonly decisions?: ConflictDecisions;
}

/** RingCX read once more, because a directory is not a snapshot: whoever is in either reading stays. */
export interface SecondReading {
  readonly reading: DirectoryReading;
  /** Nobody last seen in one of these is proved absent: they could not be read again, or a gap elsewhere may hide somebody. */
  readonly unproved: ReadonlySet<ScopeId>;
  /** What could not be read again. */
  readonly errors: readonly ScopeError[];
}

/** Lists in which anybody at all is listed, active or not. */
export interface Listed {
  readonly scopes: ReadonlySet<ScopeId>;
  /** `<subAccountId>/<agentGroupId>` */
  readonly groups: ReadonlySet<string>;
}

/** Everything that the decisions rest on: who is who, who is in scope, whose absence is proved. */
export interface Evidence {
  readonly scopes: ScopeStates;
  readonly matched: readonly MatchedPerson[];
  /** Source ids that are listed, but out because their users were last seen in RingEX: they are not gone. */
  readonly remembered: ReadonlySet<SourceId>;
  /** Source ids that are listed and not removed (design 4.1), whether in scope or not, with the names that RingCX says. */
  readonly listed: ReadonlyMap<SourceId, Named | undefined>;
  /** Records of which it is open whose they are, but for ignored ones. */
  readonly doubtful: readonly DoubtfulRecord[];
  /** In either reading. */
  readonly anybodyListed: Listed;
  readonly absence: Absence;
  readonly exclusions: Exclusions;
  /** Why a user is left alone: for their person's sake, or for their own. */
  readonly excluded: (user: RosterUser) => string | undefined;
}

export function evidenceOf({ reading, roster, settings, secondReading }: PlanInput): Evidence {
  const scopes = scopeStatesOf(reading);
  const exclusions = exclusionsOf(settings, roster);
  const rules = { ringEx: reading.ringEx, index: indexRoster(roster), settings, exclusions };
  // The second reading comes first, because nothing but ids is kept of it: two directories at once would not fit.
  const again = presence(secondReading?.reading, rules);
  const { people, doubtful, extensions } = peopleFrom(reading);
  const matched = matchPeople(people, rules);
  const { present, outOfScope } = presentAndOut(matched);
  for (const { sourceId } of doubtful) present.add(sourceId);
  const absence = absenceOf({
    scopes,
    extensions,
    present,
    outOfScope,
    broken: [...withoutUsableId(people), ...again.broken],
    second: {
      present: again.present,
      unproved: secondReading?.unproved ?? new Set(),
      unreadable: (secondReading?.errors ?? []).map(({ scope }) => scope),
      nameless: new Set(again.nameless),
    },
  });
  const ofPeople = new Map(matched.flatMap(({ users, excluded }) => users.map(({ userId }) => [userId, excluded])));
  return {
    scopes,
    matched,
    remembered: outByMemory(matched, { ringEx: reading.ringEx, settings }),
    listed: stillListed(matched, { ringEx: reading.ringEx, settings }),
    doubtful: doubtful.filter(
      ({ sourceId, email }) => exclusions.reasonFor({ emails: [email], sourceIds: [sourceId] }) === undefined,
    ),
    anybodyListed: both(listedIn(people, extensions.size), again.listed),
    absence,
    exclusions,
    excluded: ({ userId, email, sourceId }) =>
      ofPeople.has(userId) ? ofPeople.get(userId) : exclusions.reasonFor({ emails: [email], sourceIds: [sourceId] }),
  };
}

/** Who is, or may be, in scope by a reading. */
function presence(reading: DirectoryReading | undefined, rules: Parameters<typeof presentIds>[1]) {
  if (reading === undefined) return { present: new Set<SourceId>(), broken: [], nameless: [], listed: nobody };
  const { people, doubtful } = peopleFrom(reading);
  const present = new Set([...presentIds(people, rules), ...doubtful.map(({ sourceId }) => sourceId)]);
  return {
    present,
    broken: withoutUsableId(people),
    nameless: namelessRingCxScopes(reading.ringCx).map(({ scope }) => scope),
    listed: listedIn(people, 0),
  };
}

const nobody: Listed = { scopes: new Set(), groups: new Set() };

/** RingEX also lists people whom RingCX does not. */
function listedIn(people: readonly Person[], extensions: number): Listed {
  const ringEx: readonly ScopeId[] = extensions > 0 ? ["ringex"] : [];
  return {
    scopes: new Set([...people.flatMap(({ scopes }) => scopes), ...ringEx]),
    groups: new Set(people.flatMap(({ groups }) => groups)),
  };
}

function both(left: Listed, right: Listed): Listed {
  return { scopes: left.scopes.union(right.scopes), groups: left.groups.union(right.groups) };
}

/** Ids of those who are, or may be, in scope, and of those who are not, with the reason. */
function presentAndOut(matched: readonly MatchedPerson[]) {
  const present = new Set<SourceId>();
  const outOfScope = new Map<SourceId, string>();
  for (const { person, eligibility } of matched) {
    for (const id of [person.sourceId, ...person.aliases]) {
      if (eligibility.kind === "out") outOfScope.set(id, eligibility.reason);
      else present.add(id);
    }
  }
  return { present, outOfScope };
}

/** Whose record is broken and has no RingCentral user id: the id itself may be what is broken. */
function withoutUsableId(people: readonly Person[]): readonly Person[] {
  return people.filter(
    ({ rcUserId, faults, administrator, seats }) =>
      rcUserId === undefined && faults.length > 0 && (administrator || seats.length > 0),
  );
}

/** Who is listed in RingCX and not removed from RingEX, or has an extension that is not removed. */
function stillListed(
  matched: readonly MatchedPerson[],
  { ringEx, settings }: Pick<DirectoryReading, "ringEx"> & { readonly settings: Settings },
): ReadonlyMap<SourceId, Named | undefined> {
  const listed = new Map<SourceId, Named | undefined>();
  if (ringEx.extensions.kind === "complete") {
    for (const { id, status } of ringEx.extensions.records)
      if (status !== "Disabled" && status !== "Unassigned") listed.set(sourceId(`rc:${id}`), undefined);
  }
  for (const { person, users } of matched) {
    const lastSeenInRingEx = users.some(({ scopes }) => scopes?.includes("ringex"));
    if (!isRemovedFromRingEx({ person, ringEx, settings, lastSeenInRingEx }))
      for (const id of [person.sourceId, ...person.aliases]) listed.set(id, person);
  }
  return listed;
}

/**
 * Source ids of people whom only the roster's memory of their RingEX extension keeps out: they are listed, and would
 * be taken for new if their user were given to somebody else.
 */
function outByMemory(
  matched: readonly MatchedPerson[],
  { ringEx, settings }: Pick<DirectoryReading, "ringEx"> & { readonly settings: Settings },
): ReadonlySet<SourceId> {
  const kept = matched.filter(
    ({ person, eligibility }) =>
      eligibility.kind === "out" && eligibilityOf({ person, ringEx, settings, lastSeenInRingEx: false }).kind !== "out",
  );
  return new Set(kept.flatMap(({ person }) => [person.sourceId, ...person.aliases]));
}
