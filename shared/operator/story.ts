import type { Person } from "#shared/domain/directory/person.ts";
import type { DirectoryReading } from "#shared/domain/directory/reading.ts";
import type { Decision } from "#shared/domain/plan/decision.ts";
import { formatNoChange } from "#shared/domain/plan/decision.ts";
import type { Decided, Plan } from "#shared/domain/plan/plan.ts";
import type { Change } from "#shared/domain/roster/change.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import type { LimitedPlan } from "#shared/domain/safeguards/limits.ts";
import type { Eligibility } from "#shared/domain/scope/eligibility.ts";
import type { RoleDecision } from "#shared/domain/scope/role.ts";
import { emailKey, plainName } from "#shared/domain/text.ts";
import { type Sighting, sightingsOf } from "./sighting.ts";

/** What the next run would do about somebody. */
export type NextStep =
  /** `first`: the old user gives up the id before that. `held` is what waits of the change, or was refused. */
  | {
      readonly kind: "change";
      readonly first?: Change;
      readonly change: Change;
      readonly held: readonly Change[];
    }
  /** Nothing but what waits for an approval, or was refused. */
  | { readonly kind: "held" | "refused"; readonly held: readonly Change[] }
  | { readonly kind: "conflict"; readonly reason: string }
  | { readonly kind: "nothing"; readonly reason: string }
  | { readonly kind: "not-read"; readonly notRead: NotRead };

/** Why RingCentral was not read, and from when on it may be asked again, where that is known. */
export interface NotRead {
  readonly cause: string;
  /** ISO 8601 UTC. */
  readonly retryAt?: string;
}

/** One human, as RingCentral's lists and the roster know them now. */
export interface Story {
  readonly person?: Person;
  /** Usually one or none. */
  readonly users: readonly RosterUser[];
  /** Every list that names the person, and those that could not be read. */
  readonly sightings: readonly Sighting[];
  /** Absent where no record in the directory is theirs. */
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
  readonly plan: Plan;
  readonly limited: LimitedPlan;
}

/**
 * The stories of everybody whom a text means: an e-mail, a roster user id, a source id (`rc:1009`), a RingCentral or
 * RingCX id, or part of a name. Exact matches only, if there are any. In the order of the plan.
 */
export function storiesOf(who: string, seen: Seen): readonly Story[] {
  return meant(
    who,
    seen.plan.decided.map((decided) => ({ marks: marksOf(knownOf(decided)), decided })),
  ).map(({ decided }) => storyOf(decided, seen));
}

/** The stories as far as the roster alone tells them. */
export function storiesOfRoster(
  who: string,
  { roster, notRead }: { readonly roster: readonly RosterUser[]; readonly notRead: NotRead },
): Story[] {
  const candidates = roster.map((user) => ({ marks: marksOf({ users: [user] }), user }));
  return meant(who, candidates).map(({ user }) => ({
    users: [user],
    sightings: [],
    next: { kind: "not-read", notRead },
  }));
}

interface Known extends Pick<Story, "person" | "users"> {
  /** A record of which it is open whose it is. */
  readonly record?: Decided["record"];
}

function knownOf({ matched, user, record }: Decided): Known {
  const users = user === undefined ? (matched?.users ?? []) : [user];
  return {
    users,
    ...(matched === undefined ? {} : { person: matched.person }),
    ...(record === undefined ? {} : { record }),
  };
}

/** By what somebody can be found. */
interface Marks {
  readonly ids: ReadonlySet<string>;
  readonly name: string;
}

function marksOf({ person, users, record }: Known): Marks {
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
    names.push(`${person.firstName ?? ""} ${person.lastName ?? ""}`);
  }
  for (const id of [record?.sourceId, emailKey(record?.email)]) if (id !== undefined) ids.add(id.toLowerCase());
  // `cx-agent:77:501` and `rc:1009` are found by their last number, too.
  for (const id of Array.from(ids))
    if (/^(?:rc|cx-user|cx-agent:[^:]*):/.test(id)) ids.add(id.slice(id.lastIndexOf(":") + 1));
  return { ids, name: plainName(names.join("\n")) };
}

function meant<One extends { readonly marks: Marks }>(who: string, candidates: readonly One[]): readonly One[] {
  const wanted = (emailKey(who) ?? "").toLowerCase();
  if (wanted === "") return [];
  const exact = candidates.filter(({ marks }) => marks.ids.has(wanted));
  if (exact.length > 0) return exact;
  const words = plainName(who).split(" ");
  return candidates.filter(({ marks }) => words.every((word) => marks.name.includes(word)));
}

function storyOf(decided: Decided, seen: Seen): Story {
  const { matched, role, decision } = decided;
  const { person, users } = knownOf(decided);
  return {
    users,
    sightings: sightingsOf(person, { reading: seen.reading, users }),
    ...(person === undefined ? {} : { person }),
    ...(matched === undefined ? {} : { eligibility: matched.eligibility }),
    ...(role === undefined ? {} : { role }),
    ...(matched?.excluded === undefined ? {} : { excluded: matched.excluded }),
    next: nextStepOf(decision, seen.limited),
  };
}

/** What becomes of a decision once the limits of one run have been applied. */
function nextStepOf(decision: Decision, limited: LimitedPlan): NextStep {
  switch (decision.kind) {
    case "nothing":
      return { kind: "nothing", reason: formatNoChange(decision.because) };
    case "conflict":
      return { kind: "conflict", reason: decision.conflict.reason };
    case "change": {
      const isAbout = (wanted: Change | undefined) => (one: Change) => one.userId === wanted?.userId;
      const isIt = isAbout(decision.change);
      const [first, change] = [decision.first, decision.change].map((one) => limited.apply.find(isAbout(one)));
      const waiting = limited.held.filter(isIt);
      const held = [...waiting, ...limited.refused.filter(isIt)];
      if (change !== undefined) return { kind: "change", ...(first === undefined ? {} : { first }), change, held };
      if (first !== undefined) return { kind: "change", change: first, held };
      if (held.length > 0) return { kind: waiting.length > 0 ? "held" : "refused", held };
      return { kind: "nothing", reason: limited.reasons.map(({ message }) => message).join("; ") };
    }
  }
}
