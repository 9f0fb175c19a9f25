import type { Coverage } from "./coverage.ts";
import type { SourceId } from "./ids.ts";
import type { Person } from "./person.ts";
import type { RingExReading } from "./reading.ts";
import type { RosterIndex } from "./roster-index.ts";
import type { RosterUser } from "./roster-user.ts";
import type { Settings } from "./settings.ts";
import { type Standing, standingOf } from "./standing.ts";

/** A person beside the roster users linked to them. */
export interface Judged {
  readonly person: Person;
  /** Usually one or none; several are a fault of the roster. */
  readonly users: readonly RosterUser[];
  readonly standing: Standing;
  /** Why this person and these users are left alone, if they are. */
  readonly covered: string | undefined;
}

interface JudgeInput {
  readonly ringEx: RingExReading;
  readonly index: RosterIndex;
  readonly settings: Settings;
  readonly coverage: Coverage;
}

export function judge(person: Person, { ringEx, index, settings, coverage }: JudgeInput): Judged {
  const users = usersLinkedTo(person, index);
  const lastSeenInRingEx = users.some(({ scopes }) => scopes?.includes("ringex"));
  return {
    person,
    users,
    standing: standingOf({ person, ringEx, settings, lastSeenInRingEx }),
    covered: coverage.reasonFor({
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
export function presentIds(judged: Iterable<Judged>): ReadonlySet<SourceId> {
  const present = new Set<SourceId>();
  for (const { person, standing } of judged) {
    if (standing.kind === "out") continue;
    present.add(person.sourceId);
    for (const alias of person.aliases) present.add(alias);
  }
  return present;
}
