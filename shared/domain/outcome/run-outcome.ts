import type { RunRecord } from "#shared/domain/run/run.ts";
import { countChanges } from "#shared/domain/run/run-status.ts";
import { type ChangeCounts, noCalls, noChanges } from "#shared/domain/run/summary.ts";
import { type Findings, noFindings } from "./run-alerts.ts";
import type { RunFacts } from "./run-facts.ts";
import { reasonsOf } from "./run-reasons.ts";

/** How a run ended: what goes on record, and what somebody may have to hear about. */
export interface RunOutcome {
  readonly record: RunRecord;
  readonly findings: Findings;
  /** Each scope once, in whichever reading it failed. */
  readonly scopesUnreadable: number;
  /** Conflicts about an id that may belong to another human now. */
  readonly perhapsAnotherHuman: number;
}

/** The outcome of a run that ends with these facts at `finishedAt` (ISO 8601 UTC with milliseconds). */
export function runOutcome(facts: RunFacts, finishedAt: string): RunOutcome {
  const { decided } = facts;
  const findings = findingsOf(facts);
  return {
    record: recordOf(facts, finishedAt),
    findings,
    scopesUnreadable: new Set(decided?.scopeErrors.map(({ scope }) => scope)).size,
    perhapsAnotherHuman: findings.conflicts.filter(({ conflict }) => conflict === "another-human").length,
  };
}

function recordOf(facts: RunFacts, finishedAt: string): RunRecord {
  const { start, settings, decided, calls = noCalls, upkeep = 0, waitedMs } = facts;
  return {
    ...start,
    ...(settings === undefined
      ? {}
      : { mode: settings.mode, actor: settings.actor, settingsFingerprint: settings.fingerprint }),
    ...(decided === undefined ? {} : { planDigest: decided.digest }),
    ...reasonsOf(facts),
    finishedAt,
    people: decided?.plan.people ?? 0,
    rosterUsers: decided?.rosterUsers ?? 0,
    changes: changesOf(facts),
    calls,
    ...(upkeep === 0 ? {} : { upkeep }),
    ...(waitedMs === undefined ? {} : { waitedMs }),
  };
}

function changesOf({ decided, applied }: RunFacts): ChangeCounts {
  return decided === undefined || applied === undefined ? noChanges : countChanges(applied.records, decided.plan);
}

function findingsOf({ jwtDaysLeft, decided, applied }: RunFacts): Findings {
  return {
    held: applied === undefined || decided === undefined ? noFindings.held : decided.limited.held,
    conflicts: decided?.plan.conflicts ?? noFindings.conflicts,
    protectedAbsent: decided?.plan.protectedAbsent ?? noFindings.protectedAbsent,
    ...(jwtDaysLeft === undefined ? {} : { jwtDaysLeft }),
  };
}
