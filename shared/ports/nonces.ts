import type { TenantId } from "#shared/domain/ids.ts";

/** For how long a nonce is good. */
export const nonceMinutes = 10;

/** Proofs that somebody was shown something before they confirm it; nobody can guess one. */
export interface Nonces {
  /** A nonce that is good once, and for what it is bound to alone. */
  issue(tenantId: TenantId, boundTo: string): Promise<string>;
  /** Uses a nonce up; `false` for one that is unknown, used, over, or bound to something else. */
  redeem(tenantId: TenantId, nonce: { readonly nonce: string; readonly boundTo: string }): Promise<boolean>;
}
