import type { TenantId } from "#shared/domain/ids.ts";
import type { ApprovedList } from "#shared/domain/plan/limits.ts";
import { heldDigest, saysOf } from "#shared/domain/safeguards/held-decision.ts";
import type { Approvals } from "#shared/ports/approvals.ts";
import type { Clock } from "#shared/ports/clock.ts";
import type { History } from "#shared/ports/history.ts";

interface ApprovalPorts {
  readonly approvals: Pick<Approvals, "inForce">;
  readonly history: Pick<History, "readChanges">;
  readonly clock: Clock;
}

/** Approvals that can be used now, each with the held list that it stands for. */
export async function approvedLists(
  tenantId: TenantId,
  { approvals, history, clock }: ApprovalPorts,
): Promise<ApprovedList[]> {
  const decisions = await approvals.inForce(tenantId, clock.now());
  const unused = decisions.filter(({ kind, usedBy }) => kind === "approval" && usedBy === undefined);
  const lists = unused.map(async (decision): Promise<ApprovedList[]> => {
    const { runId, by, at, digest } = decision;
    const records = (await history.readChanges(tenantId, runId)).map(({ record }) => record);
    const held = records.filter(({ outcome, mode }) => outcome === "held" && mode === "apply");
    if (heldDigest(held) !== digest) return [];
    const ids = held.flatMap(({ userId }) => userId ?? []);
    const userIds = ids.filter((userId) => saysOf(decision, userId) === "approved");
    return [{ approval: { runId, userIds, approvedBy: by, approvedAt: at, validUntil: "" }, held }];
  });
  return (await Promise.all(lists)).flat();
}
