import type { SourceId, UserId } from "#shared/domain/ids.ts";
import type { Profile } from "./roster-user.ts";

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
}

/** A person whom the plan leaves alone because somebody has to look (design 4.4). */
export interface Conflict {
  readonly kind: "conflict";
  /** The roster user it is about, where there is one. */
  readonly userId?: UserId;
  readonly sourceId?: SourceId;
  readonly reason: string;
}

export type Outcome = "planned" | "applied" | "failed" | "held" | "conflict";

/** What `change#<runId>#<number>` keeps of one change (design 3.5). */
export interface ChangeRecord {
  readonly mode: "apply" | "plan";
  readonly kind: WriteKind | "conflict";
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
