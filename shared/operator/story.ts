import type { Person } from "#shared/domain/directory/person.ts";
import { peopleFrom } from "#shared/domain/directory/person.ts";
import type { DirectoryReading } from "#shared/domain/directory/reading.ts";
import { ringCxIsIncomplete, scopeStatesOf } from "#shared/domain/directory/scopes.ts";
import type { SourceId } from "#shared/domain/ids.ts";
import type { LimitedPlan } from "#shared/domain/plan/limits.ts";
import { judge, type MatchedPerson, presentIds } from "#shared/domain/plan/match.ts";
import type { Plan } from "#shared/domain/plan/plan.ts";
import type { Change } from "#shared/domain/roster/change.ts";
import { indexRoster } from "#shared/domain/roster/roster-index.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { absenceOf } from "#shared/domain/scope/absence.ts";
import type { Eligibility } from "#shared/domain/scope/eligibility.ts";
import { exclusionsOf } from "#shared/domain/scope/exclusions.ts";
import { decideRole, type RoleDecision } from "#shared/domain/scope/role.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { emailKey, tidyName } from "#shared/domain/text.ts";
import { type Sighting, sightingsOf } from "./sighting.ts";

/** What the next run would do about somebody. */
export type NextStep =
  | { readonly kind: "change"; readonly change: Change; readonly held?: Change }
  /** Nothing but what waits for an approval. */
  | { readonly kind: "held"; readonly held: Change }
  | { readonly kind: "conflict"; readonly reason: string }
  | { readonly kind: "nothing"; readonly reason: string }
  /** The directory was not read. */
  | { readonly kind: "unknown"; readonly reason: string };

/** One human, as RingCentral's lists and the roster know them now. */
export interface Story {
  readonly person?: Person;
  /** Usually one or none. */
  readonly users: readonly RosterUser[];
  /** Every list that names the person, and those that could not be read. */
  readonly sightings: readonly Sighting[];
  /** Absent where nobody in the directory is meant. */
  readonly eligibility?: Eligibility;
  /** Absent for who is not in scope, and where the lists do not decide. */
  readonly role?: RoleDecision;
  /** Why the sync leaves this human alone, if it does. */
  readonly excluded?: string;
  readonly next: NextStep;
}

/** What one look at the directory and the roster came to. */
export interface Seen {
  readonly reading: DirectoryReading;
  readonly roster: readonly RosterUser[];
  readonly settings: Settings;
  readonly plan: Plan;
  readonly limited: LimitedPlan;
}

/**
 * The stories of everybody whom a text means: an e-mail, a roster user id, a source id (`rc:1009`), a RingCentral or
 * RingCX id, or part of a name. Exact matches only, if there are any. In the order of source ids, then of user ids.
 */
export function storiesOf(who: string, seen: Seen): readonly Story[] {
  const { reading, roster, settings } = seen;
  const rules = {
    ringEx: reading.ringEx,
    index: indexRoster(roster),
    settings,
    exclusions: exclusionsOf(settings, roster),
  };
  const judged = peopleFrom(reading).people.map((person) => judge(person, rules));
  const linked = new Set(judged.flatMap(({ users }) => users));
  const alone = roster.filter((user) => !linked.has(user));
  const candidates: Candidate[] = [
    ...judged.map((one) => ({ marks: marksOf(one), story: () => storyOf(one, seen) })),
    ...alone.map((user) => ({
      marks: marksOf({ users: [user] }),
      story: () => storyOfUser(user, { seen, judged }),
    })),
  ];
  return meant(who, candidates).map(({ story }) => story());
}

/** The stories as far as the roster alone tells them. `why` says why the directory was not read. */
export function storiesOfRoster(who: string, { roster, why }: { roster: readonly RosterUser[]; why: string }): Story[] {
  const candidates = roster.map((user) => ({ marks: marksOf({ users: [user] }), user }));
  return meant(who, candidates).map(({ user }) => ({
    users: [user],
    sightings: [],
    next: { kind: "unknown", reason: why },
  }));
}

/** By what somebody can be found. */
interface Marks {
  readonly ids: ReadonlySet<string>;
  readonly name: string;
}

interface Candidate {
  readonly marks: Marks;
  readonly story: () => Story;
}

function marksOf({ person, users }: { readonly person?: Person; readonly users: readonly RosterUser[] }): Marks {
  const ids = new Set<string>();
  const names: string[] = [];
  for (const user of users) {
    for (const id of [user.userId, user.sourceId, emailKey(user.email), ...(user.agentIds ?? [])])
      if (id !== undefined) ids.add(id.toLowerCase());
    names.push(`${user.firstName} ${user.lastName}`);
  }
  if (person !== undefined) {
    const own = [person.sourceId, ...person.aliases, person.rcUserId, emailKey(person.email), ...person.agentIds];
    for (const id of own) if (id !== undefined) ids.add(id.toLowerCase());
    names.push(`${person.firstName} ${person.lastName}`);
  }
  // `cx-agent:77:501` and `rc:1009` are found by their last number, too.
  for (const id of Array.from(ids))
    if (/^(?:rc|cx-user|cx-agent:[^:]*):/.test(id)) ids.add(id.slice(id.lastIndexOf(":") + 1));
  return { ids, name: fold(names.join("\n")) };
}

