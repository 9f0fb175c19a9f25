import type { RunId, TenantId } from "#shared/domain/ids.ts";
import type { HeldDecision } from "#shared/domain/safeguards/held-decision.ts";

/** A run that applies something under an approval. */
export interface Use {
  readonly usedBy: RunId;
  /** The run that it goes on for, which has used the approval. */
  readonly before?: RunId;
  /** `at` of the approval that the run has read: one that was replaced since is not used. */
  readonly at?: string;
}

/** What people have decided about held lists, apart from the history so that the right to decide can be given alone. */
export interface Approvals {
  /** What counts about the list of a run, in force or not; `void` where only an item is there that binds to no list. */
  find(tenantId: TenantId, runId: RunId): Promise<HeldDecision | "void" | undefined>;
  /**
   * What holds now, one decision for each run at most, in the order of the runs. Strongly consistent. What cannot be
   * read is left out. Of an approval of a part that is over, the refusal of the rest is left.
   */
  inForce(tenantId: TenantId, now: Date): Promise<readonly HeldDecision[]>;
  /** Replaces what was decided about the list before, unless a run has used that. */
  decide(tenantId: TenantId, decision: HeldDecision): Promise<"decided" | "used">;
  /** Takes a refusal back, or that of the rest by an approval of a part, so that the next run asks again. */
  reopen(tenantId: TenantId, runId: RunId): Promise<"refusal" | "rest" | "nothing">;
  /**
   * Notes the run that applies something under an approval.
   * @throws INTERNAL it is gone, was replaced, or another run has used it
   */
  use(tenantId: TenantId, approved: RunId, use: Use): Promise<void>;
}
