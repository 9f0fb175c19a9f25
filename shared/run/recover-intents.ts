import type { RunId, TenantId } from "#shared/domain/ids.ts";
import { linkedIn, newAdministratorsIn } from "#shared/domain/outcome/findings.ts";
import type { RecoveredRun } from "#shared/domain/outcome/run-facts.ts";
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
 * records are ended, too, where dispatch has not done so already. Returns what they have told nobody.
 */
export async function recoverIntents(
  { tenantId, runIds, at }: RecoverIntentsRequest,
  { history, roster }: { readonly history: History; readonly roster: Roster },
): Promise<readonly RecoveredRun[]> {
  const recovered: RecoveredRun[] = [];
  const users = new Map((await roster.list(tenantId)).map((user) => [user.userId, user]));
  for (const runId of runIds) {
    const changes = await history.readChanges(tenantId, runId);
    const open = changes.filter(({ record }) => isOpenIntent(record));
    const closed = open.map(({ number, record }): NumberedChange => {
      const user = record.userId === undefined ? undefined : users.get(record.userId);
      const { error: _unknown, ...intent } = record;
      return { number, record: { ...intent, ...verdict(user, runId), at } };
    });
    await history.writeChanges({ tenantId, runId }, closed);
    const run = await history.run(tenantId, runId);
    if (run !== undefined) await history.closeRun(abortedRun(run, at));
    // A run that came to its end has told of what it knew; the digest is on record from there on.
    const hasTold = run?.planDigest !== undefined;
    const applied = [...(hasTold ? [] : changes.filter(({ record }) => !isOpenIntent(record))), ...closed];
    const records = applied.map(({ record }) => record);
    recovered.push({
      runId,
      newAdministrators: newAdministratorsIn(records),
      linked: linkedIn(records, (userId) => users.get(userId)?.formerSourceId === undefined),
    });
  }
  return recovered;
}

function isOpenIntent({ mode, outcome }: ChangeRecord): boolean {
  return mode === "apply" && outcome === "planned";
}

function verdict(user: RosterUser | undefined, runId: RunId) {
  return user?.lastRunId === runId
    ? ({ outcome: "applied" } as const)
    : ({ outcome: "failed", error: "the run ended before this change was made" } as const);
}
