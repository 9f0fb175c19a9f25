import { isDeepStrictEqual } from "node:util";
import type { TenantId } from "#shared/domain/ids.ts";
import type { SyncEvent } from "#shared/domain/run/run.ts";
import { withRequestAnswered } from "#shared/domain/schedule/resume-request.ts";
import { withStart } from "#shared/domain/schedule/schedule.ts";
import type { ScheduleState, StartReason } from "#shared/domain/schedule/schedule-state.ts";
import { logMessage } from "#shared/names.ts";
import type { DispatchPorts } from "./dispatch-ports.ts";
import type { Candidate, TenantEvaluation } from "./evaluate-tenant.ts";

/** A run that was started; a run that somebody began by hand may have no due time. */
export interface StartedRun {
  readonly tenantId: TenantId;
  readonly scheduledFor?: string;
  readonly reason: StartReason;
}

/** What was written and started for one tenant; the state as it is stored now. */
export interface Settled {
  readonly state: ScheduleState;
  readonly started?: StartedRun;
}

interface Invocation {
  readonly event: SyncEvent;
  readonly reason: StartReason;
}

/**
 * Writes what a look came to, and only then starts what is granted, so that nothing is started twice.
 * `undefined` when another dispatcher has written meanwhile: then the tenant is left to it.
 */
export async function commitTenant(
  look: TenantEvaluation,
  granted: { readonly candidate?: Candidate | undefined; readonly now: Date },
  ports: DispatchPorts,
): Promise<Settled | undefined> {
  const next = stateAfter(look, granted, ports);
  const isSame = isDeepStrictEqual(next, look.before);
  if (!isSame && !(await ports.schedules.write(look.tenantId, next))) return undefined;
  const state = isSame ? next : { ...next, version: next.version + 1 };
  for (const { cause, code, runId, scheduledFor } of look.givenUp) {
    const facts = { tenant_id: look.tenantId, cause, code, run_id: runId, scheduled_for: scheduledFor };
    ports.telemetry.note("error", logMessage.dispatchGivenUp, facts);
  }
  const invocation = invocationOf(look, granted.candidate);
  if (invocation === undefined) return { state };
  const { event, reason } = invocation;
  const { tenantId, scheduledFor } = event;
  try {
    await ports.starter.start(event);
  } catch (error) {
    const facts = {
      tenant_id: tenantId,
      scheduled_for: scheduledFor,
      error: error instanceof Error ? error.name : "unknown",
    };
    ports.telemetry.note("error", logMessage.dispatchNotInvoked, facts);
    // Of a scheduled run the state says that it was sent: after 15 minutes of silence it is sent once more.
    if (granted.candidate?.kind !== "requested") return { state };
    // Nobody waits for an answer to a request, so it is put back for the next tick.
    const asked = { ...look.after, version: state.version };
    await ports.schedules.write(tenantId, asked);
    return { state: { ...asked, version: asked.version + 1 } };
  }
  return { state, started: { tenantId, reason, ...(scheduledFor === undefined ? {} : { scheduledFor }) } };
}

function stateAfter(
  { after, settingsFingerprint }: TenantEvaluation,
  { candidate, now }: { readonly candidate?: Candidate | undefined; readonly now: Date },
  { clock }: DispatchPorts,
): ScheduleState {
  switch (candidate?.kind) {
    case undefined:
      return after;
    case "requested":
      return withRequestAnswered(after, { at: now, count: candidate.count });
    case "scheduled":
      return withStart(after, candidate.wish, { now, settingsFingerprint, sentAt: clock.now() });
  }
}

function invocationOf(
  { tenantId, resend }: TenantEvaluation,
  candidate: Candidate | undefined,
): Invocation | undefined {
  if (candidate?.kind === "requested") return { event: candidate.request.event, reason: "resume" };
  const wish = candidate?.wish ?? resend;
  if (wish === undefined) return undefined;
  const { scheduledFor, reason } = wish;
  return { event: { tenantId, trigger: "schedule", scheduledFor, requestedBy: "schedule" }, reason };
}
