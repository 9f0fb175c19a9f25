import type { TenantId } from "#shared/domain/ids.ts";

/** Something that may be done once in a while, by whoever comes first. */
export interface Claim {
  readonly tenantId: TenantId;
  readonly name: string;
}

export interface Claims {
  /** Claims it for `ms` from now: `undefined` if it was free, else until when somebody has it (ISO 8601 UTC). */
  claim(claim: Claim, ms: number): Promise<string | undefined>;
  /** Makes it free again. */
  release(claim: Claim): Promise<void>;
}
