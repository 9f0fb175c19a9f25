import { createHash } from "node:crypto";
import type { Person } from "#shared/domain/directory/person.ts";
import { compareText, peopleFrom } from "#shared/domain/directory/person.ts";
import type { DirectoryReading, ScopeId } from "#shared/domain/directory/reading.ts";
import type { ScopeStates } from "#shared/domain/directory/scopes.ts";
import { scopeStatesOf } from "#shared/domain/directory/scopes.ts";
import type { SourceId, UserId } from "#shared/domain/ids.ts";
import type { Change, Conflict } from "#shared/domain/roster/change.ts";
import { writeKinds } from "#shared/domain/roster/change.ts";
import { indexRoster } from "#shared/domain/roster/roster-index.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import type { Absence } from "#shared/domain/scope/absence.ts";
import { absenceOf } from "#shared/domain/scope/absence.ts";
import { eligibilityOf } from "#shared/domain/scope/eligibility.ts";
import type { Exclusions } from "#shared/domain/scope/exclusions.ts";
import { exclusionsOf } from "#shared/domain/scope/exclusions.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { withComingEmails } from "./coming-emails.ts";
import { emailsOfAny, emailsOfSeveral, planPerson } from "./decide-person.ts";
import type { MatchedPerson } from "./match.ts";
import { judge, presentIds } from "./match.ts";

export interface PlanInput {
  readonly reading: DirectoryReading;
  readonly roster: readonly RosterUser[];
  readonly settings: Settings;
  readonly secondReading?: SecondReading;
}

/** RingCX read once more, because a directory is not a snapshot: whoever is in either reading stays. */
export interface SecondReading {
  readonly reading: DirectoryReading;
  /** Nobody last seen in one of these is proved absent: they could not be read again, or a gap elsewhere may hide somebody. */
  readonly unproved: ReadonlySet<ScopeId>;
}

/** What a run would do, as a value: nothing in it depends on time, chance or the order of the input. */
export interface Plan {
  /** In the order in which they are applied: by kind, then by user id. */
  readonly changes: readonly Change[];
  readonly conflicts: readonly Conflict[];
  /** Protected or impersonated users who were linked and are gone from RingCentral. */
  readonly protectedAbsent: readonly UserId[];
  /** Users whose absence the changes rely on; if there are any, RingCX has to be read a second time. */
  readonly absentees: readonly RosterUser[];
  /** People in scope. */
  readonly people: number;
  /** People in scope with neither a change nor a conflict. */
  readonly unchanged: number;
  /** Active users that the sync manages: linked, and not covered. */
  readonly activeManaged: number;
  /** Scopes in which at least one person in scope is listed. */
  readonly populatedScopes: ReadonlySet<ScopeId>;
  readonly scopes: ScopeStates;
}

/** Compares the directory with the roster (design 4.4). Planning again after applying yields no changes. */
export function plan({ reading, roster, settings, secondReading }: PlanInput): Plan {
  const scopes = scopeStatesOf(reading);
  const index = indexRoster(roster);
  const exclusions = exclusionsOf(settings, roster);
  const rules = { ringEx: reading.ringEx, index, settings, exclusions };
  // The second reading comes first, because nothing but ids is kept of it: two directories at once would not fit.
  const again = presence(secondReading?.reading, rules);
  const people = peopleFrom(reading);
  const judged = people.people.map((person) => judge(person, rules));
  const absence = absenceOf({
    scopes,
    judged,
    present: presentIds(judged).union(again.present),
    unidentified: [...people.unidentified, ...withoutUsableId(people.people), ...again.unidentified],
    unproved: secondReading?.unproved ?? new Set(),
  });
  const inScope = judged.filter(({ eligibility }) => eligibility.kind === "in");
  const concerned = inScope.filter(({ excluded }) => excluded === undefined);
  const contested = contestedUsers(judged);
  const isLinked = ({ person, users }: MatchedPerson): boolean =>
    users.some(({ userId, sourceId }) => sourceId === person.sourceId || !contested.has(userId));
  const sharedEmails = emailsOfSeveral(concerned.filter((one) => !isLinked(one)));
  const linkedEmails = emailsOfAny(concerned.filter(isLinked));
  const remembered = outByMemory(judged, { ringEx: reading.ringEx, settings });
  const indexAfter = indexRoster(withComingEmails(roster, { judged, settings, absence, contested }));

  const changes: Change[] = [];
  const absentees: RosterUser[] = [];
  const conflicts: Conflict[] = people.unidentified.map(({ scope }) => ({
    kind: "conflict",
    reason: `a record in ${scope} has neither a RingCentral user id nor an id of its own`,
  }));
  const waiting = new Set<UserId>();
  let unchanged = 0;
  for (const one of judged) {
    const decision = planPerson(one, {
      settings,
      scopes,
      index: indexAfter,
      exclusions,
      absence,
      sharedEmails,
      linkedEmails,
      contested,
      remembered,
    });
    if (decision?.kind === "conflict") conflicts.push(decision);
    else if (decision?.kind === "waits") {
      conflicts.push(decision.conflict);
      waiting.add(decision.user.userId);
    } else if (decision?.kind === "change") {
      changes.push(decision.change);
      if (decision.replaces?.status === "Active") absentees.push(decision.replaces);
    } else if (one.eligibility.kind === "in") unchanged += 1;
  }

  const leavers = planLeavers({
    roster,
    judged,
    exclusions,
    absence,
    taken: waiting.union(new Set(changes.map(({ userId }) => userId))),
  });
  return {
    changes: [...changes, ...leavers.changes].sort(inOrderOfApplying),
    conflicts: conflicts.sort((a, b) => compareText(`${a.sourceId} ${a.reason}`, `${b.sourceId} ${b.reason}`)),
    protectedAbsent: leavers.protectedAbsent,
    absentees: [...absentees, ...leavers.absentees],
    people: inScope.length,
    unchanged,
    activeManaged: leavers.activeManaged,
    populatedScopes: new Set(inScope.flatMap(({ person }) => person.scopes)),
    scopes,
  };
}

