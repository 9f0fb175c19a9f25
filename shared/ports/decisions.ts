import type { SourceId, TenantId } from "#shared/domain/ids.ts";
import type { ConflictDecision, ConflictDecisions } from "#shared/domain/roster/change.ts";

/** What people have decided about conflicts (design 3.5 and 4.4), one decision for each RingCentral identity. */
export interface Decisions {
  /** Strongly consistent; one that cannot be read is left out, so that its conflict stays open. */
  list(tenantId: TenantId): Promise<ConflictDecisions>;
  /** Replaces an earlier decision about the same identity. */
  decide(tenantId: TenantId, sourceId: SourceId, decision: ConflictDecision): Promise<void>;
  /** Takes a decision back, which changes nothing that was applied; `false` where there is none. */
  takeBack(tenantId: TenantId, sourceId: SourceId): Promise<boolean>;
}
