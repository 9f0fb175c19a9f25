import type { RunId, TenantId } from "#shared/domain/ids.ts";
import type { Lease, Progress } from "#shared/domain/run/run.ts";

/** One run per tenant at a time, by conditional writes on one item. Instants are ISO 8601 UTC. */
export interface LeaseStore {
  /**
   * Takes the lease if it is free, expired at `now`, or already this run's. The run that an expired lease
   * belonged to is appended to `unclosed`. `undefined` when another run holds it.
   */
  take(request: LeaseRequest & { readonly now: string }): Promise<Lease | undefined>;
  /** Extends the lease and publishes progress; `false` when it is no longer this run's. */
  renew(request: LeaseRequest & { readonly progress: Progress }): Promise<boolean>;
  /** Says that the intents of the killed runs are closed; `false` when the lease is no longer this run's. */
  clearUnclosed(tenantId: TenantId, runId: RunId): Promise<boolean>;
  /** Gives the lease back; without effect when it is no longer this run's. */
  release(tenantId: TenantId, runId: RunId): Promise<void>;
  read(tenantId: TenantId): Promise<Lease | undefined>;
  /** Leases of the tenants that have one, held or expired, strongly consistent. */
  readAll(tenantIds: readonly TenantId[]): Promise<ReadonlyMap<TenantId, Lease>>;
}

export interface LeaseRequest {
  readonly tenantId: TenantId;
  readonly runId: RunId;
  readonly until: string;
}
