import { createHash } from "node:crypto";
import type { UnidentifiedRecord } from "#shared/domain/directory/person.ts";
import type { ScopeId } from "#shared/domain/directory/reading.ts";
import type { ScopeStates } from "#shared/domain/directory/scopes.ts";
import type { UserId } from "#shared/domain/ids.ts";
import type { Change, Conflict } from "#shared/domain/roster/change.ts";
import { writeKinds } from "#shared/domain/roster/change.ts";
import { indexRoster } from "#shared/domain/roster/roster-index.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import type { RoleDecision } from "#shared/domain/scope/role.ts";
import { compareText } from "#shared/domain/text.ts";
import { decidePerson, roleOf } from "./decide-person.ts";
import type { Decision } from "./decision.ts";
import { emailsOfAny, emailsOfSeveral, withComingEmails } from "./emails.ts";
import type { Evidence, PlanInput } from "./evidence.ts";
import { evidenceOf } from "./evidence.ts";
import { decideLeavers } from "./leavers.ts";
import type { MatchedPerson } from "./match.ts";
import { isLinked } from "./match.ts";

/** One person with the roster user it is about, or a roster user whom no list names, and what is decided about them. */
export interface Decided {
  readonly matched?: MatchedPerson;
  readonly user?: RosterUser;
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
  readonly conflicts: readonly Conflict[];
  /** Protected or impersonated users who were linked and are gone from RingCentral. */
  readonly protectedAbsent: readonly UserId[];
  /** Users whose absence the changes rely on; if there are any, RingCX has to be read a second time. */
  readonly absentees: readonly RosterUser[];
  /** People in scope. */
  readonly people: number;
  /** People in scope with neither a change nor a conflict. */
  readonly unchanged: number;
  /** Active users that the sync manages: linked, and not excluded. */
  readonly activeManaged: number;
  /** Scopes in which at least one person in scope is listed. */
  readonly populatedScopes: ReadonlySet<ScopeId>;
  readonly scopes: ScopeStates;
}

/** Compares the directory with the roster (design 4.4). Planning again after applying yields no changes. */
export function plan(input: PlanInput): Plan {
  const evidence = evidenceOf(input);
  return planOf(decideEverybody(evidence, input), { evidence, roster: input.roster });
}

/** People in scope first, since who is given to them does not leave. */
function decideEverybody(evidence: Evidence, { roster, settings }: PlanInput): readonly Decided[] {
  const { scopes, matched, absence, exclusions, excluded, remembered } = evidence;
  const concerned = matched.filter((one) => one.eligibility.kind === "in" && one.excluded === undefined);
  const context = {
    settings,
    scopes,
    exclusions,
    absence,
    index: indexRoster(withComingEmails(roster, { matched, settings, absence })),
    sharedEmails: emailsOfSeveral(concerned.filter((one) => !isLinked(one))),
    linkedEmails: emailsOfAny(concerned.filter(isLinked)),
    remembered,
  };
  const isOut = (one: MatchedPerson) => one.eligibility.kind === "out" && one.excluded === undefined;
  const decided = matched
    .filter((one) => !isOut(one))
    .map((one): Decided => {
      const role = roleOf(one, context);
      const decision = decidePerson({ ...one, role }, context);
      return { matched: one, decision, ...(role.decided === undefined ? {} : { role: role.decided }) };
    });
  const leaving = decideLeavers({ absence, excluded, decided: decisionsByUser(decided) });
  const out = matched.filter(isOut).flatMap((one): readonly Decided[] => {
    if (one.users.length === 0) return [{ matched: one, decision: outOfScope(one.eligibility.reason) }];
    return one.users.map((user) => ({ matched: one, user, decision: leaving(user) }));
  });
  const known = new Set(matched.flatMap(({ users }) => users));
  const alone = roster.filter((user) => !known.has(user)).map((user): Decided => ({ user, decision: leaving(user) }));
  return [...decided, ...out, ...alone];
}

function outOfScope(why: string): Decision {
  return { kind: "nothing", because: { kind: "out-of-scope", why } };
}

/** What was decided about people whom a change or a conflict joins with a user. */
function decisionsByUser(decided: readonly Decided[]): ReadonlyMap<UserId, Decision> {
  const byUser = new Map<UserId, Decision>();
  for (const { decision } of decided) {
    const userId = userOf(decision);
    if (userId !== undefined && byUser.get(userId)?.kind !== "change") byUser.set(userId, decision);
  }
  return byUser;
}

function userOf(decision: Decision): UserId | undefined {
  if (decision.kind === "change") return decision.change.userId;
  return decision.kind === "conflict" ? decision.conflict.userId : undefined;
}

function planOf(
  decided: readonly Decided[],
  { evidence, roster }: { readonly evidence: Evidence; readonly roster: readonly RosterUser[] },
): Plan {
  const { scopes, matched, unidentified, absence, exclusions, excluded } = evidence;
  // A decision about a person stands for the user it is about, too.
  const decisions = [...new Set(decided.map(({ decision }) => decision))];
  const changes = decisions.filter((decision) => decision.kind === "change");
  const linked = roster.filter(({ sourceId, status }) => sourceId !== undefined && status !== "Inactive");
  const users = new Map(linked.map((user) => [user.userId, user]));
  const leavers = changes.filter(({ change }) => change.kind === "deactivate");
  const replaced = changes.map(({ replaces }) => replaces).filter((user) => user?.status === "Active");
  const inScope = matched.filter(({ eligibility }) => eligibility.kind === "in");
  return {
    decided,
    changes: changes.map(({ change }) => change).sort(inOrderOfApplying),
    conflicts: [...unidentified.map(conflictOf), ...decisions.flatMap(conflictsOf)].sort((a, b) =>
      compareText(`${a.sourceId} ${a.reason}`, `${b.sourceId} ${b.reason}`),
    ),
    protectedAbsent: linked
      .filter((user) => exclusions.isProtected(user) && absence.of(user).kind === "proved")
      .map(({ userId }) => userId)
      .sort(compareText),
    absentees: [...replaced, ...leavers.map(({ change }) => users.get(change.userId))].filter(
      (user) => user !== undefined,
    ),
    people: inScope.length,
    unchanged: decided.filter(
      ({ matched: one, decision }) => one?.eligibility.kind === "in" && decision.kind === "nothing",
    ).length,
    activeManaged: linked.filter((user) => !exclusions.isProtected(user) && excluded(user) === undefined).length,
    populatedScopes: new Set(inScope.flatMap(({ person }) => person.scopes)),
    scopes,
  };
}

function conflictsOf(decision: Decision): readonly Conflict[] {
  return decision.kind === "conflict" ? [decision.conflict] : [];
}

function conflictOf({ scope }: UnidentifiedRecord): Conflict {
  const reason = `a record in ${scope} has neither a RingCentral user id nor an id of its own`;
  return { kind: "conflict", reason };
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
