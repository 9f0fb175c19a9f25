import { parseScheduleSettings } from "#shared/config/settings.ts";
import type { TenantId } from "#shared/domain/ids.ts";
import { givenUpAlert } from "#shared/domain/outcome/dispatch-alerts.ts";
import { abortedRun } from "#shared/domain/run/aborted-run.ts";
import type { GivenUp } from "#shared/domain/schedule/after-run.ts";
import { afterRun, maxResumes } from "#shared/domain/schedule/after-run.ts";
import { withApplied } from "#shared/domain/schedule/applied.ts";
import type { Verdict } from "#shared/domain/schedule/pending-run.ts";
import { judgePending, pendingSince } from "#shared/domain/schedule/pending-run.ts";
import { judgeResumeRequest, withRequestAnswered } from "#shared/domain/schedule/resume-request.ts";
import type { DueRun } from "#shared/domain/schedule/schedule.ts";
import {
  followSettings,
  nextStart,
  withDueNoted,
  withResent,
  withSecretVersions,
} from "#shared/domain/schedule/schedule.ts";
import type { PendingRun, ResumeRequest, ScheduleState } from "#shared/domain/schedule/schedule-state.ts";
import { soundState } from "#shared/domain/schedule/sound-state.ts";
import { untoldAlert, withUntold } from "#shared/domain/schedule/untold.ts";
import type { StoredSettings } from "#shared/domain/settings/merged-settings.ts";
import { mergeSettings } from "#shared/domain/settings/merged-settings.ts";
import type { ScheduleSettings } from "#shared/domain/settings/parsed-settings.ts";
import { seenSettings } from "#shared/domain/settings/seen-settings.ts";
import { logMessage, tenantIdPattern } from "#shared/names.ts";
import type { DispatchPorts } from "./dispatch-ports.ts";
import { noticeSettings } from "./notice-settings.ts";
import { watchTenant } from "./watch-tenant.ts";

/** One tenant as a tick finds it. */
export interface TenantAtTick {
  readonly tenantId: TenantId;
  readonly stored: StoredSettings;
  readonly state: ScheduleState;
  /** Tick. */
  readonly now: Date;
}

/** Something that could be started if there is room. */
export type Candidate =
  | { readonly kind: "scheduled"; readonly wish: DueRun }
  | { readonly kind: "requested"; readonly request: ResumeRequest; readonly count: number };

/** What a look at one tenant came to; nothing of it is written yet but records of the history. */
export interface TenantEvaluation {
  readonly tenantId: TenantId;
  readonly before: ScheduleState;
  readonly after: ScheduleState;
  readonly settingsFingerprint: string;
  readonly candidate?: Candidate | undefined;
  /** The invocation that was lost and has to be sent once more. */
  readonly resend?: PendingRun | undefined;
  readonly givenUp: readonly GivenUp[];
}

const disabledSchedule: ScheduleSettings = { serviceEnabled: false };

/** Finds out what has become of a tenant's settings and runs, and what should be started. */
export async function evaluateTenant(tenant: TenantAtTick, ports: DispatchPorts): Promise<TenantEvaluation> {
  const { tenantId, stored, now } = tenant;
  const seen = seenSettings(mergeSettings(stored).values);
  const isGone = stored.item === undefined;
  const canRun = !isGone && tenantIdPattern.test(tenantId);
  const schedule = canRun ? parseScheduleSettings(stored) : disabledSchedule;
  const sound = soundState(tenant.state, { now, clock: ports.clock.now() });
  const followed = followSettings(sound, schedule, now);
  // What was seen last stays, so that an item that is put back is compared with it.
  const noticed = isGone
    ? { state: followed }
    : await noticeSettings({ ...tenant, state: followed, seen, before: tenant.state }, ports);

  const judged = await judge({ ...tenant, state: noticed.state, mode: schedule.mode }, ports);
  // Switching off is the emergency stop: it also ends what a run by hand has left for the next tick.
  const isSwitchedOff = tenant.state.enabledSince !== undefined && followed.enabledSince === undefined;
  const requested =
    isGone || isSwitchedOff
      ? { state: withRequestAnswered(judged.state, undefined) }
      : await judgeRequest({ ...tenant, state: judged.state }, ports);
  const secretVersionIds = await secretVersions({ ...tenant, state: requested.state }, ports);
  const watch = await watchTenant({ ...tenant, state: requested.state }, ports);
  const due = withDueNoted(watch.state, now);
  const noted = secretVersionIds === undefined ? due : withSecretVersions(due, secretVersionIds);

  const givenUp = [judged.givenUp, requested.givenUp].filter((one) => one !== undefined);
  const about = { tenantId, nextRunAt: noted.nextRunAt };
  const alerts = [noticed.alert, ...givenUp.map((one) => givenUpAlert(one, about)), ...watch.alerts];
  const after = withUntold(noted, alerts.filter((alert) => alert !== undefined).map(untoldAlert));

  const settingsFingerprint = seen.fingerprint;
  const wish = nextStart(after, { now, settingsFingerprint, secretVersionIds });
  const candidate = requested.candidate ?? (wish === undefined ? undefined : ({ kind: "scheduled", wish } as const));
  return {
    tenantId,
    before: tenant.state,
    after,
    settingsFingerprint,
    candidate,
    resend: judged.resend,
    givenUp,
  };
}

