import type { ScopeError } from "#shared/domain/directory/reading.ts";
import type { RunId, UserId } from "#shared/domain/ids.ts";
import type { Plan } from "#shared/domain/plan/plan.ts";
import type { ChangeRecord } from "#shared/domain/roster/change.ts";
import type { RiskyCounts } from "#shared/domain/roster/risky-kinds.ts";
import type { RunStart } from "#shared/domain/run/run.ts";
import type { Stop } from "#shared/domain/run/stop.ts";
import type { CallCounts } from "#shared/domain/run/summary.ts";
import type { LimitedPlan } from "#shared/domain/safeguards/limits.ts";
import type { BoundedSetting } from "#shared/domain/settings/settings.ts";
import type { Reason } from "#shared/domain/sync-error.ts";
import type { Restraint } from "./waiting.ts";

/** What is known of a run so far: a part is absent until the run has got there. Whatever there is makes an outcome. */
export interface RunFacts {
  readonly start: RunStart;
  readonly settings?: SettingsFacts;
  readonly jwtDaysLeft?: number | undefined;
  readonly calls?: CallCounts;
  readonly waitedMs?: number;
  readonly decided?: DecidedFacts;
  /** `open` while changes may have been made whose outcome is not on record; absent is `closed`. */
  readonly intents?: "closed" | "open";
  /** What the run may change of each risky kind; there once the first change may have been made. */
  readonly begun?: RiskyCounts;
  /** From here on the held list is on record: before, nobody may be told to look at it. */
  readonly applied?: AppliedFacts;
  /** Time ran out for asking the next tick to go on, too. */
  readonly isLeft?: true;
  /** Users of whom only the upkeep of the link was written. */
  readonly upkeep?: number;
  /** Killed runs whose intents this one has closed. */
  readonly recovered?: readonly RecoveredRun[];
  /** What stopped the run before its end. */
  readonly stop?: Stop | undefined;
  /** Why the run had nothing to do. */
  readonly skipped?: Reason;
  /** What ended the run, and then what kept it from being told or recorded. */
  readonly failures?: readonly Reason[];
}

/** Adds to the facts as soon as they are known, so that a run ends with them wherever it ends. */
export type Learn = (news: Partial<Omit<RunFacts, "start">>) => void;

export interface SettingsFacts {
  /** The mode of event and settings together. */
  readonly mode: RunStart["mode"];
  readonly actor: UserId;
  /** SHA-256, hexadecimal. */
  readonly fingerprint: string;
  /** SSM parameters that the settings item hides. */
  readonly shadowed: readonly string[];
  readonly bounded: readonly BoundedSetting[];
  readonly restraints: readonly Restraint[];
}

export interface DecidedFacts {
  readonly plan: Pick<Plan, "people" | "unchanged" | "conflicts"> & Partial<Pick<Plan, "protectedAbsent">>;
  readonly rosterUsers: number;
  /** SHA-256 of the plan, hexadecimal. */
  readonly digest: string;
  /** Scopes that could not be read, in either reading. */
  readonly scopeErrors: readonly ScopeError[];
  readonly limited: Pick<LimitedPlan, "held" | "refused" | "reasons" | "sourceEmpty" | "counted">;
  /** New users are expected, however many. */
  readonly isSettlingIn?: boolean;
  /** Users that were made by hand before this run. */
  readonly handMade?: ReadonlySet<UserId>;
}

/** What a killed run had done that somebody has to hear about. */
export interface RecoveredRun {
  readonly runId: RunId;
  /** Whom it made Administrator. */
  readonly newAdministrators: readonly UserId[];
  /** Users made by hand whom it linked. */
  readonly linked: readonly UserId[];
}

export interface AppliedFacts {
  /** All records of the run with their outcomes. */
  readonly records: readonly Pick<ChangeRecord, "kind" | "outcome" | "mode" | "userId" | "before" | "after">[];
  /** `false`: time ran out before the records were written down, so that nobody can look at a list. */
  readonly isRecorded?: boolean;
  readonly stopped?: "out-of-time" | "lease-lost" | "on-demand";
  /** Why outcomes could not be written down: the run has failed, and what it did before still counts. */
  readonly fault?: unknown;
}
