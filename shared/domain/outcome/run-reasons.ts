import type { ScopeError } from "#shared/domain/directory/reading.ts";
import { worst } from "#shared/domain/run/run-status.ts";
import type { RunStatus } from "#shared/domain/run/summary.ts";
import { boundedText } from "#shared/domain/settings/settings.ts";
import { type Reason, SyncError } from "#shared/domain/sync-error.ts";
import { jwtWarningDays } from "./news-tidings.ts";
import type { AppliedFacts, RunFacts } from "./run-facts.ts";

/** Unreadable scopes that are told of one by one, with their causes: a run record is one item, and holds 400 KB. */
const maxScopeReasons = 100;

/** What a run gives as reasons, and the least that it ends as with one of them; in the order of its record. */
const rules: readonly (readonly [RunStatus, (facts: RunFacts) => readonly Reason[]])[] = [
  ["succeeded", shadowedSettings],
  ["succeeded", boundedSettings],
  ["succeeded", expiringJwt],
  ["partial", unreadableScopes],
  ["succeeded", conflicts],
  ["partial", manyConflicts],
  ["succeeded", absentProtectedUsers],
  ["held", heldChanges],
  ["partial", changesMeanwhile],
  ["partial", failedChanges],
  ["partial", shortTime],
  ["partial", stopOnDemand],
  ["partial", unknownOutcomes],
  ["failed", emptySource],
  ["failed", lostLease],
  ["skipped", ({ skipped }) => (skipped === undefined ? [] : [skipped])],
  ["failed", ({ failures = [] }) => failures],
];

/** How a run ended, and why. */
export function reasonsOf(facts: RunFacts): { readonly status: RunStatus; readonly reasons: readonly Reason[] } {
  const given = rules.map(([status, reasonsIn]) => ({ status, reasons: reasonsIn(facts) }));
  return {
    status: worst(given.filter(({ reasons }) => reasons.length > 0).map(({ status }) => status)),
    reasons: given.flatMap(({ reasons }) => reasons),
  };
}

/** The facts of a run that an error ended. Of an error that is not ours only the name is kept: its text may quote anything. */
export function failedWith(error: unknown, facts: RunFacts): RunFacts {
  return { ...facts, failures: [...(facts.failures ?? []), failure(error)] };
}

function failure(error: unknown): Reason {
  if (!(error instanceof SyncError)) {
    const name = error instanceof Error ? error.name : "unknown error";
    return { code: "INTERNAL", message: `unexpected fault: ${name}` };
  }
  const { code, message, details } = error;
  return { code, message, ...(Object.keys(details).length === 0 ? {} : { details }) };
}

function shadowedSettings({ settings }: RunFacts): readonly Reason[] {
  if (settings === undefined || settings.shadowed.length === 0) return [];
  const names = settings.shadowed.join(", ");
  return [
    { code: "SETTING_SHADOWED", message: `the settings item hides the SSM parameters ${names}; remove one of the two` },
  ];
}

function boundedSettings({ settings }: RunFacts): readonly Reason[] {
  if (settings === undefined || settings.bounded.length === 0) return [];
  const attributes = settings.bounded.map(({ attribute }) => attribute);
  const message = settings.bounded.map(boundedText).join("; ");
  return [{ code: "SETTING_BOUNDED", message, details: { attributes } }];
}

function expiringJwt({ jwtDaysLeft }: RunFacts): readonly Reason[] {
  if (jwtDaysLeft === undefined || jwtDaysLeft >= jwtWarningDays) return [];
  const when = jwtDaysLeft < 0 ? "has expired" : `expires in ${Math.floor(jwtDaysLeft)} days`;
  return [{ code: "JWT_EXPIRING", message: `the JWT in the secret ${when}` }];
}

function unreadableScopes({ decided }: RunFacts): readonly Reason[] {
  const { scopeErrors = [] } = decided ?? {};
  const reasons = scopeErrors.slice(0, maxScopeReasons).map(unreadableScope);
  const more = scopeErrors.slice(maxScopeReasons).map(({ scope }) => scope);
  if (more.length === 0) return reasons;
  const message = `${more.length} more scopes could not be read: their people are left as they are`;
  return [...reasons, { code: "SCOPE_UNREADABLE", message, details: { scopes: more } }];
}

function unreadableScope({ scope, cause, missingPermission, advice, nameless }: ScopeError): Reason {
  if (nameless !== undefined) {
    const message = `${scope} was read, but ${cause}: nobody last seen there is deactivated, loses a seat or gets another role`;
    return { code: "SCOPE_UNREADABLE", message, details: { scope, cause, nameless } };
  }
  const happened = `${scope} could not be read (${cause}): its people are left as they are`;
  return {
    code: "SCOPE_UNREADABLE",
    message: advice === undefined ? happened : `${happened}. ${advice}`,
    details: {
      scope,
      cause,
      ...(missingPermission === undefined ? {} : { missingPermission }),
      ...(advice === undefined ? {} : { advice }),
    },
  };
}

