import type { RunId, TenantId } from "#shared/domain/ids.ts";

/** Somebody's wish that a run ends; it concerns no other run. */
export interface StopRequest {
  /** The run that held the lease when it was made. */
  readonly runId: RunId;
  /** An AWS identity, or `console <account> <request id>`. */
  readonly by: string;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/** One request per tenant: a later one replaces it. Reads are strongly consistent. */
export interface StopRequests {
  find(tenantId: TenantId): Promise<StopRequest | undefined>;
  request(tenantId: TenantId, request: StopRequest): Promise<void>;
  /** Deletes the request about this run; one about another run stays. */
  clear(tenantId: TenantId, runId: RunId): Promise<void>;
}
