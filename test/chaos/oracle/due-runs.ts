import type { RunRecord } from "#shared/domain/run/run.ts";
import type { Item } from "#test/chaos/world/roster-journal.ts";
import type { SeenTick } from "#test/chaos/world/simulated-world.ts";
import { claim } from "./violation.ts";

/** What is known of a due time when the schedule has come to rest. */
interface DueTime {
  readonly scheduledFor: string;
  /** The item `schedule`. */
  readonly state: Item | undefined;
  /** Run records of the history table. */
  readonly records: readonly Item[];
  /** How often somebody was told something since then, or SNS would not take it. */
  readonly alerts: number;
  readonly ticks: readonly SeenTick[];
  /** By the settings, and has been since the last time that the schedule came to rest. */
  readonly isEnabled: boolean;
}

/** Attempts that a run has, the last retry included. */
const allAttempts = 4;

type Answer = Pick<RunRecord, "scheduledFor" | "status" | "reasons" | "trigger" | "mode">;

/** The due times that were answered, and the claims about them (design 3.7 and 4.7). */
export class DueRuns {
  readonly #answered = new Set<string>();

  /** Notes a run's end. @throws Violation when its due time had been answered before */
  ended(answer: Answer): void {
    const { scheduledFor } = answer;
    // A dry run may come twice.
    if (scheduledFor === undefined || answer.mode !== "apply" || !isAnswer(answer)) return;
    claim("a due time is answered once", !this.#answered.has(scheduledFor), () => scheduledFor);
    this.#answered.add(scheduledFor);
  }

  /** The events that a tick sent. @throws Violation */
  started(events: readonly Item[], ticks: readonly SeenTick[]): void {
    const times = events.flatMap(({ scheduledFor }) => (typeof scheduledFor === "string" ? [scheduledFor] : []));
    const again = times.find((time) => this.#answered.has(time));
    claim("no due run is started again after it was answered", again === undefined, () => String(again));
    // Whoever does not hear that an event was taken sends it again.
    const isDisturbed = ticks.some(isStruck);
    claim("no due run is started twice by one tick", isDisturbed || new Set(times).size === times.length, () =>
      times.join(),
    );
  }

  /** @throws Violation when a due time of an enabled service has come to nothing without a word */
  settled({ scheduledFor, state, records, alerts, ticks, isEnabled }: DueTime): void {
    const since = state?.["enabledSince"];
    const isNoticed = !isEnabled || ticks.length === 0 || ticks.some(isStruck) || typeof since === "string";
    claim("an enabled service is noticed", isNoticed, () => JSON.stringify({ scheduledFor, state }));
    if (typeof since !== "string" || since >= scheduledFor) return;
    const isAnswered =
      this.#answered.has(scheduledFor) ||
      records.some((record) => record["scheduledFor"] === scheduledFor && isAnswer(record as unknown as Answer));
    if (isAnswered) return;
    const told = () => JSON.stringify({ scheduledFor, state, alerts });
    const overdueSince = state?.["unfinishedSince"];
    const isOverdue = typeof overdueSince === "string" && overdueSince <= scheduledFor;
    claim("a due time ends answered, or stays overdue", isOverdue, told);
    // What used up its attempts is told of by dispatch, other failures by the run itself.
    const isUsedUp = state?.["lastScheduledFor"] === scheduledFor && Number(state["attempt"]) >= allAttempts;
    const byDispatch = ticks.some(({ calls }) => calls.some(({ name }) => name.startsWith("sns ")));
    const isTold = (isUsedUp ? byDispatch : alerts > 0) || ticks.some(({ end }) => end !== "resolved");
    claim("a due time that is given up is alerted", isTold, told);
  }
}

/** A run by hand and an undo never answer for the schedule, whatever due time they name. */
function isAnswer({ status, reasons, trigger }: Answer): boolean {
  if (trigger !== "schedule") return false;
  if (status !== "succeeded" && status !== "held" && status !== "partial") return false;
  return !(reasons ?? []).some(({ code }) => code === "OUT_OF_TIME");
}

function isStruck({ end, calls }: SeenTick): boolean {
  return end !== "resolved" || calls.some(({ fault }) => fault !== undefined);
}
