import type { RunId, TenantId } from "#shared/domain/ids.ts";
import type { ChangeRecord } from "#shared/domain/roster/change.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { abortedRun } from "#shared/domain/run/aborted-run.ts";
import type { History, NumberedChange } from "#shared/ports/history.ts";
import type { Roster } from "#shared/ports/roster.ts";

interface RecoverIntentsRequest {
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
export async function recoverIntents(
  { tenantId, runIds, at }: RecoverIntentsRequest,
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
    if (run !== undefined) await history.closeRun(abortedRun(run, at));
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
