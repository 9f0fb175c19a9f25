import type { UserId } from "#shared/domain/ids.ts";
import { countKinds, type RiskyCounts, type RiskyKind } from "#shared/domain/roster/risky-kinds.ts";
import type { RunRecord } from "#shared/domain/run/run.ts";
import { heldDigest } from "#shared/domain/safeguards/held-decision.ts";
import { compareText } from "#shared/domain/text.ts";
import { conflictIds, type Findings, type HeldPart, sawEverything } from "./findings.ts";
import { conflictAlert, heldAlert, jwtAlert, protectedAlert } from "./news-alerts.ts";
import type { HeldNotice, Notices } from "./notices.ts";
import type { Tiding } from "./tiding.ts";
import { keep } from "./untold-tidings.ts";
import { isAnythingWaiting, type Waiting, waitingAlert } from "./waiting.ts";

export interface Seen {
  readonly run: RunRecord;
  readonly findings: Findings;
  readonly notices: Notices;
}

/** A week, but for the hour by which one night's run may end earlier than another's. */
const weekMs = (7 * 24 - 1) * 3_600_000;
/** Held lists that are remembered as told while something is held. */
const maxHeldDigests = 20;

/** Below this many days left of the JWT's life a run says so. */
export const jwtWarningDays = 14;

/** What is new since it was told last, and a JWT that expires. */
export function newsTidings({ run, findings, notices }: Seen): readonly Tiding[] {
  const tidings: Tiding[] = [];
  const list = heldListOf(findings.held);
  if (list !== undefined && !isTold(list, notices)) {
    const alert = heldAlert(run, list);
    // The held list of an undo is no other run's.
    const untold = run.trigger === "undo" ? { untold: keep(alert) } : {};
    tidings.push({ alert, ...untold, told: (before) => ({ ...before, held: noticeOf(run, list, before.held) }) });
  }
  const { jwtDaysLeft } = findings;
  if (jwtDaysLeft !== undefined && jwtDaysLeft < jwtWarningDays && isWeekOver(run, notices.jwtAlertedAt)) {
    const told = (before: Notices): Notices => ({ ...before, jwtAlertedAt: run.finishedAt });
    tidings.push({ alert: jwtAlert(run, jwtDaysLeft), told });
  }
  // A run that failed saw nothing of the roster that would be news.
  if (run.status === "failed") return tidings;
  const conflicts = conflictIds(findings);
  const fresh = without(conflicts, notices.conflicts);
  if (fresh.length > 0) {
    const told = (before: Notices): Notices => ({ ...before, conflicts: union(before.conflicts, fresh) });
    tidings.push({ alert: conflictAlert(run, { fresh, total: conflicts.length }), told });
  }
  const gone = without(findings.protectedAbsent, notices.protectedAbsent);
  if (gone.length > 0) {
    const told = (before: Notices): Notices => ({ ...before, protectedAbsent: union(before.protectedAbsent, gone) });
    tidings.push({ alert: protectedAlert(run, gone), told });
  }
  return tidings;
}

/** What is remembered before any news is told: all but what is over. */
export function stillKnown({ run, findings, notices }: Seen): Notices {
  const { held, jwtAlertedAt, ...others } = notices;
  const isHeldOver = findings.held.length === 0 && sawEverything(run);
  const isRenewed = findings.jwtDaysLeft !== undefined && findings.jwtDaysLeft >= jwtWarningDays;
  const kept: Notices = {
    ...others,
    ...(held === undefined || isHeldOver ? {} : { held }),
    ...(jwtAlertedAt === undefined || isRenewed ? {} : { jwtAlertedAt }),
  };
  const partialRunsInARow = partialRunsAfter(run, notices);
  if (!sawEverything(run)) return { ...kept, partialRunsInARow };
  return {
    ...kept,
    conflicts: within(notices.conflicts, conflictIds(findings)),
    protectedAbsent: within(notices.protectedAbsent, findings.protectedAbsent),
    partialRunsInARow,
  };
}

/**
 * A run that ran out of time goes on at the next tick: the one that ends it counts, not its ten parts. One that somebody
 * stopped says nothing about what can be read.
 */
