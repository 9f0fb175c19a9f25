import type { RunId, TenantId } from "#shared/domain/ids.ts";
import { runId, userId } from "#shared/domain/ids.ts";
import type { Approval } from "#shared/domain/plan/limits.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import type { Approvals } from "#shared/ports/approvals.ts";
import type { Clock } from "#shared/ports/clock.ts";
import { entriesOf, expiresAt } from "./history-entry.ts";
import type { Item } from "./plain-item.ts";
import type { TableOptions } from "./table.ts";
import { Table } from "./table.ts";

const prefix = "approval#";

/** The approvals table: `approval#<runId>`, written by a person's command, marked as used by a run. */
export class DynamoDbApprovals implements Approvals {
  readonly #table: Table;
  readonly #clock: Clock;

  constructor(options: TableOptions) {
    this.#table = new Table(options);
    this.#clock = options.clock;
  }

  async find(tenantId: TenantId, approved: RunId): Promise<Approval | undefined> {
    const item = await this.#table.get(keyOf(tenantId, approved));
    return item === undefined ? undefined : approvalOf(item);
  }

  async unused(tenantId: TenantId): Promise<readonly Approval[]> {
    const approvals: Approval[] = [];
    for await (const page of this.#table.query(entriesOf(tenantId, prefix))) {
      for (const item of page) if (item.usedBy === undefined) approvals.push(approvalOf(item));
    }
    return approvals;
  }

  async approve(tenantId: TenantId, { runId: approved, ...approval }: Approval): Promise<"approved" | "used"> {
    const item = { ...approval, ...keyOf(tenantId, approved), expiresAt: expiresAt(this.#clock.now()) };
    const written = await this.#table.put(item, { expression: "attribute_not_exists(#usedBy)" });
    return written === "written" ? "approved" : "used";
  }

  async use(tenantId: TenantId, approved: RunId, usedBy: RunId): Promise<void> {
    const used = await this.#table.update(
      keyOf(tenantId, approved),
      { expression: "SET #usedBy = :usedBy", values: { ":usedBy": usedBy } },
      { expression: "attribute_exists(#entry) AND (attribute_not_exists(#usedBy) OR #usedBy = :usedBy)" },
    );
    if (used === "written") return;
    throw new SyncError("INTERNAL", `The approval of run ${approved} is gone or was used by another run meanwhile`, {
      details: { approved, usedBy },
    });
  }
}

function keyOf(tenantId: TenantId, approved: RunId) {
  return { tenantId, entry: `${prefix}${approved}` };
}

function approvalOf(item: Item): Approval {
  const { entry, userIds, approvedBy, approvedAt, validUntil, usedBy } = item;
  return {
    runId: runId(String(entry).slice(prefix.length)),
    userIds: Array.isArray(userIds) ? userIds.map((id) => userId(String(id))) : [],
    approvedBy: typeof approvedBy === "string" ? approvedBy : "",
    approvedAt: typeof approvedAt === "string" ? approvedAt : "",
    // An approval that does not say how long it is valid is not valid any more.
    validUntil: typeof validUntil === "string" ? validUntil : "",
    ...(typeof usedBy === "string" ? { usedBy: runId(usedBy) } : {}),
  };
}