interface MatchedPerson {
  readonly state: ScheduleState;
  readonly givenUp?: GivenUp;
  readonly resend?: PendingRun;
}

async function judge(
  { tenantId, state, now, mode }: TenantAtTick & { readonly mode: ScheduleSettings["mode"] | undefined },
  ports: DispatchPorts,
): Promise<MatchedPerson> {
  const { pending, lastRunId } = state;
  if (pending === undefined) return { state };
  // The lease first: a run that ends in between is then seen as ended, not as killed.
  const lease = await ports.leases.read(tenantId);
  const runs = await ports.history.runsSince(tenantId, pendingSince(pending));
  const at = ports.clock.now().toISOString();
  let verdict: Verdict = judgePending(pending, { found: { at, runs, lease }, now, lastRunId, mode });
  if (verdict.kind === "killed") {
    const closed = abortedRun(verdict.run, at);
    // A run that ended after all, just now, is judged at the next tick.
    verdict = (await ports.history.closeRun(closed)) ? { kind: "ended", run: closed } : { kind: "going" };
  }
  const judged = afterRun(withApplied(state, runs), verdict, now);
  if (verdict.kind === "silent" && judged.state.pending !== undefined) {
    return { state: withResent(judged.state, pending, now), resend: pending };
  }
  return { ...judged, state: withCheck(judged.state, verdict, pending) };
}

/** A run has checked the settings, too: with references that may have changed since dispatch looked at them. */
function withCheck(state: ScheduleState, verdict: Verdict, pending: PendingRun): ScheduleState {
  if (verdict.kind !== "ended" || verdict.run.status === "skipped") return state;
  if (pending.settingsFingerprint !== state.seenFingerprint) return state;
  const isFaulty = verdict.run.reasons?.some(({ code }) => code === "SETTINGS_INVALID") ?? false;
  return { ...state, settingsCheck: isFaulty ? "faulty" : "valid" };
}

async function judgeRequest(
  { tenantId, state, now }: TenantAtTick,
  ports: DispatchPorts,
): Promise<{ readonly state: ScheduleState; readonly givenUp?: GivenUp; readonly candidate?: Candidate }> {
  let verdict = judgeResumeRequest(state, { now, at: ports.clock.now() });
  if (verdict.kind === "start") {
    const lease = await ports.leases.read(tenantId);
    verdict = judgeResumeRequest(state, { now, at: ports.clock.now(), lease });
  }
  switch (verdict.kind) {
    case "none":
    case "wait":
      return { state };
    case "drop":
      return { state: withRequestAnswered(state, undefined) };
    case "start":
      return { state, candidate: { kind: "requested", request: verdict.request, count: verdict.count } };
    case "used-up": {
      const { runId, event } = verdict.request;
      const { scheduledFor } = event;
      const facts = { code: "OUT_OF_TIME", scheduledFor, runId, times: maxResumes } as const;
      const givenUp: GivenUp = { cause: "resumes-used-up", ...facts };
      return { state: withRequestAnswered(state, undefined), givenUp };
    }
  }
}

/** Read only while a rejection waits; when they cannot be read, it goes on waiting. */
async function secretVersions(
  { tenantId, state }: TenantAtTick,
  ports: DispatchPorts,
): Promise<readonly string[] | undefined> {
  if (state.rejection === undefined) return undefined;
  try {
    return await ports.secrets.versionIds(tenantId);
  } catch (error) {
    const facts = { tenant_id: tenantId, error: error instanceof Error ? error.name : "unknown" };
    ports.telemetry.note("warn", logMessage.dispatchSecretUnreadable, facts);
    return undefined;
  }
}
