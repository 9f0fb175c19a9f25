import type { RunId, TenantId } from "#shared/domain/ids.ts";
import type { Approval } from "#shared/domain/plan/limits.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import type { Approvals } from "#shared/ports/approvals.ts";

/** Approvals in memory. */
export class FakeApprovals implements Approvals {
  readonly #tenants = new Map<TenantId, Map<RunId, Approval>>();

  async find(tenantId: TenantId, runId: RunId): Promise<Approval | undefined> {
    return structuredClone(this.#of(tenantId).get(runId));
  }

  async unused(tenantId: TenantId): Promise<readonly Approval[]> {
    const unused = Array.from(this.#of(tenantId).values()).filter(({ usedBy }) => usedBy === undefined);
    return structuredClone(unused.sort((a, b) => (a.runId < b.runId ? -1 : 1)));
  }

  async approve(tenantId: TenantId, approval: Approval): Promise<"approved" | "used"> {
    if (this.#of(tenantId).get(approval.runId)?.usedBy !== undefined) return "used";
    this.#of(tenantId).set(approval.runId, structuredClone(approval));
    return "approved";
  }

  async use(tenantId: TenantId, approved: RunId, usedBy: RunId): Promise<void> {
    const approval = this.#of(tenantId).get(approved);
    if (approval === undefined || (approval.usedBy !== undefined && approval.usedBy !== usedBy)) {
      throw new SyncError("INTERNAL", `The approval of run ${approved} is gone or was used by another run meanwhile`);
    }
    this.#of(tenantId).set(approved, { ...approval, usedBy });
  }

  #of(tenantId: TenantId): Map<RunId, Approval> {
    const approvals = this.#tenants.get(tenantId) ?? new Map<RunId, Approval>();
    this.#tenants.set(tenantId, approvals);
    return approvals;
  }
}