function partialRunsAfter({ status, reasons }: RunRecord, { partialRunsInARow: before }: Notices): number {
  if (status === "failed") return before;
  if (status !== "partial") return 0;
  return reasons.some(({ code }) => code === "OUT_OF_TIME" || code === "STOPPED") ? before : before + 1;
}

/** The message of the week, where it is due, and since when things wait without one. */
export function weeklyTidings(seen: Seen): {
  readonly tidings: readonly Tiding[];
  readonly waitingSince: string | undefined;
} {
  const { run, findings, notices } = seen;
  const { waitingSince: since } = notices;
  const waiting = waitingAfter(seen);
  if (!isAnythingWaiting(waiting)) {
    const isOver = findings.restraints !== undefined && sawEverything(run);
    return { tidings: [], waitingSince: isOver ? undefined : since };
  }
  if (since === undefined) return { tidings: [], waitingSince: run.finishedAt };
  if (!isWeekOver(run, since)) return { tidings: [], waitingSince: since };
  const known = run.mode === "apply" ? toldBefore(waiting, seen) : waiting;
  if (!isAnythingWaiting(known)) return { tidings: [], waitingSince: run.finishedAt };
  const told = (before: Notices): Notices => ({ ...before, waitingSince: run.finishedAt });
  return { tidings: [{ alert: waitingAlert(run, known), told }], waitingSince: since };
}

/** What this run saw, and what it did not see but an earlier one did. */
function waitingAfter({ run, findings, notices }: Seen): Waiting {
  const list = heldListOf(findings.held);
  const isWhole = sawEverything(run);
  const [conflicts, protectedAbsent] =
    run.status === "failed" ? [[], []] : [conflictIds(findings), findings.protectedAbsent];
  return {
    held: list === undefined ? (isWhole ? undefined : notices.held) : { runId: run.runId, counts: list.counts },
    conflicts: isWhole ? conflicts : union(notices.conflicts, conflicts),
    protectedAbsent: isWhole ? protectedAbsent : union(notices.protectedAbsent, protectedAbsent),
    restraints: findings.restraints ?? [],
  };
}

/** Without what is told for the first time after this very run. */
function toldBefore(waiting: Waiting, { findings, notices }: Seen): Waiting {
  const list = heldListOf(findings.held);
  return {
    ...waiting,
    held: list === undefined || isTold(list, notices) ? waiting.held : undefined,
    conflicts: within(waiting.conflicts, notices.conflicts),
    protectedAbsent: within(waiting.protectedAbsent, notices.protectedAbsent),
  };
}

interface HeldList {
  readonly digest: string;
  readonly counts: RiskyCounts;
  readonly userIds: readonly UserId[];
}

function heldListOf(held: readonly HeldPart[]): HeldList | undefined {
  if (held.length === 0) return undefined;
  const counts = countKinds(held.map(riskOf));
  return { digest: heldDigest(held), counts, userIds: [...new Set(held.map(({ userId }) => userId))] };
}

function riskOf({ risk, kind, before, after }: HeldPart): RiskyKind {
  if (risk !== undefined) return risk;
  if (kind === "deactivate") return "deactivate";
  if (after.role === "Administrator") return "gain-administrator";
  return before.role === "Administrator" ? "lose-administrator" : "role";
}

function isTold({ digest }: HeldList, { held }: Notices): boolean {
  return held?.digests.includes(digest) ?? false;
}

function noticeOf({ runId, trigger }: RunRecord, { digest, counts }: HeldList, before?: HeldNotice): HeldNotice {
  const digests = [...(before?.digests ?? []), digest].slice(-maxHeldDigests);
  return trigger === "undo" && before !== undefined ? { ...before, digests } : { digests, runId, counts };
}

function isWeekOver({ finishedAt }: RunRecord, since: string | undefined): boolean {
  return since === undefined || Date.parse(finishedAt) - Date.parse(since) >= weekMs;
}

function within<Id extends string>(ids: readonly Id[], others: readonly Id[]): readonly Id[] {
  const known = new Set(others);
  return ids.filter((id) => known.has(id));
}

function without<Id extends string>(ids: readonly Id[], others: readonly Id[]): readonly Id[] {
  const known = new Set(others);
  return ids.filter((id) => !known.has(id));
}

function union<Id extends string>(left: readonly Id[], right: readonly Id[]): readonly Id[] {
  return [...new Set([...left, ...right])].sort(compareText);
}
