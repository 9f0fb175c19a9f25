import type { ApprovalEvent } from "#test/chaos/world/history.ts";
import type { Item } from "#test/chaos/world/roster-journal.ts";
import type { SimulatedTables } from "#test/chaos/world/simulated-tables.ts";
import { approvalItem } from "#test/fixtures/approval-item.ts";

const hourMs = 3_600_000;

/** Somebody approves the newest held list, or did so some time ago. */
export async function approveHeld({ part, hoursAgo }: ApprovalEvent, tables: SimulatedTables): Promise<void> {
  const runs = (await tables.history("run#")).toReversed();
  for (const { runId } of runs.slice(0, 10)) {
    const records = await tables.history(`change#${runId}#`);
    // A dry run's list cannot be decided.
    const isHeld = ({ outcome, mode }: Item) => outcome === "held" && mode === "apply";
    const held = records.filter(isHeld).map(({ userId }) => String(userId));
    if (held.length === 0) continue;
    const userIds = held.filter((_, at) => part === "all" || at % 2 === 0);
    const at = new Date(Date.now() - hoursAgo * hourMs);
    await tables.put("approvals", approvalItem({ runId: String(runId), records, userIds, at }));
    return;
  }
}

/** What approvals allow at one moment. */
interface Approved {
  /** Held changes that somebody has approved, as `<userId> <status or role that it is about>`. */
  readonly changes: ReadonlySet<string>;
  /** When approvals end or have ended, in ms since the epoch. */
  readonly ends: readonly number[];
}

export async function approvedNow(tables: SimulatedTables): Promise<Approved> {
  const changes = new Set<string>();
  const ends: number[] = [];
  for (const { entry, userIds, usedBy, at } of await tables.approvals()) {
    const end = Date.parse(String(at)) + 72 * hourMs;
    ends.push(end);
    if (usedBy !== undefined || end <= Date.now()) continue;
    const records = await tables.history(`change#${String(entry).slice("approval#".length)}#`);
    for (const { outcome, userId, after } of records) {
      if (outcome !== "held" || !(userIds as readonly unknown[]).includes(userId)) continue;
      const { status, role } = after as Item;
      changes.add(`${userId} ${status === "Inactive" ? status : role}`);
    }
  }
  return { changes, ends };
}
