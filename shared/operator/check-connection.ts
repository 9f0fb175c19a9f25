import { parseCredentials } from "#shared/config/credentials.ts";
import { jwtDaysLeft, jwtIssue } from "#shared/config/jwt-issue.ts";
import { peopleFrom } from "#shared/domain/directory/person.ts";
import type { DirectoryReading, ScopeError } from "#shared/domain/directory/reading.ts";
import { adviceOf, outageAdvice, withoutAdvice } from "#shared/domain/directory/refusals.ts";
import { scopeStatesOf } from "#shared/domain/directory/scopes.ts";
import type { TenantId } from "#shared/domain/ids.ts";
import { jwtWarningDays } from "#shared/domain/outcome/news-tidings.ts";
import { isHeld, type StoredRun } from "#shared/domain/run/run.ts";
import type { ScheduleState } from "#shared/domain/schedule/schedule-state.ts";
import { boundedText, issueText, type Settings } from "#shared/domain/settings/settings.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import type { Deadline } from "#shared/ports/clock.ts";
import type { LoginOccasion } from "#shared/ports/directory.ts";
import { settingsIssues, storedSettings } from "#shared/tenant/checked-settings.ts";
import { nothingWasRead, viewerTurnMinutes } from "#shared/tenant/reading-turns.ts";
import { checkAlerts } from "./check-alerts.ts";
import type { ReadOnlyPorts } from "./operator-ports.ts";

/** One link of the chain from the settings to the last run. */
export type Check = {
  readonly link: string;
  /** What was found; ids and counts. */
  readonly found: string;
  /** Of a refused login: until then nobody sends it again, unless a person says that it was corrected. */
  readonly retryAt?: string;
} & (
  | { readonly outcome: "ok"; readonly next?: never }
  /** `unknown`: it could not be tried. `next`: what to do about it. */
  | { readonly outcome: "warning" | "failed" | "unknown"; readonly next: string }
);

/** The check to act on first: one that failed, else a warning, else what is unknown; `undefined` when every link is ok. */
export function firstToAct(checks: readonly Check[]): Exclude<Check, { outcome: "ok" }> | undefined {
  const open = checks.filter((check) => check.outcome !== "ok");
  return (
    open.find(({ outcome }) => outcome === "failed") ?? open.find(({ outcome }) => outcome === "warning") ?? open[0]
  );
}

type CheckPorts = Omit<ReadOnlyPorts, "probe">;

interface CheckRequest {
  readonly tenantId: TenantId;
  readonly deadline: Deadline;
  readonly occasion?: LoginOccasion;
}

/** Walks the whole chain and tells of each link as soon as it is known. Reads only; logs in once. */
export async function* checkConnection(request: CheckRequest, ports: CheckPorts): AsyncGenerator<Check> {
  const { tenantId } = request;
  const parsed = await storedSettings(tenantId, ports);
  const faults = await settingsIssues(tenantId, { parsed, ports });
  for (const issue of faults) {
    yield { link: "settings", outcome: "failed", found: issueText(issue), next: `set ${issue.attribute}` };
  }
  if (faults.length === 0) {
    yield { link: "settings", outcome: "ok", found: "all settings are valid, and what they refer to exists" };
  }
  if (parsed.shadowed.length > 0) {
    const found = `the item hides the SSM parameters ${parsed.shadowed.join(", ")}`;
    yield { link: "settings", outcome: "warning", found, next: "remove one of the two" };
  }
  for (const one of parsed.bounded) {
    yield {
      link: "settings",
      outcome: "warning",
      found: boundedText(one),
      next: `set ${one.attribute} within its bounds`,
    };
  }
  if (parsed.kind === "valid") yield* checkDirectory(parsed.settings, request, ports);
  else {
    const found = "not tried, because the settings cannot be used";
    yield { link: "RingCentral", outcome: "unknown", found, next: "correct the settings, then check again" };
  }
  yield* checkWork(tenantId, ports);
}