/** Who is, or may be, in scope by a reading. */
function presence(reading: DirectoryReading | undefined, rules: Parameters<typeof judge>[1]) {
  if (reading === undefined) return { present: new Set<SourceId>(), unidentified: [] as const };
  const { people, unidentified } = peopleFrom(reading);
  const present = presentIds(people.values().map((person) => judge(person, rules)));
  return { present, unidentified: [...unidentified, ...withoutUsableId(people)] };
}

/** Whose record is broken and has no RingCentral user id: the id itself may be what is broken. */
function withoutUsableId(people: readonly Person[]): readonly Person[] {
  return people.filter(
    ({ rcUserId, faults, administrator, seats }) =>
      rcUserId === undefined && faults.length > 0 && (administrator || seats.length > 0),
  );
}

/**
 * Source ids of people whom only the roster's memory of their RingEX extension keeps out: they are listed, and would
 * be taken for new if their user were given to somebody else.
 */
function outByMemory(
  judged: readonly MatchedPerson[],
  { ringEx, settings }: Pick<DirectoryReading, "ringEx"> & { readonly settings: Settings },
): ReadonlySet<SourceId> {
  const kept = judged.filter(
    ({ person, eligibility }) =>
      eligibility.kind === "out" && eligibilityOf({ person, ringEx, settings, lastSeenInRingEx: false }).kind !== "out",
  );
  return new Set(kept.flatMap(({ person }) => [person.sourceId, ...person.aliases]));
}

function contestedUsers(judged: readonly MatchedPerson[]): ReadonlySet<UserId> {
  const claimed = new Set<UserId>();
  const contested = new Set<UserId>();
  for (const { userId } of judged.flatMap(({ users }) => users)) {
    if (claimed.has(userId)) contested.add(userId);
    claimed.add(userId);
  }
  return contested;
}

interface LeaversInput {
  readonly roster: readonly RosterUser[];
  readonly judged: readonly MatchedPerson[];
  readonly exclusions: Exclusions;
  readonly absence: Absence;
  /** Users that a person in scope has been given already, or may be given by the next run. */
  readonly taken: ReadonlySet<UserId>;
}

/** Deactivates linked users who are no longer in scope, if that is proved. Users made by hand are never touched. */
function planLeavers({ roster, judged, exclusions, absence, taken }: LeaversInput) {
  const excludedUsers = new Map<UserId, boolean>();
  for (const { users, excluded } of judged)
    for (const { userId } of users) excludedUsers.set(userId, excluded !== undefined);
  const isExcluded = ({ userId, email, sourceId }: RosterUser): boolean =>
    excludedUsers.get(userId) ?? exclusions.reasonFor({ emails: [email], sourceIds: [sourceId] }) !== undefined;

  const linked = roster.filter((user) => user.sourceId !== undefined && user.status !== "Inactive");
  const managed = linked.filter((user) => !exclusions.isProtected(user) && !isExcluded(user));
  const absentees = managed.filter((user) => !taken.has(user.userId) && absence.isProvedFor(user));
  return {
    activeManaged: managed.length,
    absentees,
    changes: absentees.map((user) => deactivation(user, absence)),
    protectedAbsent: linked
      .filter((user) => exclusions.isProtected(user) && absence.isProvedFor(user))
      .map(({ userId }) => userId)
      .sort(compareText),
  };
}

function deactivation(user: RosterUser, absence: Absence): Change {
  return {
    kind: "deactivate",
    userId: user.userId,
    ...(user.sourceId === undefined ? {} : { sourceId: user.sourceId }),
    version: user.version,
    before: { status: user.status },
    after: { status: "Inactive" },
    reason: absence.reasonFor(user),
  };
}

/** Creates first, deactivations last; within a kind by user id. */
export function inOrderOfApplying(left: Change, right: Change): number {
  return writeKinds.indexOf(left.kind) - writeKinds.indexOf(right.kind) || compareText(left.userId, right.userId);
}

/** SHA-256 over what would be done, hexadecimal: the same for the same changes and conflicts. */
export function planDigest({ changes, conflicts }: Pick<Plan, "changes" | "conflicts">): string {
  const hash = createHash("sha256");
  for (const item of [...changes, ...conflicts]) hash.update(`${JSON.stringify(item)}\n`);
  return hash.digest("hex");
}
