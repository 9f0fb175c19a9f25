import { createHash } from "node:crypto";
import { adviceOf, withoutAdvice } from "#shared/domain/directory/refusals.ts";
import type { UserId } from "#shared/domain/ids.ts";
import { signature } from "#shared/domain/plan/limits.ts";
import type { Change, Conflict } from "#shared/domain/roster/change.ts";
import type { Notices, RunRecord } from "#shared/domain/run/run.ts";
import type { ReasonCode } from "#shared/domain/sync-error.ts";
import { compareText } from "#shared/domain/text.ts";
import type { Alert } from "./alert.ts";

/** What a run found out that somebody may have to hear about. */
export interface Findings {
  readonly held: readonly Change[];
  readonly conflicts: readonly Conflict[];
  readonly protectedAbsent: readonly UserId[];
  readonly jwtDaysLeft?: number;
}

export const noFindings: Findings = { held: [], conflicts: [], protectedAbsent: [] };

/** An alert that knows its code and words, but not yet the tenant and the run it is about. */
type RunAlert = Pick<Alert, "code" | "subject" | "message">;

const weekMs = 7 * 24 * 60 * 60 * 1000;

/** Below this many days left of the JWT's life a run says so. */
export const jwtWarningDays = 14;

/**
 * Decides what to tell after a run, and what to remember of it: news at once, held lists and an expiring JWT again
 * after a week, never the same thing every night. A dry run tells of failures only and remembers nothing.
 */
export function alertsAfter(
  run: RunRecord,
  { findings, notices }: { readonly findings: Findings; readonly notices: Notices },
): { readonly alerts: readonly RunAlert[]; readonly notices: Notices } {
  const alerts: RunAlert[] = run.status === "failed" ? failureAlerts(run) : [];
  if (run.mode === "plan") return { alerts, notices };
  const isOld = (at: string | undefined): boolean =>
    at === undefined || Date.parse(run.finishedAt) - Date.parse(at) >= weekMs;

  const digest = heldDigest(findings.held);
  let { held, jwtAlertedAt } = notices;
  if (digest === undefined) held = sawEverything(run) ? undefined : held;
  else if (held?.digest !== digest || isOld(held.alertedAt)) {
    alerts.push(heldAlert(run, findings.held));
    held = { digest, alertedAt: run.finishedAt };
  }

  const { jwtDaysLeft } = findings;
  if (jwtDaysLeft !== undefined) {
    if (jwtDaysLeft >= jwtWarningDays) jwtAlertedAt = undefined;
    else if (isOld(jwtAlertedAt)) {
      alerts.push(jwtAlert(run, jwtDaysLeft));
      jwtAlertedAt = run.finishedAt;
    }
  }
  const kept = { ...(held === undefined ? {} : { held }), ...(jwtAlertedAt === undefined ? {} : { jwtAlertedAt }) };
  // A run that failed saw nothing of the roster that would replace what is remembered.
  if (run.status === "failed") return { alerts, notices: { ...without(notices), ...kept } };

  const conflicts = findings.conflicts
    .map(({ sourceId, userId, reason }) => sourceId ?? userId ?? reason)
    .sort(compareText);
  const fresh = newOnes(conflicts, notices.conflicts);
  if (fresh.length > 0) alerts.push(conflictAlert(run, { fresh, total: conflicts.length }));
  const gone = newOnes(findings.protectedAbsent, notices.protectedAbsent);
  if (gone.length > 0) alerts.push(protectedAlert(run, gone));
  const known = <Id extends string>(now: readonly Id[], before: readonly Id[]): readonly Id[] =>
    sawEverything(run) ? now : [...now, ...newOnes(before, now)].sort(compareText);
  return {
    alerts,
    notices: {
      conflicts: known(conflicts, notices.conflicts),
      protectedAbsent: known(findings.protectedAbsent, notices.protectedAbsent),
      partialRunsInARow: partialRunsInARow(run, notices),
      ...kept,
    },
  };
}

/**
 * A run that ran out of time goes on at the next tick: the one that ends it counts, not its ten parts. One that somebody
 * stopped says nothing about what can be read.
 */
function partialRunsInARow({ status, reasons }: RunRecord, { partialRunsInARow: before }: Notices): number {
  if (status !== "partial") return 0;
  return reasons.some(({ code }) => code === "OUT_OF_TIME" || code === "STOPPED") ? before : before + 1;
}

function without({ conflicts, protectedAbsent, partialRunsInARow }: Notices): Notices {
  return { conflicts, protectedAbsent, partialRunsInARow };
}

/** What a run did not see may be there as before, so that it is not news on the next night. */
function sawEverything({ status, trigger, reasons }: RunRecord): boolean {
  const hasGaps = reasons.some(({ code }) => code === "SCOPE_UNREADABLE" || code === "STOPPED");
  return status !== "failed" && trigger !== "undo" && !hasGaps;
}

function newOnes<Id extends string>(now: readonly Id[], before: readonly Id[]): readonly Id[] {
  const known = new Set(before);
  return now.filter((id) => !known.has(id));
}

function heldDigest(held: readonly Change[]): string | undefined {
  if (held.length === 0) return undefined;
  return createHash("sha256").update(held.map(signature).sort(compareText).join("\n")).digest("hex");
}

