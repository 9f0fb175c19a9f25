import type { ScopeId } from "#shared/domain/directory/reading.ts";
import type { SourceId } from "#shared/domain/ids.ts";
import type { Change, Conflict, ConflictKind } from "#shared/domain/roster/change.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import type { AbsenceVerdict } from "#shared/domain/scope/absence.ts";
import type { MatchedPerson } from "./match.ts";

/** What the plan decides about one person or roster user. Everybody gets one of these, with its reason. */
export type Decision = ChangeDecision | ConflictOutcome | NoChangeDecision;

export interface ChangeDecision {
  readonly kind: "change";
  readonly change: Change;
  /** The user whose old link the change takes away, because the old id is gone. */
  readonly replaces?: RosterUser;
  /** Written before the change: the old user gives up the id. */
  readonly first?: Change;
}

export interface ConflictOutcome {
  readonly kind: "conflict";
  readonly conflict: Conflict;
}

interface NoChangeDecision {
  readonly kind: "nothing";
  readonly because: NoChange;
  /** More complete readings will tell: until then this user is not taken for a leaver. */
  readonly waiting?: RosterUser;
  /** What is kept up quietly, without a record. */
  readonly upkeep?: Change;
}

export function nothing(because: NoChange, waiting?: RosterUser): NoChangeDecision {
  return { kind: "nothing", because, ...(waiting === undefined ? {} : { waiting }) };
}

/** A conflict about a person, and the roster user in question: their own unless said. */
export function conflict(
  { person: { sourceId }, users }: Pick<MatchedPerson, "person" | "users">,
  kind: ConflictKind,
  { reason, user = users[0] }: { readonly reason: string; readonly user?: RosterUser | undefined },
): ConflictOutcome {
  const ofUser = user === undefined ? {} : { userId: user.userId };
  return { kind: "conflict", conflict: { kind: "conflict", conflict: kind, sourceId, ...ofUser, reason } };
}

/** Why nothing is done. */
export type NoChange =
  | { readonly kind: "as-it-should-be" }
  | { readonly kind: "out-of-scope"; readonly why: string }
  | { readonly kind: "already-inactive"; readonly why: string }
  | { readonly kind: "excluded"; readonly by: string }
  | { readonly kind: "frozen"; readonly scopes: readonly ScopeId[] }
  /** Without proof of Access WEM nobody new is let in. */
  | { readonly kind: "access-unknown"; readonly why: string }
  /** Administrator, on the evidence that was read; a part of RingCX is missing. */
  | { readonly kind: "administrator-waits"; readonly scopes: readonly ScopeId[] }
  | { readonly kind: "role-unknown" }
  /** A record that may be theirs is open. */
  | { readonly kind: "role-in-doubt" }
  /** The list that would tell whether this is somebody who is back. */
  | { readonly kind: "old-link-not-read" }
  | { readonly kind: "released"; readonly formerSourceId: SourceId }
  | { readonly kind: "status-waits" }
  | { readonly kind: "made-by-hand" }
  | OpenAbsence;

type OpenAbsence = Exclude<AbsenceVerdict, { readonly kind: "proved" }>;

/** The words for it, everywhere. */
export function formatNoChange(because: NoChange): string {
  switch (because.kind) {
    case "as-it-should-be":
      return "the roster is as it should be";
    case "out-of-scope":
      return `not in scope (${because.why}), and not in the roster`;
    case "already-inactive":
      return `already Inactive: ${because.why}`;
    case "excluded":
      return `left alone: ${because.by}`;
    case "frozen":
      return `frozen: ${list(because.scopes)} could not be read`;
    case "access-unknown":
      return `cannot be decided in this run: ${because.why}`;
    case "administrator-waits":
      return `waits for a complete reading: nobody becomes Administrator while ${list(because.scopes)} cannot be read`;
    case "role-unknown":
      return "the role waits: the RingEX roles could not be read";
    case "status-waits":
      return "RingEX could not be read, so nobody's status changes";
    case "made-by-hand":
      return "made by hand and not linked to anybody in RingCentral: never changed";
    case "not-read":
    case "extension-not-understood":
      return `frozen: ${formatOpenAbsence(because)}`;
    case "listed":
    case "ringex-not-read":
    case "second-reading-not-read":
    case "second-reading-lists":
    case "records-without-id":
    case "perhaps-a-broken-record":
      return `stays: ${formatOpenAbsence(because)}`;
    case "role-in-doubt":
      return "the role stays: it is open whether another record is theirs, too";
    case "old-link-not-read":
      return "waits: the list that would tell whether this is somebody who is back could not be read";
    case "released":
      return `no longer linked: ${because.formerSourceId} belongs to somebody else now`;
  }
}

/** What keeps somebody's absence from being proved. */
export function formatOpenAbsence(verdict: OpenAbsence): string {
  switch (verdict.kind) {
    case "listed":
      return "RingCentral still lists the id that this user is linked to";
    case "ringex-not-read":
      return "RingEX could not be read, so nobody's status changes";
    case "not-read":
      return `${list(verdict.scopes)} could not be read`;
    case "second-reading-not-read":
      return `the second reading could not be read (${list(verdict.scopes)})`;
    case "second-reading-lists":
      return "the second reading lists them";
    case "records-without-id":
      return `records of ${list(verdict.scopes)} have no usable id, so that nobody is known to be missing there`;
    case "extension-not-understood":
      return "the status of the RingEX extension is missing or unknown";
    case "perhaps-a-broken-record":
      return "a record whose ids cannot be used may be theirs";
  }
}

function list(scopes: readonly ScopeId[]): string {
  return scopes.join(", ");
}
