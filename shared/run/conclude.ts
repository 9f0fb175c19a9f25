import { alertsAfter, noFindings } from "#shared/domain/outcome/run-alerts.ts";
import type { RunFacts } from "#shared/domain/outcome/run-facts.ts";
import { runOutcome } from "#shared/domain/outcome/run-outcome.ts";
import { failedWith } from "#shared/domain/outcome/run-reasons.ts";
import { noNotices, type RunRecord } from "#shared/domain/run/run.ts";
import type { LeaseKeeper } from "./lease-keeper.ts";
import type { SyncPorts } from "./sync-ports.ts";

interface EndedRun {
  readonly facts: RunFacts;
  /** `undefined` when the run never held the lease. */
  readonly keeper: LeaseKeeper | undefined;
}

/** Tells, remembers and records how a run ended, then gives the lease back. Never throws. */
export async function conclude({ facts, keeper }: EndedRun, ports: SyncPorts): Promise<RunRecord> {
  const { tenantId } = facts.start;
  const { findings, scopesUnreadable, perhapsAnotherHuman, ...outcome } = runOutcome(facts, now(ports));
  let { record } = outcome;
  let { intents = "closed" } = facts;
  let notices = noNotices;
  let isTold = false;
  try {
    notices = await ports.history.notices(tenantId);
    if (record.status !== "skipped") {
      const after = alertsAfter(record, { findings, notices });
      isTold = true;
      await send(after.alerts, { record, ports });
      if (JSON.stringify(after.notices) !== JSON.stringify(notices))
        await ports.history.writeNotices(tenantId, after.notices);
      notices = after.notices;
    }
    await ports.history.finishRun(record);
  } catch (error) {
    record = runOutcome(failedWith(error, facts), now(ports)).record;
    // Dispatch takes a rejection for told: that does not hang on what was told before.
    if (!isTold) await send(alertsAfter(record, { findings: noFindings, notices }).alerts, { record, ports });
    await ports.history.finishRun(record).catch(() => {
      // A record without an end is ended by the next run, which learns of it from a lease that has expired.
      intents = "open";
    });
  }
  ports.telemetry.runFinished(record, {
    ...{ scopesUnreadable, perhapsAnotherHuman },
    partialRunsInARow: notices.partialRunsInARow,
    ...(findings.jwtDaysLeft === undefined ? {} : { jwtDaysLeft: findings.jwtDaysLeft }),
  });
  await keeper?.stop({ intents }).catch(() => undefined);
  return record;
}

function now({ clock }: SyncPorts): string {
  return clock.now().toISOString();
}

async function send(
  alerts: ReturnType<typeof alertsAfter>["alerts"],
  { record, ports }: { readonly record: RunRecord; readonly ports: SyncPorts },
): Promise<void> {
  const { tenantId, runId } = record;
  for (const alert of alerts) await ports.alerts.send({ ...alert, tenantId, runId });
}
