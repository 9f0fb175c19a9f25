import type { Person } from "#shared/domain/directory/person.ts";
import type { RingExReading } from "#shared/domain/directory/reading.ts";
import type { SourceId, UserId } from "#shared/domain/ids.ts";
import type { RosterIndex } from "#shared/domain/roster/roster-index.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { type Eligibility, eligibilityOf } from "#shared/domain/scope/eligibility.ts";
import type { Exclusions } from "#shared/domain/scope/exclusions.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { namesAgree } from "#shared/domain/text.ts";

/** Which roster user is a person's, and by what evidence. */
export type Link =
  | { readonly kind: "none" }
  /** Linked to the person's own id. */
  | { readonly kind: "own"; readonly user: RosterUser }
  /** Linked to one of the person's records, from before RingCentral told that they are one person; the names agree. */
  | { readonly kind: "record"; readonly user: RosterUser }
  /** As before, but the names do not agree. */
  | { readonly kind: "other-name"; readonly user: RosterUser }
  /** As before, but several people carry the id that the user is linked to. */
  | { readonly kind: "contested"; readonly user: RosterUser }
  /** Several users are linked to this person: a fault of the roster. */
  | { readonly kind: "several" };

/** A person beside the roster users linked to them. */
export interface MatchedPerson {
  readonly person: Person;
  readonly users: readonly RosterUser[];
  readonly link: Link;
  readonly eligibility: Eligibility;
  /** Why this person and these users are left alone, if they are. */
  readonly excluded: string | undefined;
}

interface MatchInput {
  readonly ringEx: RingExReading;
  readonly index: RosterIndex;
  readonly settings: Settings;
  readonly exclusions: Exclusions;
}

/** Finds the roster user of every person, once: whoever needs to know reads it here. */
export function matchPeople(people: readonly Person[], input: MatchInput): readonly MatchedPerson[] {
  const { exclusions, index } = input;
  const usersOf = people.map((person) => usersLinkedTo(person, index));
  const contested = claimedTwice(usersOf);
  return people.map((person, at) => {
    const users = usersOf[at] ?? [];
    return {
      person,
      users,
      link: linkOf({ person, users, contested }),
      eligibility: eligibilityOfMatched({ person, users }, input),
      excluded: exclusions.reasonFor({
        emails: [person.email, ...users.map(({ email }) => email)],
        // Those of the users are among them.
        sourceIds: [person.sourceId, ...person.aliases],
      }),
    };
  });
}

/**
 * Source ids of everybody among these people who is in scope, or may be: of a record with a fault nobody knows what it
 * says. That RingEX once listed them counts only for a user with their own id: a user linked to one of their records may
 * get a user of their own beside it by this very plan.
 */
export function presentIds(people: readonly Person[], input: MatchInput): ReadonlySet<SourceId> {
  const present = new Set<SourceId>();
  for (const person of people) {
    const users = input.index.bySourceId(person.sourceId);
    if (person.faults.length > 0 || eligibilityOfMatched({ person, users }, input).kind !== "out")
      for (const id of [person.sourceId, ...person.aliases]) present.add(id);
  }
  return present;
}

/** The one user that a person is linked to, in whatever way. */
export function linkedUser(link: Link): RosterUser | undefined {
  return "user" in link ? link.user : undefined;
}

/** Whether a user is known to be this person's, whatever else is wrong with the link. */
export function isLinked({ link }: MatchedPerson): boolean {
  return link.kind !== "none" && link.kind !== "contested";
}

function eligibilityOfMatched(
  { person, users }: Pick<MatchedPerson, "person" | "users">,
  { ringEx, settings }: MatchInput,
): Eligibility {
  const lastSeenInRingEx = users.some(({ scopes }) => scopes?.includes("ringex"));
  return eligibilityOf({ person, ringEx, settings, lastSeenInRingEx });
}

/** By the person's own id; else by that of one of their records, from before the two were known to be one. */
function usersLinkedTo(person: Person, index: RosterIndex): readonly RosterUser[] {
  const users = index.bySourceId(person.sourceId);
  return users.length > 0 ? users : person.aliases.flatMap((alias) => index.bySourceId(alias));
}

const none: Link = { kind: "none" };

function linkOf({
  person,
  users: [user, ...more],
  contested,
}: Pick<MatchedPerson, "person" | "users"> & { readonly contested: ReadonlySet<UserId> }): Link {
  if (user === undefined) return none;
  if (more.length > 0) return { kind: "several" };
  if (user.sourceId === person.sourceId) return { kind: "own", user };
  if (contested.has(user.userId)) return { kind: "contested", user };
  return { kind: namesAgree(user, person) ? "record" : "other-name", user };
}

function claimedTwice(usersOf: readonly (readonly RosterUser[])[]): ReadonlySet<UserId> {
  const claimed = new Set<UserId>();
  const contested = new Set<UserId>();
  for (const { userId } of usersOf.flat()) {
    if (claimed.has(userId)) contested.add(userId);
    claimed.add(userId);
  }
  return contested;
}
