import { createHash } from "node:crypto";
import type { DoubtfulRecord } from "#shared/domain/directory/drafts.ts";
import type { ScopeStates } from "#shared/domain/directory/scopes.ts";
import type { UserId } from "#shared/domain/ids.ts";
import type { Change, Conflict } from "#shared/domain/roster/change.ts";
import { writeKinds } from "#shared/domain/roster/change.ts";
import type { RosterIndex } from "#shared/domain/roster/roster-index.ts";
import { indexRoster } from "#shared/domain/roster/roster-index.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import type { RoleDecision } from "#shared/domain/scope/role.ts";
import { compareText } from "#shared/domain/text.ts";
import { decidePerson } from "./decide-person.ts";
import type { Decision } from "./decision.ts";
import { conflict, nothing } from "./decision.ts";
import { roleOf } from "./desired.ts";
import { claimantsOf, freeEmails, withGiven } from "./emails.ts";
import type { Evidence, Listed, PlanInput } from "./evidence.ts";
import { evidenceOf } from "./evidence.ts";
import { decideLeavers } from "./leavers.ts";
import type { MatchedPerson } from "./match.ts";
import { isLinked } from "./match.ts";
import type { PlanContext } from "./plan-context.ts";

/** One person with the roster user it is about, or a roster user whom no list names, and what is decided about them. */
export interface Decided {
  readonly matched?: MatchedPerson;
  readonly user?: RosterUser;
  /** A record of which it is open whose it is. */
  readonly record?: DoubtfulRecord;
  /** By the rules of design 4.3; absent for who is out of scope, and where what was read does not decide. */
  readonly role?: RoleDecision;
  readonly decision: Decision;
}

/** What a run would do, as a value: nothing in it depends on time, chance or the order of the input. */
export interface Plan {
  /** Everybody that the lists or the roster name: people by source id, then the users whom no list names. */
  readonly decided: readonly Decided[];
  /** In the order in which they are applied: by kind, then by user id. */
  readonly changes: readonly Change[];
  /** Link upkeep alone: written without a record, by user id of the plan's order. */
  readonly upkeep: readonly Change[];
  readonly conflicts: readonly Conflict[];
  /** Protected or impersonated users who were linked and are gone from RingCentral. */
  readonly protectedAbsent: readonly UserId[];
  /** Users whose absence the changes rely on; if there are any, RingCX has to be read a second time. */
  readonly absentees: readonly RosterUser[];
  /** People in scope. */
  readonly people: number;
  /** People in scope with neither a change nor a conflict. */
  readonly unchanged: number;
  /** Users that the sync manages: linked, and not excluded. */
  readonly managed: ReadonlySet<UserId>;
  /** Scopes and agent groups in which anybody at all is listed, in either reading. */
  readonly listed: Listed;
  readonly scopes: ScopeStates;
}

/** Compares the directory with the roster (design 4.4). Planning again after applying yields no changes. */
export function plan(input: PlanInput): Plan {
  const evidence = evidenceOf(input);
  return planOf(decideEverybody(evidence, input), { evidence, roster: input.roster });
}

/** People in scope first, since who is given to them does not leave. */
function decideEverybody(evidence: Evidence, { roster, settings, decisions }: PlanInput): readonly Decided[] {
  const { matched, absence, excluded, doubtful } = evidence;
  // Of a record that is not understood nobody knows what it says, whatever the person's other records do.
  const isUnclear = ({ person, users }: MatchedPerson) =>
    person.faults.length > 0 && users.some(({ status }) => status === "Active");
  const isOut = (one: MatchedPerson) => one.eligibility.kind === "out" && one.excluded === undefined && !isUnclear(one);
  const claimants = claimantsOf(
    matched.filter((one) => one.eligibility.kind === "in" && one.excluded === undefined && !isLinked(one)),
  );
  const context: PlanContext = {
    ...evidence,
    settings,
    index: indexRoster(roster),
    claimants,
    freeEmails: freeEmails(roster, claimants),
    inDoubt: new Set(doubtful.map(({ person }) => person)),
    decisions: decisions ?? new Map(),
  };
  const decide = (one: MatchedPerson, given: PlanContext): Decided => {
    const role = roleOf(one, given);
    const decision = decidePerson({ ...one, role }, given);
    return { matched: one, decision, ...(role.decided === undefined ? {} : { role: role.decided }) };
  };
  // Who has a user already comes first: to whom an e-mail belongs depends on what they are given.
  const judged = matched.filter((one) => !isOut(one));
  const ofLinked = new Map(judged.filter(({ link }) => link.kind !== "none").map((one) => [one, decide(one, context)]));
  const given = [...ofLinked.values()].map(({ decision }) => decision);
  const afterwards = { ...context, index: indexRoster(withGiven(roster, given)) };
  const decided = withoutRivals(judged.map((one) => ofLinked.get(one) ?? decide(one, afterwards)));
  const open = doubtful.map((record): Decided => ({ record, decision: recordOfNobody(record, context.index) }));
  const leaving = decideLeavers({ absence, excluded, decided: decisionsByUser([...decided, ...open]) });
  const out = matched.filter(isOut).flatMap((one): readonly Decided[] => {
    if (one.users.length === 0)
      return [{ matched: one, decision: nothing({ kind: "out-of-scope", why: one.eligibility.reason }) }];
    return one.users.map((user) => ({ matched: one, user, decision: leaving(user) }));
  });
  const known = new Set(matched.flatMap(({ users }) => users));
  const alone = roster.filter((user) => !known.has(user)).map((user): Decided => ({ user, decision: leaving(user) }));
  return [...decided, ...open, ...out, ...alone];
}

