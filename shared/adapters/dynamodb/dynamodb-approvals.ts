import type { RunId, TenantId } from "#shared/domain/ids.ts";
import { runId, userId } from "#shared/domain/ids.ts";
import type { Approval } from "#shared/domain/plan/limits.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import type { History } from "#shared/ports/history.ts";
import { historyEntry } from "./history-entry.ts";
import type { Item } from "./plain-item.ts";
import type { Table } from "./table.ts";

/** Approvals of held lists: `approval#<runId>`, written by an operator, marked as used by a run. */
export class DynamoDbApprovals implements Pick<History, "unusedApprovals" | "useApproval"> {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async unusedApprovals(tenantId: TenantId): Promise<readonly Approval[]> {
    const approvals: Approval[] = [];
    for await (const page of this.#table.query({
      expression: "#tenantId = :tenantId AND begins_with(#entry, :approvals)",
      values: { ":tenantId": tenantId, ":approvals": historyEntry.approvals },
    })) {
      for (const item of page) if (item.usedBy === undefined) approvals.push(approvalOf(item));
    }
    return approvals;
  }

  async useApproval(tenantId: TenantId, approved: RunId, usedBy: RunId): Promise<void> {
    const used = await this.#table.update(
      { tenantId, entry: historyEntry.approval(approved) },
      { expression: "SET #usedBy = :usedBy", values: { ":usedBy": usedBy } },
      { expression: "attribute_exists(#entry) AND (attribute_not_exists(#usedBy) OR #usedBy = :usedBy)" },
    );
    if (used === "written") return;
    throw new SyncError("INTERNAL", `The approval of run ${approved} is gone or was used by another run meanwhile`, {
      details: { approved, usedBy },
    });
  }
}

export function approvalOf(item: Item): Approval {
  const { entry, userIds, approvedBy, approvedAt, validUntil, usedBy } = item;
  return {
    runId: runId(String(entry).slice(historyEntry.approvals.length)),
    userIds: Array.isArray(userIds) ? userIds.map((id) => userId(String(id))) : [],
    approvedBy: typeof approvedBy === "string" ? approvedBy : "",
    approvedAt: typeof approvedAt === "string" ? approvedAt : "",
    // An approval that does not say how long it is valid is not valid any more.
    validUntil: typeof validUntil === "string" ? validUntil : "",
    ...(typeof usedBy === "string" ? { usedBy: runId(usedBy) } : {}),
  };
}
