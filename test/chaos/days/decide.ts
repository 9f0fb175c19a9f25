import type { DecisionEvent } from "#test/chaos/world/history.ts";
import type { SimulatedTables } from "#test/chaos/world/simulated-tables.ts";
import { heldOf } from "./past.ts";

const hourMs = 3_600_000;

/** Lists that somebody would look for, from the newest on. */
const maxRuns = 10;

/** Somebody decides about a held list, or did so some time ago; the word before is replaced as long as it is not used. */
export async function decide(event: DecisionEvent, tables: SimulatedTables): Promise<void> {
  const { kind, part, back, hoursAgo, digest } = event;
  const runs = (await tables.history("run#")).filter(({ mode }) => mode === "apply").toReversed();
  const lists: { runId: string; heldDigest: unknown; userIds: string[] }[] = [];
  for (const { runId, heldDigest } of runs.slice(0, maxRuns)) {
    const userIds = [...new Set((await heldOf(String(runId), tables)).map(({ userId }) => userId))];
    if (userIds.length > 0 && heldDigest !== undefined) lists.push({ runId: String(runId), heldDigest, userIds });
  }
  const list = lists[back] ?? lists[0];
  if (list === undefined) return;
  const { runId, heldDigest, userIds } = list;
  const items = await tables.approvals();
  const approval = items.find(({ entry }) => entry === `approval#${runId}`);
  if (kind === "reopen") {
    await tables.delete("approvals", { entry: `refusal#${runId}` });
    if (approval !== undefined) await tables.put("approvals", { ...approval, restOpen: true });
    return;
  }
  if (approval?.["usedBy"] !== undefined) return;
  await tables.delete("approvals", { entry: `${kind === "approve" ? "refusal" : "approval"}#${runId}` });
  await tables.put("approvals", {
    entry: `${kind === "approve" ? "approval" : "refusal"}#${runId}`,
    digest: digest === "right" ? heldDigest : "0".repeat(64),
    ...(part === "half" ? { userIds: userIds.filter((_, at) => at % 2 === 0) } : {}),
    ...(part === "all-but-first" ? { except: userIds.slice(0, 1) } : {}),
    by: "arn:aws:iam::111122223333:user/operator",
    at: new Date(Date.now() - hoursAgo * hourMs).toISOString(),
  });
}
