import type { RunId, TenantId } from "#shared/domain/ids.ts";
import type { StopRequest, StopRequests } from "#shared/ports/stop-requests.ts";

/** Stop requests in memory. */
export class FakeStopRequests implements StopRequests {
  readonly #requests = new Map<TenantId, StopRequest>();

  async find(tenantId: TenantId): Promise<StopRequest | undefined> {
    return this.#requests.get(tenantId);
  }

  async request(tenantId: TenantId, request: StopRequest): Promise<void> {
    this.#requests.set(tenantId, request);
  }

  async clear(tenantId: TenantId, runId: RunId): Promise<void> {
    if (this.#requests.get(tenantId)?.runId === runId) this.#requests.delete(tenantId);
  }
}