async function* checkDirectory(
  settings: Settings,
  { deadline, occasion = { kind: "press" } }: CheckRequest,
  ports: CheckPorts,
): AsyncGenerator<Check> {
  const { tenantId } = settings;
  const secretId = ports.secrets.idOf(tenantId);
  let credentials: ReturnType<typeof parseCredentials>;
  try {
    credentials = parseCredentials(await ports.secrets.read(tenantId), { tenantId, secretId });
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    yield { link: "secret", outcome: "failed", found: withoutAdvice(error), next: nextOf(error) };
    const found = "not tried, because there are no credentials";
    yield { link: "RingCentral", outcome: "unknown", found, next: "store them, then check again" };
    return;
  }
  yield { link: "secret", outcome: "ok", found: `${secretId} holds a client secret and a JWT` };
  const expired = jwtIssue(credentials.jwt, ports.clock.now());
  if (expired !== undefined) {
    yield { link: "JWT", outcome: "failed", found: `the JWT ${expired.what}`, next: expired.advice };
    const found = "not tried, because the JWT cannot work";
    yield { link: "RingCentral", outcome: "unknown", found, next: "store another JWT, then check again" };
    return;
  }
  yield jwtCheck(jwtDaysLeft(credentials.jwt, ports.clock.now()));

  const lease = await ports.leases.read(tenantId);
  if (isHeld(lease, ports.clock.now().toISOString())) {
    const found = `not tried, because run ${lease.runId} is going on and both would count against one limit`;
    yield { link: "RingCentral", outcome: "unknown", found, next: "ask again when the run has ended" };
    return;
  }
  const nextTurn = await ports.turns.take(tenantId);
  if (nextTurn !== undefined) {
    const found = `not tried, because it was read for this page less than ${viewerTurnMinutes} minutes ago`;
    const next = `test again after ${nextTurn.slice(11, 16)} UTC`;
    yield { link: "RingCentral", outcome: "unknown", found, next };
    return;
  }
  try {
    const reading = await ports.connectDirectory({ settings, credentials, deadline, occasion }).read();
    yield { link: "login", outcome: "ok", found: "RingCentral accepts client id, client secret and JWT" };
    yield { link: "RingCX", outcome: "ok", found: "RingCX accepts the RingCentral token" };
    yield* checkLists(reading);
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    if (nothingWasRead(error)) await ports.turns.giveBack(tenantId);
    yield* failedReading(error);
  }
}

function jwtCheck(daysLeft: number | undefined): Check {
  const link = "JWT";
  if (daysLeft === undefined) return { link, outcome: "ok", found: "the JWT does not say when it ends" };
  const next = "create a new JWT credential in the RingCentral developer portal and store it";
  const found = `the JWT ends in ${daysLeft} days`;
  return daysLeft < jwtWarningDays ? { link, outcome: "warning", found, next } : { link, outcome: "ok", found };
}

function* checkLists(reading: DirectoryReading): Generator<Check> {
  const { configured, unreadable, nameless } = scopeStatesOf(reading);
  const { people } = peopleFrom(reading);
  for (const scope of configured) {
    const fault = unreadable.get(scope);
    const gap = nameless.get(scope);
    const found = `${people.filter(({ scopes }) => scopes.includes(scope)).length} people are listed`;
    if (fault !== undefined) yield { link: scope, outcome: "failed", found: fault.cause, next: nextForList(fault) };
    else if (gap === undefined) yield { link: scope, outcome: "ok", found };
    else yield { link: scope, outcome: "warning", found: `${found}; ${gap.cause}`, next: nextForGap };
  }
  if (!configured.has("ringex")) {
    yield { link: "ringex", outcome: "ok", found: "not read: ringExCheck is off" };
  }
}

const nextForGap =
  "correct these records in RingCentral: until then nobody last seen there is deactivated, loses a seat or gets another role";

