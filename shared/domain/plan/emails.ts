import type { UserId } from "#shared/domain/ids.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import type { Absence } from "#shared/domain/scope/absence.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { emailKey } from "#shared/domain/text.ts";
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
  const coming = new Map<UserId, string | undefined>();
  for (const { person, link, eligibility, excluded } of matched) {
    if (link.kind !== "own" && link.kind !== "record") continue;
    if (excluded !== undefined || eligibility.kind === "out" || person.faults.length > 0) continue;
    if (absence.frozenBy(link.user).length === 0) coming.set(link.user.userId, person.email);
  }
  return roster.map((user) => {
    const email = coming.get(user.userId);
    return email === undefined ? user : { ...user, email };
  });
}

/** E-mails that more than one of these people have. */
export function emailsOfSeveral(people: readonly MatchedPerson[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const several = new Set<string>();
  for (const key of emailKeysOf(people)) {
    if (seen.has(key)) several.add(key);
    seen.add(key);
  }
  return several;
}

/** E-mails that any of these people has. */
export function emailsOfAny(people: readonly MatchedPerson[]): ReadonlySet<string> {
  return new Set(emailKeysOf(people));
}

function emailKeysOf(people: readonly MatchedPerson[]): readonly string[] {
  return people.map(({ person }) => emailKey(person.email)).filter((key) => key !== undefined);
}
