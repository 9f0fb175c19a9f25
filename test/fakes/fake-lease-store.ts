import type { RunId, TenantId } from "#shared/domain/ids.ts";
import { isHeld, type Lease, type Progress } from "#shared/domain/run/run.ts";
import type { LeaseRequest, LeaseStore } from "#shared/ports/leases.ts";

/** Leases in memory. */
export class FakeLeaseStore implements LeaseStore {
  readonly #leases = new Map<TenantId, Lease>();
  /** Killed runs that outlive the lease they are listed in. */
  readonly #unclosed = new Map<TenantId, readonly RunId[]>();

  /** Puts a lease there, as a run that is going on or was killed would have left it. */
  put(tenantId: TenantId, lease: Lease): void {
    this.#leases.set(tenantId, lease);
  }

  async take({ tenantId, runId, until, now }: LeaseRequest & { readonly now: string }): Promise<Lease | undefined> {
    const held = this.#leases.get(tenantId);
    if (held?.runId === runId) return this.#store(tenantId, { ...held, until });
    if (isHeld({ until: held?.until ?? "" }, now)) return undefined;
    const known = held?.unclosed ?? this.#unclosed.get(tenantId) ?? [];
    const unclosed = held === undefined || known.includes(held.runId) ? known : [...known, held.runId];
    this.#unclosed.delete(tenantId);
    const progress: Progress = { phase: "reading", done: 0, total: 0 };
    return this.#store(tenantId, { runId, since: now, until, progress, unclosed });
  }

  async renew({ tenantId, runId, until, progress }: LeaseRequest & { readonly progress: Progress }): Promise<boolean> {
    return this.#change(tenantId, runId, { until, progress });
  }

  async clearUnclosed(tenantId: TenantId, runId: RunId): Promise<boolean> {
    return this.#change(tenantId, runId, { unclosed: [] });
  }

  async release(tenantId: TenantId, runId: RunId): Promise<void> {
    const held = this.#leases.get(tenantId);
    if (held?.runId !== runId) return;
    this.#leases.delete(tenantId);
    if (held.unclosed.length > 0) this.#unclosed.set(tenantId, held.unclosed);
  }

  async read(tenantId: TenantId): Promise<Lease | undefined> {
    return this.#leases.get(tenantId);
  }

  async readAll(tenantIds: readonly TenantId[]): Promise<ReadonlyMap<TenantId, Lease>> {
    return new Map(
      tenantIds.flatMap((tenantId) => {
        const lease = this.#leases.get(tenantId);
        return lease === undefined ? [] : [[tenantId, lease] as const];
      }),
    );
  }

  #change(tenantId: TenantId, runId: RunId, change: Partial<Lease>): boolean {
    const held = this.#leases.get(tenantId);
    if (held?.runId !== runId) return false;
    this.#store(tenantId, { ...held, ...change });
    return true;
  }

  #store(tenantId: TenantId, lease: Lease): Lease {
    this.#leases.set(tenantId, lease);
    return lease;
  }
}