function meant<One extends { readonly marks: Marks }>(who: string, candidates: readonly One[]): readonly One[] {
  const wanted = (emailKey(who) ?? "").toLowerCase();
  if (wanted === "") return [];
  const exact = candidates.filter(({ marks }) => marks.ids.has(wanted));
  if (exact.length > 0) return exact;
  const words = fold(who).split(" ");
  return candidates.filter(({ marks }) => words.every((word) => marks.name.includes(word)));
}

/** Without case and accents, which nobody types in a hurry. */
function fold(text: string): string {
  return tidyName(text).normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function storyOf(one: MatchedPerson, seen: Seen): Story {
  const { person, users, eligibility, excluded } = one;
  const role =
    eligibility.kind === "in" ? decideRole(person, { agent: eligibility.agent, settings: seen.settings }) : undefined;
  return {
    person,
    users,
    sightings: sightingsOf(person, { reading: seen.reading, users }),
    eligibility,
    ...(role === undefined ? {} : { role }),
    ...(excluded === undefined ? {} : { excluded }),
    next: nextOf({ sourceIds: [person.sourceId, ...person.aliases], users }, seen) ?? {
      kind: "nothing",
      reason: whyNothing(one, seen),
    },
  };
}

function whyNothing(one: MatchedPerson, { reading }: Seen): string {
  const { person, users, eligibility, excluded } = one;
  if (excluded !== undefined) return `left alone: ${excluded}`;
  const { unreadable } = scopeStatesOf(reading);
  // As in the plan: without RingEX no status follows, but names and roles do.
  const isFrozen = users.some(({ scopes = [] }) => scopes.some((scope) => scope !== "ringex" && unreadable.has(scope)));
  if (isFrozen) return "frozen: a list where this person was last seen could not be read";
  if (eligibility.kind === "unknown") return `cannot be decided in this run: ${eligibility.reason}`;
  if (eligibility.kind === "in") return whyNothingInScope(one, reading);
  if (users.length === 0) return `not in scope (${eligibility.reason}), and not in the roster`;
  return users.every(({ status }) => status === "Inactive")
    ? `not in scope (${eligibility.reason}), and Inactive already`
    : `not in scope (${eligibility.reason}), but that is not proved for all lists where ${person.sourceId} was last seen`;
}

function whyNothingInScope({ person, users }: MatchedPerson, reading: DirectoryReading): string {
  const scopes = scopeStatesOf(reading);
  if (users.length === 0) return "waits for a complete reading";
  if (scopes.unreadable.has("ringex") && users.some(({ status }) => status === "Inactive")) {
    return "RingEX could not be read, so nobody's status changes";
  }
  const isUnproved = ringCxIsIncomplete(scopes) && person.administrator;
  if (isUnproved && users.some(({ role }) => role !== "Administrator")) {
    return "the role waits for a complete reading: a part of RingCX could not be read";
  }
  return "the roster is as it should be";
}

/** A roster user whom nobody in the directory is linked to. */
function storyOfUser(user: RosterUser, { seen, judged }: { seen: Seen; judged: readonly MatchedPerson[] }): Story {
  const excluded = exclusionsOf(seen.settings, seen.roster).reasonFor({
    emails: [user.email],
    sourceIds: [user.sourceId],
  });
  return {
    users: [user],
    sightings: sightingsOf(undefined, { reading: seen.reading, users: [user] }),
    ...(excluded === undefined ? {} : { excluded }),
    next: nextOf({ sourceIds: [], users: [user] }, seen) ?? {
      kind: "nothing",
      reason: whyNothingOfUser(user, { seen, judged, excluded }),
    },
  };
}

function whyNothingOfUser(
  user: RosterUser,
  { seen, judged, excluded }: { seen: Seen; judged: readonly MatchedPerson[]; excluded: string | undefined },
): string {
  if (user.sourceId === undefined) return "made by hand and not linked to anybody in RingCentral: never changed";
  if (excluded !== undefined) return `left alone: ${excluded}`;
  if (user.status === "Inactive") return "not in RingCentral any more, and Inactive already";
  const absence = absenceOf({
    scopes: scopeStatesOf(seen.reading),
    judged,
    present: presentIds(judged),
    unidentified: [],
    unproved: new Set(),
  });
  return absence.isProvedFor(user)
    ? "not listed now, but the second reading or a record without an id says that this person may still be there"
    : "not listed now, but a list where this person was last seen could not be read: frozen";
}

function nextOf(
  { sourceIds, users }: { readonly sourceIds: readonly SourceId[]; readonly users: readonly RosterUser[] },
  { plan, limited }: Seen,
): NextStep | undefined {
  const isAbout = (one: { readonly userId?: string; readonly sourceId?: SourceId }): boolean =>
    (one.sourceId !== undefined && sourceIds.includes(one.sourceId)) ||
    users.some(({ userId }) => userId === one.userId);
  const change = limited.apply.find(isAbout);
  const held = limited.held.find(isAbout);
  if (change !== undefined) return { kind: "change", change, ...(held === undefined ? {} : { held }) };
  if (held !== undefined) return { kind: "held", held };
  const conflict = plan.conflicts.find(isAbout);
  return conflict === undefined ? undefined : { kind: "conflict", reason: conflict.reason };
}
