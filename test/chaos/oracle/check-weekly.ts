import type { SeenRun } from "#test/chaos/world/simulated-world.ts";
import { claim } from "./violation.ts";

/** What SNS has taken. */
interface Message {
  readonly message: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A run of the sync, with what was written and told up to its end. */
interface ToldRun {
  readonly run: SeenRun;
  /** Taken by SNS since the run began, whoever sent it. */
  readonly messages: readonly Message[];
  /** Nothing disturbed it. */
  readonly isCalm: boolean;
  readonly isEnabled: boolean;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const shortestWeekMs = 6 * dayMs + 20 * hourMs;
const heldCode = /_HELD$|^SOURCE_EMPTY$/;
const newsCode = /_HELD$|^SOURCE_EMPTY$|^CONFLICT$/;

/** What waits is told when it is new and then weekly (design 4.5): seen at SNS's door. */
export class Weekly {
  #weeklyAt: number | undefined;
  /** When somebody heard of all that waits: in the message of the week or, where that was due, as news. */
  #heardAt = 0;
  /** Since when every run that saw everything found something that waits. */
  #waitingFrom: number | undefined;
  /** What the run before this one held, where it was undisturbed and saw everything. */
  #heldBefore: number | undefined;

  /** @throws Violation when something is told too often, or not in time */
  ended({ run, messages, isCalm, isEnabled }: ToldRun): void {
    const codes = messages.map(({ attributes }) => attributes["code"] ?? "");
    this.#checkWeekly(run, codes);
    const isDue = run.endedAt - Math.max(this.#waitingFrom ?? run.endedAt, this.#heardAt) > shortestWeekMs;
    if (codes.includes("STILL_WAITING") || (isDue && codes.some((code) => newsCode.test(code))))
      this.#heardAt = run.endedAt;
    this.#checkWaiting({ run, codes, isCalm, isEnabled });
  }

  #checkWeekly(run: SeenRun, codes: readonly string[]): void {
    const weekly = codes.filter((code) => code === "STILL_WAITING").length;
    if (weekly === 0) return;
    const since = run.endedAt - (this.#weeklyAt ?? 0);
    // An answer that was lost on its way is asked for again: SNS then has the message more than once.
    const isRepeated = run.calls.some(({ name, fault }) => name.startsWith("sns ") && fault !== undefined);
    claim("what waits is one message", weekly === 1 || isRepeated, () => String(weekly));
    claim("what waits is told once a week", since > shortestWeekMs || isRepeated, () => `${since / hourMs} h`);
    // Who is killed with the message on its way has remembered nothing: the next one tells it again.
    if (run.end.kind !== "died") this.#weeklyAt = run.endedAt;
  }

  #checkWaiting({ run, codes, isCalm, isEnabled }: Omit<ToldRun, "messages"> & { codes: readonly string[] }): void {
    const { end, event } = run;
    const record = end.kind === "resolved" ? end.record : undefined;
    const held = this.#heldBefore;
    this.#heldBefore = undefined;
    if (!isCalm || !isEnabled || record?.mode !== "apply" || record.status === "skipped") return;
    const isPart = event["trigger"] === "undo" || record.reasons.some(({ code }) => code === "SCOPE_UNREADABLE");
    if (isPart) return;
    this.#heldBefore = record.changes.held;
    if (held === 0 && record.changes.held > 0) {
      const isTold = codes.some((code) => heldCode.test(code));
      claim("a new held list is told", isTold, () => JSON.stringify(record.reasons));
    }
    if (held !== undefined && record.changes.held === 0)
      claim("nothing is told as held that is not", !codes.some((code) => heldCode.test(code)), () => codes.join());
    if (record.changes.held === 0 && record.changes.conflicts === 0) this.#waitingFrom = undefined;
    else this.#waitingFrom ??= run.endedAt;
    const silentFor = run.endedAt - Math.max(this.#waitingFrom ?? run.endedAt, this.#heardAt);
    claim("what waits is told every week", silentFor < 8 * dayMs, () => `${silentFor / hourMs} h`);
  }
}