/** What the program does by itself after a failure that a person has to end; what time can heal is retried first. */
const afterFailure: { readonly [Code in ReasonCode]?: string } = {
  SETTINGS_INVALID: "The next tick after the change runs the sync again.",
  SECRETS_MISSING: "The next tick after the change runs the sync again.",
  RINGCENTRAL_REJECTED: "The sync waits for changed settings or a changed secret, or for the next daily run.",
  RINGCX_REJECTED: "The sync waits for changed settings or a changed secret, or for the next daily run.",
  OUT_OF_TIME: "",
};

const nextSteps: { readonly [Code in ReasonCode]?: string } = {
  SETTINGS_INVALID: "Correct the settings item or its SSM parameters.",
  OUT_OF_TIME:
    "The directory is too large for the rate limit within one run. Configure fewer sub-accounts per tenant, or ask RingCentral for a higher limit.",
};

function failureAlerts(run: RunRecord): RunAlert[] {
  return run.reasons.flatMap((reason) => {
    const { code } = reason;
    const after = afterFailure[code];
    if (after === undefined) return [];
    return {
      code,
      subject: "User sync failed: nothing was changed",
      message: lines(
        `What happened: ${withoutAdvice(reason)}`,
        "To whom it matters: new agents are not in the roster yet, and people who left can still sign in to AI WFM.",
        `What to do: ${[nextSteps[code] ?? adviceOf(reason), after].join(" ").trim()}`,
        runLine(run),
      ),
    };
  });
}

function heldAlert(run: RunRecord, held: readonly Change[]): RunAlert {
  const deactivations = held.filter(({ kind }) => kind === "deactivate").length;
  const roleChanges = held.length - deactivations;
  const emptySource = run.reasons.find(({ code }) => code === "SOURCE_EMPTY");
  const what = [
    ...(deactivations > 0 ? [`${deactivations} deactivations`] : []),
    ...(roleChanges > 0 ? [`${roleChanges} role changes`] : []),
  ].join(" and ");
  const code =
    emptySource !== undefined ? "SOURCE_EMPTY" : deactivations > 0 ? "DEACTIVATIONS_HELD" : "ROLE_CHANGES_HELD";
  return {
    code,
    subject: `User sync holds ${what}`,
    message: lines(
      `What happened: ${run.reasons
        .filter((reason) => heldCodes.includes(reason.code))
        .map(({ message }) => message)
        .join("; ")}.`,
      emptySource !== undefined ? "Nothing at all was applied." : "The run's other changes are not affected.",
      "To whom it matters: until somebody decides, these users keep the status and the role they have.",
      `What to do: look at the list with "user-sync show ${run.runId}". If RingCentral is wrong, correct it there: nothing more is needed. ` +
        `If the list is right, approve it with "user-sync approve ${run.runId}" within the next days; an approval is valid for 72 hours.`,
      runLine(run),
    ),
  };
}

const heldCodes: readonly ReasonCode[] = ["SOURCE_EMPTY", "DEACTIVATIONS_HELD", "ROLE_CHANGES_HELD"];

function jwtAlert(run: RunRecord, daysLeft: number): RunAlert {
  return {
    code: "JWT_EXPIRING",
    subject:
      daysLeft < 0 ? "User sync: the JWT has expired" : `User sync: the JWT expires in ${Math.floor(daysLeft)} days`,
    message: lines(
      `What happened: the JWT in the secret of tenant ${run.tenantId} ${daysLeft < 0 ? "has expired" : `expires in ${Math.floor(daysLeft)} days`}.`,
      "To whom it matters: once it has expired, the sync cannot read RingCentral: nobody new gets into the roster, and nobody who left is deactivated.",
      "What to do: create a new JWT credential in the RingCentral developer portal and store it in the tenant's secret.",
      runLine(run),
    ),
  };
}

function conflictAlert(run: RunRecord, { fresh, total }: { fresh: readonly string[]; total: number }): RunAlert {
  const shown = fresh.slice(0, 10).join(", ");
  return {
    code: "CONFLICT",
    subject: `User sync: ${fresh.length} new conflicts`,
    message: lines(
      `What happened: ${fresh.length} people or users (${total} in all) could not be matched without doubt and were left as they are: ${shown}${fresh.length > 10 ? ", ..." : "."}`,
      "To whom it matters: these people may be missing in the roster, or keep an old name or role.",
      'What to do: see both sides with "user-sync conflicts", and settle each with "user-sync decide", or correct the e-mail or the name on either side, or list the person in ignoredPeople.',
      runLine(run),
    ),
  };
}

function protectedAlert(run: RunRecord, gone: readonly UserId[]): RunAlert {
  return {
    code: "PROTECTED_ABSENT",
    subject: "User sync: a protected user has left RingCentral",
    message: lines(
      `What happened: ${gone.join(", ")} ${gone.length === 1 ? "is" : "are"} protected by the settings (or the impersonated user) and gone from RingCentral.`,
      "To whom it matters: a protected user is never deactivated by the sync, so they can still sign in to AI WFM.",
      "What to do: decide, and deactivate them in AI WFM by hand or take them out of protectedUserIds. This is said once.",
      runLine(run),
    ),
  };
}

function runLine({ runId, tenantId }: RunRecord): string {
  return `Run ${runId} of tenant ${tenantId}.`;
}

function lines(...texts: readonly string[]): string {
  return texts.join("\n");
}
