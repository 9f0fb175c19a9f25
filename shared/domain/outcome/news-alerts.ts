import type { UserId } from "#shared/domain/ids.ts";
import { formatRiskyCounts, type RiskyCounts, riskyKindNames, riskyKinds } from "#shared/domain/roster/risky-kinds.ts";
import type { RunRecord } from "#shared/domain/run/run.ts";
import { approvalHours, refusalDays } from "#shared/domain/safeguards/held-decision.ts";
import type { ReasonCode } from "#shared/domain/sync-error.ts";
import { listedIds, type RunAlert } from "./alert.ts";
import type { Gathered } from "./notices.ts";

/** SNS wants fewer than 100 characters. */
const longestSubject = 99;
const heldCodes: ReadonlySet<ReasonCode> = new Set(riskyKindNames.map((kind) => riskyKinds[kind].heldAs));

/** Parts of changes that wait, and whose they are. */
export interface HeldList {
  readonly counts: RiskyCounts;
  readonly userIds: readonly UserId[];
}

/** A held list that nobody has been told of. */
export function heldAlert(run: RunRecord, { counts, userIds }: HeldList): RunAlert {
  const { runId } = run;
  const isEmptySource = run.reasons.some(({ code }) => code === "SOURCE_EMPTY");
  const [first = "deactivate"] = riskyKindNames.filter((kind) => (counts[kind] ?? 0) > 0);
  const reasons = run.reasons.filter(({ code }) => (isEmptySource ? code === "SOURCE_EMPTY" : heldCodes.has(code)));
  const subject = `User sync holds ${formatRiskyCounts(counts)}`;
  const missing = counts.create === undefined ? "" : ", and new people are not in the roster";
  return {
    code: isEmptySource ? "SOURCE_EMPTY" : riskyKinds[first].heldAs,
    runId,
    subject:
      subject.length > longestSubject
        ? `User sync holds changes of ${userIds.length === 1 ? "1 user" : `${userIds.length} users`}`
        : subject,
    message: lines(
      `What happened: ${formatRiskyCounts(counts)} ${isOne(counts) ? "waits" : "wait"} for a decision.${reasons.map(({ message }) => ` ${sentence(message)}`).join("")}`,
      `Whom it is about: ${listedIds(userIds)}.`,
      isEmptySource ? "Nothing at all was applied." : "The run's other changes are not affected.",
      `To whom it matters: until somebody decides, these users stay as they are${missing}.`,
      `What to do: look at the list with "user-sync show ${runId}". If RingCentral is wrong, correct it there: nothing more is needed. ` +
        `If the list is right, approve it with "user-sync approve ${runId}"; an approval is valid for ${approvalHours} hours. ` +
        `Approving a part of the list refuses the rest. What must not happen you refuse with "user-sync refuse ${runId}": a refusal holds for ${refusalDays} days.`,
      runLine(run),
    ),
  };
}

/** Conflicts that nobody has been told of, `total` with those that are known. */
export function conflictAlert(
  run: RunRecord,
  { fresh, total }: { readonly fresh: readonly string[]; readonly total: number },
): RunAlert {
  return {
    code: "CONFLICT",
    runId: run.runId,
    subject: `User sync: ${fresh.length} new ${fresh.length === 1 ? "conflict" : "conflicts"}`,
    message: lines(
      `What happened: ${fresh.length === 1 ? "1 person or user" : `${fresh.length} people or users`} (${total} in all) could not be matched without doubt and ${fresh.length === 1 ? "was" : "were"} left as they are: ${listedIds(fresh)}.`,
      "To whom it matters: these people may be missing in the roster, or keep an old name or role.",
      'What to do: see both sides with "user-sync conflicts", and settle each with "user-sync decide", or correct the e-mail or the name on either side, or list the person in ignoredPeople.',
      runLine(run),
    ),
  };
}

/** Protected users who have left, as nobody has been told. */
export function protectedAlert(run: RunRecord, gone: readonly UserId[]): RunAlert {
  return {
    code: "PROTECTED_ABSENT",
    runId: run.runId,
    subject: `User sync: ${gone.length === 1 ? "a protected user has" : `${gone.length} protected users have`} left RingCentral`,
    message: lines(
      `What happened: ${listedIds(gone)} ${gone.length === 1 ? "is" : "are"} protected by the settings (or the impersonated user) and gone from RingCentral.`,
      "To whom it matters: a protected user is never deactivated by the sync, so they can still sign in to AI WFM.",
      'What to do: see who it is with "user-sync explain <id>". Deactivate them in AI WFM by hand, or take them out of protectedUserIds.',
      runLine(run),
    ),
  };
}

/** The JWT's days are numbered; negative when they are over. */
export function jwtAlert(run: RunRecord, daysLeft: number): RunAlert {
  const when = daysLeft < 0 ? "has expired" : `expires in ${Math.floor(daysLeft)} days`;
  return {
    code: "JWT_EXPIRING",
    runId: run.runId,
    subject: `User sync: the JWT ${when}`,
    message: lines(
      `What happened: the JWT in the secret of tenant ${run.tenantId} ${when}.`,
      "To whom it matters: once it has expired, the sync cannot read RingCentral: nobody new gets into the roster, and nobody who left is deactivated.",
      "What to do: create a new JWT credential in the RingCentral developer portal and store it in the tenant's secret.",
      runLine(run),
    ),
  };
}

/** Users who have become Administrator. */
export function administratorsAlert(run: RunRecord, { userIds, count, runIds }: Gathered): RunAlert {
  return {
    code: "NEW_ADMINISTRATORS",
    runId: run.runId,
    subject: `User sync: ${count === 1 ? "1 new Administrator" : `${count} new Administrators`}`,
    message: lines(
      `What happened: ${count === 1 ? "1 user has" : `${count} users have`} become Administrator: ${listedIds(userIds, count)}.`,
      "To whom it matters: no other role may do as much in AI WFM.",
      `What to do: nothing, if these people are to be administrators. ${whereToLook(runIds)} ` +
        "If one is not, take the right away in RingCX: the next run follows.",
      runLine(run),
    ),
  };
}

/** Users made by hand who belong to people in RingCentral now. */
export function linkedAlert(run: RunRecord, { userIds, count, runIds }: Gathered): RunAlert {
  return {
    code: "USERS_LINKED",
    runId: run.runId,
    subject: `User sync: ${count === 1 ? "1 user" : `${count} users`} made by hand ${count === 1 ? "is" : "are"} linked now`,
    message: lines(
      `What happened: ${count === 1 ? "1 user who was" : `${count} users who were`} made by hand ${count === 1 ? "is" : "are"} linked to people in RingCentral now: ${listedIds(userIds, count)}.`,
      "To whom it matters: from now on these users follow RingCentral, and are deactivated when the person leaves there.",
      `What to do: nothing, if user and person are the same. ${whereToLook(runIds)} ` +
        "If the sync should leave one of them alone, add the user to protectedUserIds.",
      runLine(run),
    ),
  };
}

function whereToLook(runIds: Gathered["runIds"]): string {
  const shows = runIds.map((runId) => `"user-sync show ${runId}"`).join(", ");
  return `See why with "user-sync explain <id>", and all changes with ${shows}.`;
}

function isOne(counts: RiskyCounts): boolean {
  return Object.values(counts).reduce((sum, count) => sum + count, 0) === 1;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;
}

export function runLine({ runId, tenantId }: Pick<RunRecord, "runId" | "tenantId">): string {
  return `Run ${runId} of tenant ${tenantId}.`;
}

function lines(...texts: readonly string[]): string {
  return texts.join("\n");
}
