import type { Person } from "#shared/domain/directory/person.ts";
import type { RingExReading } from "#shared/domain/directory/reading.ts";
import type { SourceId } from "#shared/domain/ids.ts";
import type { RosterIndex } from "#shared/domain/roster/roster-index.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { type Eligibility, eligibilityOf } from "#shared/domain/scope/eligibility.ts";
import type { Exclusions } from "#shared/domain/scope/exclusions.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";

/** A person beside the roster users linked to them. */
export interface MatchedPerson {
  readonly person: Person;
  /** Usually one or none; several are a fault of the roster. */
  readonly users: readonly RosterUser[];
  readonly eligibility: Eligibility;
  /** Why this person and these users are left alone, if they are. */
  readonly excluded: string | undefined;
}

interface JudgeInput {
  readonly ringEx: RingExReading;
  readonly index: RosterIndex;
  readonly settings: Settings;
  readonly exclusions: Exclusions;
}

export function judge(person: Person, { ringEx, index, settings, exclusions }: JudgeInput): MatchedPerson {
  const users = usersLinkedTo(person, index);
  const lastSeenInRingEx = users.some(({ scopes }) => scopes?.includes("ringex"));
  return {
    person,
    users,
    eligibility: eligibilityOf({ person, ringEx, settings, lastSeenInRingEx }),
    excluded: exclusions.reasonFor({
      emails: [person.email, ...users.map(({ email }) => email)],
      // Those of the users are among them.
      sourceIds: [person.sourceId, ...person.aliases],
    }),
  };
}

/** By the person's own id; else by that of one of their records, from before the two were known to be one. */
function usersLinkedTo(person: Person, index: RosterIndex): readonly RosterUser[] {
  const users = index.bySourceId(person.sourceId);
  return users.length > 0 ? users : person.aliases.flatMap((alias) => index.bySourceId(alias));
}

/** Source ids of everybody who is, or may be, in scope. */
export function presentIds(judged: Iterable<MatchedPerson>): ReadonlySet<SourceId> {
  const present = new Set<SourceId>();
  for (const { person, eligibility } of judged) {
    if (eligibility.kind === "out") continue;
    present.add(person.sourceId);
    for (const alias of person.aliases) present.add(alias);
  }
  return present;
}
