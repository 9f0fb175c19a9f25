import type { UserId } from "#shared/domain/ids.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import type { Absence } from "#shared/domain/scope/absence.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { emailKey } from "#shared/domain/text.ts";
import { isAnotherHuman } from "./another-human.ts";
import type { MatchedPerson } from "./match.ts";

interface ComingEmailsInput {
  readonly matched: readonly MatchedPerson[];
  readonly settings: Settings;
  readonly absence: Absence;
}

/**
 * The roster with the e-mails that this run gives where `email` is managed, so that whom an e-mail belongs to is
 * decided by what will be true after the run, and planning again finds nothing more to do.
 */
export function withComingEmails(
  roster: readonly RosterUser[],
  { matched, settings, absence }: ComingEmailsInput,
): readonly RosterUser[] {
  if (!settings.managedAttributes.includes("email")) return roster;
  const free = freeEmails(roster);
  const coming = new Map<UserId, string | undefined>();
  for (const { person, link, eligibility, excluded } of matched) {
    if (link.kind !== "own" && link.kind !== "record") continue;
    if (excluded !== undefined || eligibility.kind === "out" || person.faults.length > 0) continue;
    if (isTaken(person.email, { user: link.user, free }) || isAnotherHuman(link.user, { person, settings })) continue;
    if (absence.frozenBy(link.user).length === 0) coming.set(link.user.userId, person.email);
  }
  return roster.map((user) => {
    const email = coming.get(user.userId);
    return email === undefined ? user : { ...user, email };
  });
}

/** E-mails of active roster users without a link: nobody else's user is given one of these. */
export function freeEmails(roster: readonly RosterUser[]): ReadonlySet<string | undefined> {
  const free = roster.filter(({ sourceId, status }) => sourceId === undefined && status === "Active");
  return new Set(free.map(({ email }) => emailKey(email)));
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
export function claimantsOf(
  people: readonly MatchedPerson[],
): ReadonlyMap<string | undefined, readonly MatchedPerson[]> {
  return Map.groupBy(people, ({ person }) => emailKey(person.email));
}
