import type { RunId, TenantId, UserId } from "#shared/domain/ids.ts";
import type { ChangeRecord } from "#shared/domain/roster/change.ts";
import type { StoredRun } from "#shared/domain/run/run.ts";
import type { Approval } from "#shared/domain/safeguards/limits.ts";
import type { NumberedChange } from "#shared/ports/history.ts";
import type { OnBehalf, OperatorPorts, ReadOnlyPorts } from "./operator-ports.ts";

/** For how long an approval can be used (design 4.5). */
export const approvalHours = 72;
/** An approval is one item, which holds 400 KB. */
export const maxApproved = 20_000;

/** What one run holds back, and whether somebody has approved it. */
export interface HeldList {
  readonly run: StoredRun;
  readonly held: readonly (NumberedChange & { readonly record: ChangeRecord & { readonly userId: UserId } })[];
  readonly approval?: Approval;
}

/** The held list of a run; `undefined` where there is no such run. */
export async function heldListOf(
  { tenantId, runId }: { readonly tenantId: TenantId; readonly runId: RunId },
  { history, approvals }: Pick<ReadOnlyPorts, "history" | "approvals">,
): Promise<HeldList | undefined> {
  const run = await history.run(tenantId, runId);
  if (run === undefined) return undefined;
  const approval = await approvals.find(tenantId, runId);
  const held = (await history.readChanges(tenantId, runId)).filter(isHeld);
  return { run, held, ...(approval === undefined ? {} : { approval }) };
}

function isHeld(change: NumberedChange): change is HeldList["held"][number] {
  return change.record.outcome === "held" && change.record.mode === "apply" && change.record.userId !== undefined;
}

/** What became of an approval. `unknown` are ids that the run does not hold: then nothing is stored. */
export type Approved =
  | { readonly kind: "approved"; readonly approval: Approval }
  | { readonly kind: "used"; readonly by: RunId | undefined }
  | { readonly kind: "unknown"; readonly userIds: readonly string[] }
  | { readonly kind: "too-many"; readonly most: number };

/** Approves users of a held list: these very users, for 72 hours. */
export async function approveHeld(
  { list, userIds, onBehalf }: { list: HeldList; userIds: readonly string[]; onBehalf: OnBehalf },
  { approvals, clock }: Pick<OperatorPorts, "approvals" | "clock">,
): Promise<Approved> {
  const ids = new Map<string, UserId>(list.held.map(({ record }) => [record.userId, record.userId]));
  const strangers = userIds.filter((id) => !ids.has(id));
  if (strangers.length > 0 || userIds.length === 0) return { kind: "unknown", userIds: strangers };
  if (userIds.length > maxApproved) return { kind: "too-many", most: maxApproved };
  const now = clock.now();
  const approval: Approval = {
    runId: list.run.runId,
    userIds: [...new Set(userIds)].flatMap((id) => ids.get(id) ?? []),
    approvedBy: onBehalf.by,
    approvedAt: now.toISOString(),
    validUntil: new Date(now.getTime() + approvalHours * 3_600_000).toISOString(),
  };
  const stored = await approvals.approve(onBehalf.tenantId, approval);
  return stored === "used" ? { kind: "used", by: list.approval?.usedBy } : { kind: "approved", approval };
}
