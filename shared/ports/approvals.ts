import type { RunId, TenantId } from "#shared/domain/ids.ts";
import type { Approval } from "#shared/domain/plan/limits.ts";

/** What people have decided about held lists, apart from the history so that the right to decide can be given alone. */
export interface Approvals {
  find(tenantId: TenantId, runId: RunId): Promise<Approval | undefined>;
  /** Approvals that no run has used yet, expired ones included, in the order of their runs. */
  unused(tenantId: TenantId): Promise<readonly Approval[]>;
  /** Replaces an approval of the same run; `used` when a run has used it already. */
  approve(tenantId: TenantId, approval: Approval): Promise<"approved" | "used">;
  /**
   * Marks an approval as used by a run; the same run may use it again.
   * @throws INTERNAL it is gone, or another run has used it
   */
  use(tenantId: TenantId, approved: RunId, usedBy: RunId): Promise<void>;
}
