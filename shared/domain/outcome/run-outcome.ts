import type { ChangeRecord } from "#shared/domain/roster/change.ts";
import type { RunRecord } from "#shared/domain/run/run.ts";
import { countChanges } from "#shared/domain/run/run-status.ts";
import { type ChangeCounts, noCalls, noChanges } from "#shared/domain/run/summary.ts";
import { heldDigest } from "#shared/domain/safeguards/held-decision.ts";
import { countRisky } from "#shared/domain/safeguards/limits.ts";
import { type Findings, linkedIn, newAdministratorsIn, noFindings, type UserEvent } from "./findings.ts";
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
  const { start, settings, decided, calls = noCalls, upkeep = 0, waitedMs, stop } = facts;
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
    ...safeguardsOf(facts),
    ...(upkeep === 0 ? {} : { upkeep }),
    ...(waitedMs === undefined ? {} : { waitedMs }),
    ...(stop?.by === undefined ? {} : { stoppedBy: stop.by }),
  };
}

/** What the limits of later runs go by. */
function safeguardsOf({ start, settings, decided, applied, begun = {}, intents }: RunFacts): Partial<RunRecord> {
  const isApply = (settings?.mode ?? start.mode) === "apply";
  if (decided === undefined || applied === undefined) return isApply ? { risky: begun } : {};
  const { held, refused, counted } = decided.limited;
  // Of whom it is not known yet whether they were changed, counts as changed.
  const isChanged = ({ outcome }: Pick<ChangeRecord, "outcome">) =>
    outcome === "applied" || (outcome === "planned" && intents === "open");
  const changed = applied.records.filter(isChanged).map(({ userId }) => userId);
  return {
    ...(isOnRecord(applied) ? { heldDigest: heldDigest(held) } : {}),
    ...(isApply ? { risky: countRisky(counted, changed) } : {}),
    ...(refused.length === 0 ? {} : { refused: refused.length }),
  };
}

/** Whether somebody can look at the list. */
function isOnRecord(applied: RunFacts["applied"]): boolean {
  return applied !== undefined && applied.isRecorded !== false;
}

function changesOf({ decided, applied }: RunFacts): ChangeCounts {
  return decided === undefined || applied === undefined ? noChanges : countChanges(applied.records, decided.plan);
}

function findingsOf(facts: RunFacts): Findings {
  const { start, settings, jwtDaysLeft, decided, applied } = facts;
  return {
    held: isOnRecord(applied) ? (decided?.limited.held ?? noFindings.held) : noFindings.held,
    conflicts: decided?.plan.conflicts ?? noFindings.conflicts,
    protectedAbsent: decided?.plan.protectedAbsent ?? noFindings.protectedAbsent,
    ...(jwtDaysLeft === undefined ? {} : { jwtDaysLeft }),
    ...eventsOf(facts),
    ...(settings === undefined ? {} : { restraints: settings.restraints }),
    isDryRunByHand: start.mode === "plan",
  };
}

/** What happened to users, in killed runs and in this one. */
function eventsOf({
  start,
  decided,
  applied,
  recovered = [],
}: RunFacts): Pick<Findings, "newAdministrators" | "linked"> {
  const { records = [] } = applied ?? {};
  const { handMade, isSettlingIn = false } = decided ?? {};
  const own = {
    runId: start.runId,
    newAdministrators: newAdministratorsIn(records),
    linked: linkedIn(records, (userId) => handMade?.has(userId) ?? false),
  };
  const runs = [...recovered, own];
  const events = (name: "newAdministrators" | "linked"): readonly UserEvent[] =>
    runs.flatMap(({ runId, [name]: userIds }) => userIds.map((userId) => ({ userId, runId })));
  return { newAdministrators: events("newAdministrators"), linked: isSettlingIn ? [] : events("linked") };
}
