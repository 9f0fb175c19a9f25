import type { TenantId } from "#shared/domain/ids.ts";
import type { ApprovedList } from "#shared/domain/plan/limits.ts";
import type { Approvals } from "#shared/ports/approvals.ts";
import type { Clock } from "#shared/ports/clock.ts";
import type { History } from "#shared/ports/history.ts";

interface ApprovalPorts {
  readonly approvals: Pick<Approvals, "unused">;
  readonly history: Pick<History, "readChanges">;
  readonly clock: Clock;
}

/** Approvals that are valid now, each with the held list that it stands for. */
export async function approvedLists(
  tenantId: TenantId,
  { approvals, history, clock }: ApprovalPorts,
): Promise<ApprovedList[]> {
  const now = clock.now().toISOString();
  const valid = (await approvals.unused(tenantId)).filter(({ validUntil }) => validUntil > now);
  return Promise.all(
    valid.map(async (approval) => ({
      approval,
      held: (await history.readChanges(tenantId, approval.runId))
        .map(({ record }) => record)
        .filter(({ outcome }) => outcome === "held"),
    })),
  );
}
