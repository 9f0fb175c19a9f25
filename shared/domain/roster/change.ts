import type { SourceId, UserId } from "#shared/domain/ids.ts";
import type { RiskyKind } from "./risky-kinds.ts";
import type { Profile, Seen } from "./roster-user.ts";

/** Kinds that write to the roster, in the order in which they are applied. */
export const writeKinds = ["create", "link", "update", "reactivate", "deactivate"] as const;
export type WriteKind = (typeof writeKinds)[number];

/** One write to one roster user. */
export interface Change {
  readonly kind: WriteKind;
  readonly userId: UserId;
  readonly sourceId?: SourceId;
  /** Version of the user that was read; the write is conditional on it. Absent for a create. */
  readonly version?: number;
  /** The changed attributes only; empty for a create. */
  readonly before: Profile;
  /** The changed attributes only; the whole user for a create. */
  readonly after: Profile;
  /** In words, with the rule that decided. May name attributes and RingCentral ids, never people. */
  readonly reason: string;
  /** A person has decided it, which approves it. */
  readonly decided?: true;
  /** Not made unless this user's change was made before. */
  readonly requires?: UserId;
}

/** What a person can decide about a conflict (design 4.4). */
export type Choice = "same" | "new" | "link";

/**
 * Why somebody has to look, and what they can decide about it. Where there is no choice it is mended in RingCentral or
 * in the roster, or the person is put into `ignoredPeople`.
 */
export const conflictChoices = {
  "another-human": ["same", "new"],
  "other-name": ["new", "link"],
  "several-claim": ["new", "link"],
  "several-users": ["new", "link"],
  "two-extensions": ["new", "link"],
  "old-link-remains": ["new", "link"],
  "user-id-taken": ["new", "link"],
  "contested-link": ["new", "link"],
  "link-refused": ["new", "link"],
  "unusable-record": [],
  "no-name": [],
  "email-taken": [],
  "several-linked": [],
  "record-of-nobody": [],
  "changed-since": [],
} as const satisfies Readonly<Record<string, readonly Choice[]>>;
export type ConflictKind = keyof typeof conflictChoices;

/** A person whom the plan leaves alone because somebody has to look (design 4.4). */
export interface Conflict {
  readonly kind: "conflict";
  readonly conflict: ConflictKind;
  /** The roster user it is about, where there is one. */
  readonly userId?: UserId;
  readonly sourceId?: SourceId;
  readonly reason: string;
}

/** What somebody has decided about a conflict; it holds while RingCentral says the same about the person. */
export interface ConflictDecision {
  readonly kind: Choice;
  /** The user to link, or the id of the new user. */
  readonly userId?: UserId;
  readonly seen: Seen;
  readonly by: string;
  /** ISO 8601 UTC. */
  readonly at: string;
}

export type ConflictDecisions = ReadonlyMap<SourceId, ConflictDecision>;

export type Outcome = "planned" | "applied" | "failed" | "held" | "refused" | "conflict";

/** What `change#<runId>#<number>` keeps of one change (design 3.5). */
export interface ChangeRecord {
  readonly mode: "apply" | "plan";
  readonly kind: WriteKind | "conflict";
  /** Of a conflict: what kind of one. */
  readonly conflict?: ConflictKind;
  readonly decided?: true;
  /** Of what is held or refused: which of its kinds it is held as. */
  readonly risk?: RiskyKind;
  readonly userId?: UserId;
  readonly sourceId?: SourceId;
  readonly before: Profile;
  readonly after: Profile;
  readonly reason: string;
  readonly actor: UserId;
  readonly outcome: Outcome;
  readonly error?: string;
  /** ISO 8601 UTC. */
  readonly at: string;
}
