import type { UserId } from "#shared/domain/ids.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import type { Absence } from "#shared/domain/scope/absence.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { namesAgree } from "#shared/domain/text.ts";
import type { MatchedPerson } from "./match.ts";

interface ComingEmailsInput {
  readonly judged: readonly MatchedPerson[];
  readonly settings: Settings;
  readonly absence: Absence;
  readonly contested: ReadonlySet<UserId>;
}

/**
 * The roster with the e-mails that this run gives where `email` is managed, so that whom an e-mail belongs to is
 * decided by what will be true after the run, and planning again finds nothing more to do.
 */
export function withComingEmails(
  roster: readonly RosterUser[],
  { judged, settings, absence, contested }: ComingEmailsInput,
): readonly RosterUser[] {
  if (!settings.managedAttributes.includes("email")) return roster;
  const coming = new Map<UserId, string | undefined>();
  for (const { person, users, eligibility, excluded } of judged) {
    const [user, ...more] = users;
    if (user === undefined || more.length > 0 || excluded !== undefined || eligibility.kind === "out") continue;
    if (person.faults.length > 0 || absence.isFrozen(user)) continue;
    if (user.sourceId !== person.sourceId && (contested.has(user.userId) || !namesAgree(user, person))) continue;
    coming.set(user.userId, person.email);
  }
  return roster.map((user) => {
    const email = coming.get(user.userId);
    return email === undefined ? user : { ...user, email };
  });
}
