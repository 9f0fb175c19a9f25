import type { ChangeRecord } from "../domain/change.ts";
import type { RunId, TenantId } from "../domain/ids.ts";
import { killedRun } from "../domain/killed-run.ts";
import type { RosterUser } from "../domain/roster-user.ts";
import type { History, NumberedChange } from "../ports/history.ts";
import type { Roster } from "../ports/roster.ts";

interface CloseIntentsRequest {
  readonly tenantId: TenantId;
  /** Runs that were killed, oldest first. */
  readonly runIds: readonly RunId[];
  readonly at: string;
}

/**
 * Completes the intents of killed runs by looking at the users: whoever was written last by that run has been
 * changed by it, since a run writes each user once and no later run has written before this is done. Their run
 * records are ended, too, where dispatch has not done so already.
 */
export async function closeIntents(
  { tenantId, runIds, at }: CloseIntentsRequest,
  { history, roster }: { readonly history: History; readonly roster: Roster },
): Promise<void> {
  const users = new Map((await roster.list(tenantId)).map((user) => [user.userId, user]));
  for (const runId of runIds) {
    const open = (await history.readChanges(tenantId, runId)).filter(({ record }) => isOpenIntent(record));
    const closed = open.map(({ number, record }): NumberedChange => {
      const user = record.userId === undefined ? undefined : users.get(record.userId);
      const { error: _unknown, ...intent } = record;
      return { number, record: { ...intent, ...verdict(user, runId), at } };
    });
    await history.writeChanges({ tenantId, runId }, closed);
    const run = await history.run(tenantId, runId);
    if (run !== undefined) await history.closeRun(killedRun(run, at));
  }
}

function isOpenIntent({ mode, outcome }: ChangeRecord): boolean {
  return mode === "apply" && outcome === "planned";
}

function verdict(user: RosterUser | undefined, runId: RunId) {
  return user?.lastRunId === runId
    ? ({ outcome: "applied" } as const)
    : ({ outcome: "failed", error: "the run ended before this change was made" } as const);
}
