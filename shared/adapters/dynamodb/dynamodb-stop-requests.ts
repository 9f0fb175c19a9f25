import { type RunId, runId as runIdOf, type TenantId } from "#shared/domain/ids.ts";
import type { StopRequest, StopRequests } from "#shared/ports/stop-requests.ts";
import type { TableOptions } from "./table.ts";
import { Table } from "./table.ts";
import { controlKey, expiresAfter } from "./work-item.ts";

/** Longer than any run: what a killed run has left goes away by itself. */
const keptMs = 86_400_000;

/** Entry `stop` in the control area of the work table. */
export class DynamoDbStopRequests implements StopRequests {
  readonly #table: Table;

  constructor(options: TableOptions) {
    this.#table = new Table(options);
  }

  async find(tenantId: TenantId): Promise<StopRequest | undefined> {
    const item = await this.#table.get(keyOf(tenantId));
    return item === undefined
      ? undefined
      : { runId: runIdOf(String(item.runId)), by: String(item.by), at: String(item.at) };
  }

  async request(tenantId: TenantId, { runId, by, at }: StopRequest): Promise<void> {
    const expiry = expiresAfter(new Date(Date.parse(at) + keptMs));
    await this.#table.put({ ...keyOf(tenantId), runId, by, at, ...expiry });
  }

  async clear(tenantId: TenantId, runId: RunId): Promise<void> {
    await this.#table.delete(keyOf(tenantId), { expression: "#runId = :runId", values: { ":runId": runId } });
  }
}

function keyOf(tenantId: TenantId) {
  return controlKey(tenantId, "stop");
}
