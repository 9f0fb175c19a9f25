import type { RunId, TenantId } from "#shared/domain/ids.ts";
import type { HeldDecision } from "#shared/domain/safeguards/held-decision.ts";
import { inForceAt, restOf, type StoredDecisions, thatCounts } from "#shared/domain/safeguards/which-decision.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import type { Approvals, Use } from "#shared/ports/approvals.ts";

/** Approvals and refusals in memory. */
export class FakeApprovals implements Approvals {
  readonly #tenants = new Map<TenantId, Map<RunId, StoredDecisions>>();

  async find(tenantId: TenantId, about: RunId): Promise<HeldDecision | undefined> {
    return structuredClone(thatCounts(this.#of(tenantId).get(about) ?? {}));
  }

  async inForce(tenantId: TenantId, now: Date): Promise<readonly HeldDecision[]> {
    const inOrder = [...this.#of(tenantId)].sort(([one], [other]) => (one < other ? -1 : 1));
    return structuredClone(inOrder.flatMap(([, stored]) => inForceAt(stored, now) ?? []));
  }

  async decide(tenantId: TenantId, decision: HeldDecision): Promise<"decided" | "used"> {
    if (this.#of(tenantId).get(decision.runId)?.approval?.usedBy !== undefined) return "used";
    this.#of(tenantId).set(decision.runId, { [decision.kind]: structuredClone(decision) });
    return "decided";
  }

  async reopen(tenantId: TenantId, about: RunId): Promise<"refusal" | "rest" | "nothing"> {
    const counting = thatCounts(this.#of(tenantId).get(about) ?? {});
    if (counting?.kind === "refusal") {
      this.#of(tenantId).delete(about);
      return "refusal";
    }
    if (counting === undefined || restOf(counting) === undefined) return "nothing";
    this.#of(tenantId).set(about, { approval: { ...counting, restOpen: true } });
    return "rest";
  }

  async use(tenantId: TenantId, approved: RunId, { usedBy, before = usedBy, at }: Use): Promise<void> {
    const approval = this.#of(tenantId).get(approved)?.approval;
    const isFree = approval?.usedBy === undefined || [usedBy, before].includes(approval.usedBy);
    if (approval === undefined || !isFree || (at !== undefined && at !== approval.at)) {
      throw new SyncError("INTERNAL", `The approval of run ${approved} is gone or was used by another run meanwhile`);
    }
    this.#of(tenantId).set(approved, { approval: { ...approval, usedBy } });
  }

  #of(tenantId: TenantId): Map<RunId, StoredDecisions> {
    const decisions = this.#tenants.get(tenantId) ?? new Map<RunId, StoredDecisions>();
    this.#tenants.set(tenantId, decisions);
    return decisions;
  }
}
