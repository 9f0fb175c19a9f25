import { tenantId as asTenantId, type RunId, type TenantId } from "#shared/domain/ids.ts";
import { isHeld, type Lease, type Progress } from "#shared/domain/run/run.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import type { LeaseRequest, LeaseStore } from "#shared/ports/leases.ts";
import { historyEntry } from "./history-entry.ts";
import type { Item } from "./plain-item.ts";
import type { Expression, TableOptions } from "./table.ts";
import { Table } from "./table.ts";

/** Races that one `take` may lose before it gives up. */
const attempts = 5;

/**
 * The entry `lease` of the history table. A released lease is deleted; only while it still names runs to be
 * closed is it kept, without a `runId`, so that the next run learns of them.
 */
export class DynamoDbLeaseStore implements LeaseStore {
  readonly #table: Table;

  constructor(options: TableOptions) {
    this.#table = new Table(options);
  }

  async take(request: LeaseRequest & { readonly now: string }): Promise<Lease | undefined> {
    const { tenantId, runId } = request;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const stored = await this.#stored(tenantId);
      const isOthers = stored?.runId !== undefined && stored.runId !== runId;
      if (isOthers && isHeld({ until: "", ...stored }, request.now)) return undefined;
      const lease = next(stored, request);
      const item = { ...lease, tenantId, entry: historyEntry.lease };
      if ((await this.#table.put(item, unchanged(stored))) === "written") return lease;
      // Somebody was faster, or our own first attempt was, its answer lost: what is stored now tells.
    }
    throw new SyncError("INTERNAL", `The lease of tenant ${tenantId} changed ${attempts} times while it was taken`);
  }

  async renew({ tenantId, runId, until, progress }: LeaseRequest & { readonly progress: Progress }): Promise<boolean> {
    return await this.#change(tenantId, runId, {
      expression: "SET #until = :until, #progress = :progress",
      values: { ":until": until, ":progress": progress },
    });
  }

  async clearUnclosed(tenantId: TenantId, runId: RunId): Promise<boolean> {
    return await this.#change(tenantId, runId, { expression: "SET #unclosed = :none", values: { ":none": [] } });
  }

  async release(tenantId: TenantId, runId: RunId): Promise<void> {
    const deleted = await this.#table.delete(keyOf(tenantId), {
      expression: "#runId = :runId AND (attribute_not_exists(#unclosed) OR size(#unclosed) = :zero)",
      values: { ":runId": runId, ":zero": 0 },
    });
    if (deleted === "written") return;
    await this.#change(tenantId, runId, { expression: "REMOVE #runId, #since, #until, #progress" });
  }

  async read(tenantId: TenantId): Promise<Lease | undefined> {
    return leaseOf(await this.#stored(tenantId));
  }

  async readAll(tenantIds: readonly TenantId[]): Promise<ReadonlyMap<TenantId, Lease>> {
    const leases = new Map<TenantId, Lease>();
    for (const item of await this.#table.getAll(tenantIds.map(keyOf))) {
      const lease = leaseOf(item);
      if (lease !== undefined) leases.set(asTenantId(String(item.tenantId)), lease);
    }
    return leases;
  }

  async #change(tenantId: TenantId, runId: RunId, change: Expression): Promise<boolean> {
    const condition = { expression: "#runId = :runId", values: { ":runId": runId } };
    return (await this.#table.update(keyOf(tenantId), change, condition)) === "written";
  }

  async #stored(tenantId: TenantId): Promise<Partial<Lease> | undefined> {
    return (await this.#table.get(keyOf(tenantId))) as Partial<Lease> | undefined;
  }
}

const beginning: Progress = { phase: "reading", done: 0, total: 0 };

/** A lease that was given back is none, even where its entry still names runs. */
function leaseOf(stored: Partial<Lease> | undefined): Lease | undefined {
  if (stored?.runId === undefined) return undefined;
  const { runId, since = "", until = "", progress = beginning, unclosed = [] } = stored;
  return { runId, since, until, progress, unclosed };
}

function keyOf(tenantId: TenantId): Item {
  return { tenantId, entry: historyEntry.lease };
}

/** The lease that follows what is stored: kept by its own run, else taken with the killed run added to its list. */
function next(stored: Partial<Lease> | undefined, { runId, until, now }: LeaseRequest & { now: string }): Lease {
  const { runId: holder, since, progress, unclosed = [] } = stored ?? {};
  if (holder === runId) return { runId, since: since ?? now, until, progress: progress ?? beginning, unclosed };
  const killed = holder === undefined || unclosed.includes(holder) ? unclosed : [...unclosed, holder];
  return { runId, since: now, until, progress: beginning, unclosed: killed };
}

/** Holds while the entry is as it was read: gone, released, or the same holder's until the same instant. */
function unchanged(stored: Partial<Lease> | undefined): Expression {
  if (stored === undefined) return { expression: "attribute_not_exists(#entry)" };
  const { runId, until } = stored;
  const holder = runId === undefined ? "attribute_not_exists(#runId)" : "#runId = :holder";
  const end = until === undefined ? "attribute_not_exists(#until)" : "#until = :heldUntil";
  return {
    expression: `attribute_exists(#entry) AND ${holder} AND ${end}`,
    values: {
      ...(runId === undefined ? {} : { ":holder": runId }),
      ...(until === undefined ? {} : { ":heldUntil": until }),
    },
  };
}
