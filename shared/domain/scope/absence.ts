import type { UnidentifiedRecord } from "#shared/domain/directory/person.ts";
import type { ScopeId } from "#shared/domain/directory/reading.ts";
import type { ScopeStates } from "#shared/domain/directory/scopes.ts";
import type { SourceId } from "#shared/domain/ids.ts";
import type { MatchedPerson } from "#shared/domain/plan/match.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { emailKey, tidyName } from "#shared/domain/text.ts";

/** Knows whose absence from RingCentral is proved (design 4.1, "Absence must be proved"). */
export interface Absence {
  /** Whether a linked user is no longer in scope, and every scope they were last seen in was read to its end. */
  isProvedFor(user: RosterUser): boolean;
  /** Whether no change of any kind is allowed: `main` or a sub-account where the user was last seen is unreadable. */
  isFrozen(user: RosterUser): boolean;
  /** Whether every configured scope was read, so that somebody's old id is known to be gone. */
  readonly directoryIsComplete: boolean;
  reasonFor(user: RosterUser): string;
}

interface AbsenceInput {
  readonly scopes: ScopeStates;
  readonly judged: readonly MatchedPerson[];
  readonly present: ReadonlySet<SourceId>;
  /** Records that may be about anybody with their e-mail or name. */
  readonly unidentified: readonly Omit<UnidentifiedRecord, "scope">[];
  readonly unproved: ReadonlySet<ScopeId>;
}

export function absenceOf({ scopes, judged, present, unidentified, unproved }: AbsenceInput): Absence {
  const { unreadable } = scopes;
  const directoryIsComplete = unreadable.size === 0 && unproved.size === 0;
  const reasons = new Map<SourceId | undefined, string>();
  for (const { person, eligibility } of judged) {
    if (eligibility.kind === "out")
      for (const id of [person.sourceId, ...person.aliases]) reasons.set(id, eligibility.reason);
  }

  const scopesAreProved = ({ scopes: lastSeen = [] }: RosterUser): boolean => {
    // While RingEX is unreadable nobody's status changes; a user of whom no scope is known may be anywhere.
    if (unreadable.has("ringex") || lastSeen.length === 0) return directoryIsComplete;
    return !lastSeen.some((scope) => unreadable.has(scope) || unproved.has(scope));
  };
  const emails = new Set(unidentified.map(({ email }) => emailKey(email)));
  const names = new Set(unidentified.map(fullName));
  const mayBeListed = (user: RosterUser): boolean => {
    const email = emailKey(user.email);
    return (email !== undefined && emails.has(email)) || names.has(fullName(user));
  };

  return {
    directoryIsComplete,
    isProvedFor: (user) =>
      user.sourceId !== undefined && !present.has(user.sourceId) && scopesAreProved(user) && !mayBeListed(user),
    isFrozen: ({ scopes }) => scopes?.some((scope) => scope !== "ringex" && unreadable.has(scope)) ?? false,
    reasonFor: ({ sourceId, scopes: lastSeen = [] }) =>
      reasons.get(sourceId) ??
      `no longer listed in RingCentral (last seen in ${lastSeen.length === 0 ? "an unknown scope" : lastSeen.join(", ")})`,
  };
}

function fullName({ firstName, lastName }: Pick<RosterUser, "firstName" | "lastName">): string {
  return `${tidyName(firstName)}\n${tidyName(lastName)}`;
}