function nextForList({ scope, advice }: ScopeError): string {
  if (advice !== undefined) return advice;
  const again = "check again in a few minutes; if it fails again, see status.ringcentral.com";
  if (scope === "ringex") return again;
  return `${again}, and compare ${scope === "main" ? "mainAccountId" : "subAccountIds"} with RingCX`;
}

function* failedReading(error: SyncError): Generator<Check> {
  const isLogin = error.code === "RINGCENTRAL_REJECTED" || error.code === "RINGCENTRAL_UNAVAILABLE";
  if (isLogin) {
    const { retryAt } = error.details;
    const remembered = typeof retryAt === "string" ? { retryAt } : {};
    yield { link: "login", outcome: "failed", found: withoutAdvice(error), next: nextOf(error), ...remembered };
    const found = "not tried, because the login failed";
    yield { link: "RingCX", outcome: "unknown", found, next: "get the login to work, then check again" };
    return;
  }
  yield { link: "login", outcome: "ok", found: "RingCentral accepts client id, client secret and JWT" };
  if (error.code === "OUT_OF_TIME") {
    const { callsMade, callsNeeded } = error.details;
    const found = `reading takes longer than there is time here: ${String(callsMade)} of about ${String(callsNeeded)} calls were made`;
    yield { link: "lists", outcome: "unknown", found, next: "start a dry run, which has 15 minutes" };
    return;
  }
  yield { link: "RingCX", outcome: "failed", found: withoutAdvice(error), next: nextOf(error) };
}

function nextOf(error: SyncError): string {
  return adviceOf(error) ?? outageAdvice;
}

/** Roster, schedule, the last run and the alerts. */
async function* checkWork(
  tenantId: TenantId,
  { roster, schedules, history, subscriptions }: CheckPorts,
): AsyncGenerator<Check> {
  const users = await roster.list(tenantId);
  const active = users.filter(({ status }) => status === "Active").length;
  const linked = users.filter(({ sourceId }) => sourceId !== undefined).length;
  const found = `${users.length} users, ${active} of them Active, ${linked} linked to RingCentral`;
  const next = "add the user in whose name changes are recorded";
  yield users.length > 0
    ? { link: "roster", outcome: "ok", found }
    : { link: "roster", outcome: "warning", found, next };
  const state = (await schedules.readAll([tenantId])).get(tenantId);
  yield scheduleCheck(state);
  const [last] = await history.recentRuns(tenantId, 1);
  yield lastRunCheck(last);
  yield* checkAlerts(state, { subscriptions });
}

function scheduleCheck(state: ScheduleState | undefined): Check {
  const link = "schedule";
  if (state === undefined) {
    const found = "dispatch has not seen this tenant yet";
    return { link, outcome: "warning", found, next: "wait a minute for the next tick, and check again" };
  }
  if (state.nextRunAt !== undefined) return { link, outcome: "ok", found: `the next run is at ${state.nextRunAt}` };
  const next = "set serviceEnabled to true when a dry run looks right";
  return { link, outcome: "warning", found: "no run is planned: serviceEnabled is false", next };
}

function lastRunCheck(last: StoredRun | undefined): Check {
  const link = "last run";
  if (last === undefined) return { link, outcome: "warning", found: "there is none yet", next: "start a dry run" };
  const { runId, status, startedAt, reasons = [] } = last;
  const codes = reasons.map(({ code }) => code).join(", ");
  const found = `${runId} at ${startedAt}: ${status ?? "has not ended"}${codes === "" ? "" : ` (${codes})`}`;
  if (status === "failed") {
    return { link, outcome: "failed", found, next: `look at run ${runId}, and correct what its reasons name` };
  }
  if (status === "held") {
    return { link, outcome: "warning", found, next: `look at what run ${runId} holds, and approve it if it is right` };
  }
  if (status === "partial") {
    return { link, outcome: "warning", found, next: `look at run ${runId}: its reasons say what was not done` };
  }
  return { link, outcome: "ok", found };
}
