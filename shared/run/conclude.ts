import { noFindings } from "#shared/domain/outcome/findings.ts";
import { type Notices, noNotices } from "#shared/domain/outcome/notices.ts";
import { alertsAfter } from "#shared/domain/outcome/run-alerts.ts";
import type { RunFacts } from "#shared/domain/outcome/run-facts.ts";
import { runOutcome } from "#shared/domain/outcome/run-outcome.ts";
import { failedWith } from "#shared/domain/outcome/run-reasons.ts";
import type { RunRecord } from "#shared/domain/run/run.ts";
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
  let sent: Sent | undefined;
  try {
    notices = await ports.history.notices(tenantId);
    sent = await tell(record, { ...alertsAfter(record, { findings, notices }), ports });
    if (JSON.stringify(sent.notices) !== JSON.stringify(notices))
      await ports.history.writeNotices(tenantId, sent.notices);
    notices = sent.notices;
    await ports.history.finishRun(record);
  } catch (error) {
    // A run that ran out of time has not failed because the rest does not fit in, either: the next tick goes on with it.
    if (facts.applied?.stopped !== "out-of-time") record = runOutcome(failedWith(error, facts), now(ports)).record;
    // Dispatch takes a rejection for told, and nobody finds out again what happened: neither hangs on what was told.
    const { newAdministrators, linked, isDryRunByHand } = findings;
    const urgent = { ...noFindings, newAdministrators, linked, isDryRunByHand };
    sent ??= await tell(record, { ...alertsAfter(record, { findings: urgent, notices }), ports });
    await ports.history.finishRun(record).catch(() => {
      // A record without an end is ended by the next run, which learns of it from a lease that has expired.
      intents = "open";
    });
  }
  ports.telemetry.runFinished(record, {
    scopesUnreadable,
    perhapsAnotherHuman,
    partialRunsInARow: notices.partialRunsInARow,
    alertsNotSent: sent.missed,
    ...(findings.jwtDaysLeft === undefined ? {} : { jwtDaysLeft: findings.jwtDaysLeft }),
  });
  await keeper?.stop({ intents }).catch(() => undefined);
  // A request concerns this run alone; one that stays behind stops nobody.
  if (keeper !== undefined) await ports.stops.clear(tenantId, record.runId).catch(() => undefined);
  return record;
}

function now({ clock }: SyncPorts): string {
  return clock.now().toISOString();
}

interface Sent {
  /** What is remembered, with what was taken. */
  readonly notices: Notices;
  /** Alerts that were not taken. */
  readonly missed: number;
}

/** All at a time: when SNS hangs, the run has to end nevertheless. What comes of no answer is not taken. */
async function tell(
  { tenantId }: RunRecord,
  { alerts, remembered, ports }: ReturnType<typeof alertsAfter> & { readonly ports: SyncPorts },
): Promise<Sent> {
  const ends = await Promise.all(
    alerts.map((alert) => ports.alerts.send({ ...alert, tenantId }).catch(() => "not sent")),
  );
  const taken = new Set(alerts.filter((_, index) => ends[index] === "sent"));
  return { notices: remembered(taken), missed: alerts.length - taken.size };
}
