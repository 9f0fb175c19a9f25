import type { SourceId, TenantId } from "#shared/domain/ids.ts";
import type { ConflictDecision, ConflictDecisions } from "#shared/domain/roster/change.ts";
import type { Decisions } from "#shared/ports/decisions.ts";

/** Decisions in memory. */
export class FakeDecisions implements Decisions {
  readonly #tenants = new Map<TenantId, Map<SourceId, ConflictDecision>>();

  async list(tenantId: TenantId): Promise<ConflictDecisions> {
    return new Map(this.#tenants.get(tenantId));
  }

  async decide(tenantId: TenantId, sourceId: SourceId, decision: ConflictDecision): Promise<void> {
    const decisions = this.#tenants.get(tenantId) ?? new Map<SourceId, ConflictDecision>();
    this.#tenants.set(tenantId, decisions.set(sourceId, structuredClone(decision)));
  }

  async takeBack(tenantId: TenantId, sourceId: SourceId): Promise<boolean> {
    return this.#tenants.get(tenantId)?.delete(sourceId) ?? false;
  }
}