function conflicts({ decided }: RunFacts): readonly Reason[] {
  const count = decided?.plan.conflicts.length ?? 0;
  if (count === 0 || isMany(count, decided?.plan.people)) return [];
  return [
    { code: "CONFLICT", message: `${count} people could not be matched without doubt and were left as they are` },
  ];
}

function manyConflicts({ decided }: RunFacts): readonly Reason[] {
  const count = decided?.plan.conflicts.length ?? 0;
  if (!isMany(count, decided?.plan.people)) return [];
  const message = `${count} people, more than a tenth of those in scope, could not be matched without doubt and were left as they are`;
  return [{ code: "CONFLICT", message }];
}

/** More than a tenth of the people in scope, and more than 5: then something is wrong with the lists rather than with people. */
function isMany(count: number, people = 0): boolean {
  return count > 5 && count > people / 10;
}

function absentProtectedUsers({ decided }: RunFacts): readonly Reason[] {
  const userIds = decided?.plan.protectedAbsent ?? [];
  if (userIds.length === 0) return [];
  const message = `${userIds.length} protected users are gone from RingCentral`;
  return [{ code: "PROTECTED_ABSENT", message, details: { userIds } }];
}

function heldChanges({ decided }: RunFacts): readonly Reason[] {
  return decided === undefined || decided.limited.sourceEmpty ? [] : decided.limited.reasons;
}

function changesMeanwhile({ applied }: RunFacts): readonly Reason[] {
  const { records = [] } = applied ?? {};
  const count = records.filter(({ kind, outcome }) => kind !== "conflict" && outcome === "conflict").length;
  if (count === 0) return [];
  return [
    {
      code: "CONFLICT",
      message: `${count} users were changed by someone else meanwhile; the next run looks at them again`,
    },
  ];
}

function failedChanges({ applied }: RunFacts): readonly Reason[] {
  const { records = [] } = applied ?? {};
  const count = records.filter(({ outcome }) => outcome === "failed").length;
  return count === 0
    ? []
    : [{ code: "CHANGE_FAILED", message: `${count} changes failed; the next run tries them again` }];
}

function shortTime({ start, applied, isLeft }: RunFacts): readonly Reason[] {
  if (applied?.stopped !== "out-of-time") return [];
  const left = applied.records.filter(({ outcome }) => outcome === "planned").length;
  // An undo has set the mode to plan, so whatever went on by itself would be a dry run.
  const byItself = isLeft ? "there was none left to ask for more: start another run" : "the next tick goes on";
  const next = start.trigger === "undo" ? "set mode to apply and start the undo again" : byItself;
  return [{ code: "OUT_OF_TIME", message: `time ran out with ${left} changes left; ${next}`, details: { left } }];
}

function stopOnDemand({ start, stop, applied }: RunFacts): readonly Reason[] {
  if (stop === undefined) return [];
  const why =
    stop.cause === "request" ? "the run was stopped on request" : `${stop.cause} was changed while the run went on`;
  const changes = applied?.records.filter(isChange) ?? [];
  const done = changes.filter(({ outcome }) => outcome === "applied").length;
  const far =
    applied === undefined ? "before it had applied anything" : `with ${done} of ${changes.length} changes applied`;
  const next =
    start.trigger === "undo"
      ? "set mode to apply and start the undo again"
      : "the next run makes those that are still due";
  const message = `${why}: it ended ${far}; ${next}`;
  return [{ code: "STOPPED", message, details: { by: stop.cause, applied: done, planned: changes.length } }];
}

/** Whether the run was to make the change; not one that is held or refused, nor a person in conflict. */
function isChange({ kind, outcome }: AppliedFacts["records"][number]): boolean {
  return kind !== "conflict" && outcome !== "held" && outcome !== "refused";
}

/** Unless the run was stopped or failed, which says it, too. */
function unknownOutcomes({ applied, intents }: RunFacts): readonly Reason[] {
  if (applied === undefined || intents !== "open" || applied.stopped !== undefined || applied.fault !== undefined)
    return [];
  return [{ code: "CHANGE_FAILED", message: "the outcome of some changes is not known yet; the next run finds out" }];
}

/** Only once the list is on record: what kept it from that is the reason otherwise. */
function emptySource({ decided, applied }: RunFacts): readonly Reason[] {
  if (applied === undefined || decided?.limited.sourceEmpty !== true) return [];
  return decided.limited.reasons.map(({ code, message }) => ({ code, message }));
}

function lostLease({ applied }: RunFacts): readonly Reason[] {
  return applied?.stopped === "lease-lost"
    ? [{ code: "INTERNAL", message: "the run lost its lease and stopped writing" }]
    : [];
}