/** Nobody is given a user by a decision whom somebody else is given, too, by another decision or by the rules. */
function withoutRivals(decided: readonly Decided[]): readonly Decided[] {
  const given = Map.groupBy(
    decided.flatMap(({ decision }) => (decision.kind === "change" ? usersOf(decision) : [])),
    (id) => id,
  );
  return decided.map((one): Decided => {
    const { matched, decision } = one;
    if (matched === undefined || decision.kind !== "change" || decision.change.decided === undefined) return one;
    const rivals = usersOf(decision).filter((id) => (given.get(id)?.length ?? 0) > 1);
    if (rivals.length === 0) return one;
    const reason = `cannot be decided so: somebody else gets ${rivals.join(", ")}, too`;
    return { ...one, decision: conflict(matched, "link-refused", { reason }) };
  });
}

function recordOfNobody({ sourceId, person }: DoubtfulRecord, index: RosterIndex): Decision {
  const reason = `the names of this record agree only in part with those of ${person}, who has the same e-mail: it is open whether it is theirs`;
  const [user] = index.bySourceId(sourceId);
  const ofUser = user === undefined ? {} : { userId: user.userId };
  return {
    kind: "conflict",
    conflict: { kind: "conflict", conflict: "record-of-nobody", sourceId, ...ofUser, reason },
  };
}

/** The later counts for more, where several people are joined with one user. */
const ranks: readonly Decision["kind"][] = ["conflict", "nothing", "change"];

/** What was decided about people whom a change, a conflict or a wait joins with a user. */
function decisionsByUser(decided: readonly Decided[]): ReadonlyMap<UserId, Decision> {
  const rank = (decision: Decision | undefined) => (decision === undefined ? -1 : ranks.indexOf(decision.kind));
  const byUser = new Map<UserId, Decision>();
  for (const { decision } of decided) {
    for (const userId of usersOf(decision))
      if (rank(decision) >= rank(byUser.get(userId))) byUser.set(userId, decision);
  }
  return byUser;
}

function usersOf(decision: Decision): readonly UserId[] {
  switch (decision.kind) {
    case "change":
      return [decision.change.userId, ...(decision.first === undefined ? [] : [decision.first.userId])];
    case "conflict":
      return decision.conflict.userId === undefined ? [] : [decision.conflict.userId];
    case "nothing":
      return decision.waiting === undefined ? [] : [decision.waiting.userId];
  }
}

function planOf(
  decided: readonly Decided[],
  { evidence, roster }: { readonly evidence: Evidence; readonly roster: readonly RosterUser[] },
): Plan {
  const { scopes, matched, absence, exclusions, excluded } = evidence;
  // A decision about a person stands for the user it is about, too.
  const decisions = [...new Set(decided.map(({ decision }) => decision))];
  const changing = decisions.filter((decision) => decision.kind === "change");
  const changes = changing.flatMap(({ change, first }) => (first === undefined ? [change] : [first, change]));
  const linked = roster.filter(({ sourceId, status }) => sourceId !== undefined && status !== "Inactive");
  const users = new Map(linked.map((user) => [user.userId, user]));
  const leavers = changes.filter(({ kind, decided: isDecided }) => kind === "deactivate" && isDecided === undefined);
  const replaced = changing.map(({ replaces }) => replaces).filter((user) => user?.status === "Active");
  const inScope = matched.filter(({ eligibility }) => eligibility.kind === "in");
  return {
    decided,
    changes: changes.sort(inOrderOfApplying),
    upkeep: decisions.flatMap((decision) =>
      decision.kind === "nothing" && decision.upkeep !== undefined ? [decision.upkeep] : [],
    ),
    conflicts: decisions
      .flatMap((decision) => (decision.kind === "conflict" ? [decision.conflict] : []))
      .sort((a, b) => compareText(`${a.sourceId} ${a.reason}`, `${b.sourceId} ${b.reason}`)),
    protectedAbsent: linked
      .filter((user) => exclusions.isProtected(user) && absence.of(user).kind === "proved")
      .map(({ userId }) => userId)
      .sort(compareText),
    absentees: [...replaced, ...leavers.map(({ userId }) => users.get(userId))].filter((user) => user !== undefined),
    people: inScope.length,
    unchanged: decided.filter(
      ({ matched: one, decision }) => one?.eligibility.kind === "in" && decision.kind === "nothing",
    ).length,
    managed: managedUsers(roster, (user) => exclusions.isProtected(user) || excluded(user) !== undefined),
    listed: evidence.anybodyListed,
    scopes,
  };
}

/** Users whom the sync manages, Active or not: what most limits are shares of. */
export function managedUsers(
  roster: readonly RosterUser[],
  isLeftAlone: (user: RosterUser) => boolean,
): ReadonlySet<UserId> {
  const managed = roster.filter((user) => user.sourceId !== undefined && !isLeftAlone(user));
  return new Set(managed.map(({ userId }) => userId));
}

/** Who gives up an id comes first, then creates, deactivations last; within a kind by user id. */
export function inOrderOfApplying(left: Change, right: Change): number {
  const rank = ({ kind, after }: Change) => (after.formerSourceId === undefined ? writeKinds.indexOf(kind) : -1);
  return rank(left) - rank(right) || compareText(left.userId, right.userId);
}

/** SHA-256 over what would be done, hexadecimal: the same for the same changes and conflicts. */
export function planDigest({ changes, conflicts }: Pick<Plan, "changes" | "conflicts">): string {
  const hash = createHash("sha256");
  for (const item of [...changes, ...conflicts]) hash.update(`${JSON.stringify(item)}\n`);
  return hash.digest("hex");
}
