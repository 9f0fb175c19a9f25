import type { RunId, UserId } from "#shared/domain/ids.ts";
import type { RiskyCounts } from "#shared/domain/roster/risky-kinds.ts";
import type { RunAlert } from "./alert.ts";

/** What has been told already, so that nobody is told the same thing every night; only what SNS has taken counts. */
export interface Notices {
  /** Conflicts of the last apply run that were told, as `<sourceId or userId>`; sorted. */
  readonly conflicts: readonly string[];
  /** Protected users told of as gone; sorted. */
  readonly protectedAbsent: readonly UserId[];
  readonly held?: HeldNotice;
  /** Since when something waits without a weekly message about it: its beginning, or the last such message. */
  readonly waitingSince?: string;
  readonly jwtAlertedAt?: string;
  /** Runs in a row that ended `partial`, this one included; those that go on after running out of time are one run. */
  readonly partialRunsInARow: number;
  /** What happened and SNS has not taken: no later run finds it out again. */
  readonly untold?: Untold;
}

export interface HeldNotice {
  /** Digests of the lists told since something began to be held, the latest last. */
  readonly digests: readonly string[];
  /** The latest list. */
  readonly runId: RunId;
  readonly counts: RiskyCounts;
}

export interface Untold {
  readonly newAdministrators?: Gathered;
  readonly linked?: Gathered;
  /** Messages as they were, one for each code. */
  readonly messages?: readonly RunAlert[];
}

/** Users of one or several runs to whom the same happened. */
export interface Gathered {
  /** As many as an alert names, at most. */
  readonly userIds: readonly UserId[];
  readonly count: number;
  /** The latest last; as many as an alert names, at most. */
  readonly runIds: readonly RunId[];
}

export const noNotices: Notices = { conflicts: [], protectedAbsent: [], partialRunsInARow: 0 };
