import type { TenantId } from "#shared/domain/ids.ts";
import type { ApprovedList } from "#shared/domain/plan/limits.ts";
import type { Clock } from "#shared/ports/clock.ts";
import type { History } from "#shared/ports/history.ts";

interface ApprovalPorts {
  readonly history: Pick<History, "unusedApprovals" | "readChanges">;
  readonly clock: Clock;
}

/** Approvals that are valid now, each with the held list that it stands for. */
export async function approvedLists(tenantId: TenantId, { history, clock }: ApprovalPorts): Promise<ApprovedList[]> {
  const now = clock.now().toISOString();
  const valid = (await history.unusedApprovals(tenantId)).filter(({ validUntil }) => validUntil > now);
  return Promise.all(
    valid.map(async (approval) => ({
      approval,
      held: (await history.readChanges(tenantId, approval.runId))
        .map(({ record }) => record)
        .filter(({ outcome }) => outcome === "held"),
    })),
  );
}
