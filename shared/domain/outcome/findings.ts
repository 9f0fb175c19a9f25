import type { RunId, UserId } from "#shared/domain/ids.ts";
import type { Change, ChangeRecord, Conflict } from "#shared/domain/roster/change.ts";
import type { RiskyKind } from "#shared/domain/roster/risky-kinds.ts";
import type { RunRecord } from "#shared/domain/run/run.ts";
import { compareText } from "#shared/domain/text.ts";
import type { Restraint } from "./waiting.ts";

/** A part of a change that is held back. */
export type HeldPart = Pick<Change, "userId" | "kind" | "before" | "after"> & { readonly risk?: RiskyKind };

/** To whom something happened, and in which run. */
export interface UserEvent {
  readonly userId: UserId;
  readonly runId: RunId;
}

/** What a run found out that somebody may have to hear about. */
export interface Findings {
  readonly held: readonly HeldPart[];
  readonly conflicts: readonly Conflict[];
  readonly protectedAbsent: readonly UserId[];
  readonly jwtDaysLeft?: number;
  /** Who was made Administrator by this run, or by a killed one before it. */
  readonly newAdministrators: readonly UserEvent[];
  /** Users made by hand that were linked, the same way; empty while the tenant is settling in. */
  readonly linked: readonly UserEvent[];
  /** `undefined` where the settings could not be read. */
  readonly restraints?: readonly Restraint[];
  /** A person has asked for a dry run, and sees its end. */
  readonly isDryRunByHand: boolean;
}

export const noFindings: Findings = {
  held: [],
  conflicts: [],
  protectedAbsent: [],
  newAdministrators: [],
  linked: [],
  isDryRunByHand: false,
};

/** What is remembered of the conflicts of a run; sorted. */
export function conflictIds({ conflicts }: Pick<Findings, "conflicts">): readonly string[] {
  return conflicts.map(({ sourceId, userId, reason }) => sourceId ?? userId ?? reason).sort(compareText);
}

type Told = Pick<ChangeRecord, "kind" | "outcome" | "userId" | "before" | "after">;

/** Whom these changes have made Administrator. */
export function newAdministratorsIn(records: readonly Told[]): readonly UserId[] {
  return records.flatMap(({ kind, outcome, userId, after }) =>
    outcome === "applied" && userId !== undefined && kind !== "deactivate" && after.role === "Administrator"
      ? [userId]
      : [],
  );
}

/** Users made by hand whom these changes have linked to people in RingCentral. */
export function linkedIn(records: readonly Told[], isHandMade: (userId: UserId) => boolean): readonly UserId[] {
  return records.flatMap(({ kind, outcome, userId, before }) =>
    outcome === "applied" &&
    userId !== undefined &&
    kind === "link" &&
    before.sourceId === undefined &&
    isHandMade(userId)
      ? [userId]
      : [],
  );
}

/** What a run did not see may be there as before, so that it is not news on the next night. */
export function sawEverything({ status, trigger, reasons }: RunRecord): boolean {
  const hasGaps = reasons.some(({ code }) => code === "SCOPE_UNREADABLE" || code === "STOPPED");
  return status !== "failed" && trigger !== "undo" && !hasGaps;
}
