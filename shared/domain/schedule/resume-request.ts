import { isHeld, type Lease } from "#shared/domain/run/run.ts";
import { maxResumes } from "./after-run.ts";
import type { ResumeRequest, ScheduleState } from "./schedule-state.ts";

/** A request later than this after a resumed run belongs to another run: runs end within 15 minutes. */
const chainMs = 30 * 60_000;

/** What to do about the resume request in a state. */
export type RequestVerdict =
  | { readonly kind: "none" }
  /** Somebody is at work for the tenant. */
  | { readonly kind: "wait" }
  /** The run is one that the schedule itself goes on with. */
  | { readonly kind: "drop" }
  | { readonly kind: "start"; readonly request: ResumeRequest; readonly count: number }
  | { readonly kind: "used-up"; readonly request: ResumeRequest };

interface RequestFacts {
  /** Tick. */
  readonly now: Date;
  /** The tenant's lease and the clock that measures it. */
  readonly lease?: Lease | undefined;
  readonly at: Date;
}

/** Judges the note of a run that ran out of time and that dispatch did not start. */
export function judgeResumeRequest(state: ScheduleState, { now, lease, at }: RequestFacts): RequestVerdict {
  const { resumeRequest: request, requestedResume: before, pending, lastScheduledFor } = state;
  if (request === undefined) return { kind: "none" };
  const { trigger, scheduledFor } = request.event;
  if (trigger === "schedule" && scheduledFor !== undefined && scheduledFor === lastScheduledFor)
    return { kind: "drop" };
  if (pending !== undefined || isHeld(lease, at.toISOString())) return { kind: "wait" };
  const isChain = before !== undefined && now.getTime() - Date.parse(before.at) <= chainMs;
  const count = isChain ? before.count + 1 : 1;
  return count > maxResumes ? { kind: "used-up", request } : { kind: "start", request, count };
}

/** The state without the request, and with what is to be known of the next one. */
export function withRequestAnswered(
  state: ScheduleState,
  answer: { readonly at: Date; readonly count: number } | undefined,
): ScheduleState {
  const { resumeRequest: _request, requestedResume: _before, ...rest } = state;
  return answer === undefined
    ? rest
    : { ...rest, requestedResume: { at: answer.at.toISOString(), count: answer.count } };
}
