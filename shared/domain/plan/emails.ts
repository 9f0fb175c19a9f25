import type { UserId } from "#shared/domain/ids.ts";
import type { Profile, RosterUser } from "#shared/domain/roster/roster-user.ts";
import { emailKey, namesAgree } from "#shared/domain/text.ts";
import type { Decision } from "./decision.ts";
import type { MatchedPerson } from "./match.ts";

/**
 * The roster with the e-mails and links that these decisions give, so that whom an e-mail belongs to is decided by what
 * will be true after the run, and planning again finds nothing more to do.
 */
export function withGiven(roster: readonly RosterUser[], decisions: readonly Decision[]): readonly RosterUser[] {
  const given = new Map<UserId, Profile>();
  for (const decision of decisions)
    if (decision.kind === "change") given.set(decision.change.userId, decision.change.after);
  return roster.map((user) => {
    const { email, sourceId } = given.get(user.userId) ?? {};
    return { ...user, ...(email === undefined ? {} : { email }), ...(sourceId === undefined ? {} : { sourceId }) };
  });
}

type Claimants = ReadonlyMap<string | undefined, readonly MatchedPerson[]>;

/**
 * E-mails of active roster users without a link: nobody else's user is given one of these. A user who is adopted by
 * this very plan has a link afterwards.
 */
export function freeEmails(roster: readonly RosterUser[], claimants: Claimants): ReadonlySet<string | undefined> {
  const free = Map.groupBy(
    roster.filter(({ sourceId }) => sourceId === undefined),
    ({ email }) => emailKey(email),
  );
  const isAdopted = (key: string | undefined, [user, ...more]: readonly RosterUser[]): boolean => {
    const [one, ...rivals] = claimants.get(key) ?? [];
    if (user === undefined || one === undefined || more.length > 0 || rivals.length > 0) return false;
    return one.person.faults.length === 0 && namesAgree(user, one.person);
  };
  const open = [...free].filter(
    ([key, users]) => users.some(({ status }) => status === "Active") && !isAdopted(key, users),
  );
  return new Set(open.map(([key]) => key));
}

/** Whether a managed e-mail that comes to this user belongs to an active user without a link. */
export function isTaken(
  email: string | undefined,
  { user, free }: { readonly user: RosterUser; readonly free: ReadonlySet<string | undefined> },
): boolean {
  const key = emailKey(email);
  return key !== undefined && key !== emailKey(user.email) && free.has(key);
}

/** People by their e-mails. */
export function claimantsOf(people: readonly MatchedPerson[]): Claimants {
  return Map.groupBy(people, ({ person }) => emailKey(person.email));
}
