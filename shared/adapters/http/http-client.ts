import { backOffMs } from "#shared/domain/back-off.ts";
import type { CallCounts } from "#shared/domain/run/summary.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import type { Clock, Deadline } from "#shared/ports/clock.ts";
import type { Telemetry } from "#shared/ports/telemetry.ts";
import { ApiError } from "./api-error.ts";
import type { ApiRequest } from "./api-request.ts";
import { AnswerTooLarge, BodyReader, tooManyRows } from "./body-reader.ts";
import type { CallBudget } from "./call-budget.ts";
import type { HttpResponse } from "./fetch-once.ts";
import { CallTimeout, fetchOnce } from "./fetch-once.ts";
import type { Verdict } from "./judge-response.ts";
import { judgeResponse } from "./judge-response.ts";
import { type LimitWait, LimitWaits } from "./limit-waits.ts";
import type { Limiters, LimitGroup } from "./limits.ts";
import { ringExGroupOf } from "./limits.ts";
import { networkFault } from "./network-fault.ts";
import { askedWords, penaltyError } from "./penalty-words.ts";
import { rateFactsOf } from "./rate-facts.ts";
import type { Permit } from "./rate-limiter.ts";
import { apiBackOff, WaitTooLong } from "./rate-limiter.ts";

interface HttpClientDependencies {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  /** 0 (included) to 1 (excluded). */
  readonly random: () => number;
  readonly deadline: Deadline;
  readonly limiters: Limiters;
  readonly budget: CallBudget;
  readonly note?: Telemetry["note"];
  readonly onWait?: (wait: LimitWait) => void;
}

/** Everything that a call waits for before it is sent. */
interface SendPermit {
  readonly slots: readonly Permit[];
  readonly token: string | undefined;
  readonly group: LimitGroup;
}

/** What came of sending a call once, and the token it was sent with. */
type Attempt =
  | { readonly kind: "answer"; readonly answer: HttpResponse; readonly token: string | undefined }
  /** `words` follow "GET /path". */
  | { readonly kind: "no answer"; readonly words: string; readonly token: string | undefined };

const callTimeoutMs = 10_000;

/** Makes the calls of one run: limits, timeout, retries and counting in one place. */
export class HttpClient {
  readonly #deps: HttpClientDependencies;
  readonly #stop = new AbortController();
  readonly #bodies = new BodyReader();
  readonly #waits: LimitWaits;
  /** The group that RingEX itself names for a path, where it is not the one we assumed. */
  readonly #groupOfPath = new Map<string, LimitGroup>();
  readonly #sent = new Map<LimitGroup, number>();
  readonly #calls = { ringCentral: 0, ringCx: 0, throttled: 0 };

  constructor(deps: HttpClientDependencies) {
    this.#deps = deps;
    this.#waits = new LimitWaits(deps);
  }

  calls(): CallCounts {
    return { ...this.#calls };
  }

  /** Wall-clock time in which at least one call waited for a limit or a penalty. */
  waitedMs(): number {
    return this.#waits.totalMs();
  }

  /** Calls that are planned and not sent yet. */
  callsLeft(): number {
    return this.#deps.budget.remaining();
  }

  /** Ends every call and wait, now and later, with this error. */
  stop(error: unknown): void {
    this.#stop.abort(error);
  }

  /** Requests sent so far in this group. */
  sent(group: LimitGroup): number {
    return this.#sent.get(group) ?? 0;
  }

  /**
   * Sends until there is an answer that `parse` accepts; what `parse` throws is the wrong shape. If the server
   * refuses the token, it is renewed once. The call has been planned in the workload.
   * @throws ApiError
   * @throws SyncError OUT_OF_TIME, which also stops this client; or what the bearer throws
   */
  async request<T>(call: ApiRequest, parse: (body: unknown) => T): Promise<T> {
    // Whatever is asked for at this moment is planned then, should there be no time for it.
    await Promise.resolve();
    let renewals = 1;
    for (let tried = 1; ; tried += 1) {
      const turn = await this.#turn(call);
      if (tried === 1) this.#deps.budget.done(1);
      const attempt = await this.#attempt(call, turn);
      const verdict = this.#verdict({ call, attempt, parse });
      if (verdict.kind === "good") return verdict.value;
      if (verdict.kind === "bad") {
        const refused = verdict.fault.status === 401 && renewals > 0 ? attempt.token : undefined;
        if (refused === undefined || call.bearer?.discard(refused) !== "renew") throw verdict.fault;
        renewals -= 1;
        continue;
      }
      if (tried >= call.tries) {
        const times = tried === 1 ? "" : ` (${tried} tries)`;
        const asked = verdict.retryAfterMs === undefined ? "" : ` ${askedWords(call, verdict.retryAfterMs)}.`;
        const words = `${call.method} ${call.path} ${verdict.words}${times}.${asked}`;
        throw new ApiError(words, { kind: "unreachable", status: verdict.status });
      }
      // In a penalty the limiter makes everybody wait, this call included.
      if (verdict.status !== 429 && verdict.retryAfterMs === undefined) await this.#sleep(this.#backOffMs(tried));
    }
  }

  #verdict<T>(request: {
    readonly call: ApiRequest;
    readonly attempt: Attempt;
    readonly parse: (body: unknown) => T;
  }): Verdict<T> {
    const { attempt, parse } = request;
    if (attempt.kind === "no answer") return { kind: "again", words: attempt.words };
    const parseList = (body: unknown): T => {
      const fault = Array.isArray(body) ? tooManyRows(body.length) : undefined;
      if (fault !== undefined) throw new Error(fault);
      return parse(body);
    };
    return judgeResponse({ ...request, parse: parseList, answer: attempt.answer, now: this.#deps.clock.now() });
  }

  async #attempt(call: ApiRequest, turn: SendPermit): Promise<Attempt> {
    const { token } = turn;
    const [group] = call.groups;
    try {
      // Its turn may have come together with the end of the time: it is not sent then, and does not count.
      this.#stop.signal.throwIfAborted();
      this.#calls[call.host] += 1;
      this.#sent.set(group, this.sent(group) + 1);
      const answer = await fetchOnce({
        ...call,
        fetch: this.#deps.fetch,
        bodies: this.#bodies,
        clock: this.#deps.clock,
        headers: { ...call.headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
        timeoutMs: Math.min(callTimeoutMs, this.#deps.deadline.remainingMs()),
        signal: this.#stop.signal,
      });
      this.#learn({ call, answer, turn });
      return { kind: "answer", answer, token };
    } catch (error) {
      for (const slot of turn.slots) slot.unanswered();
      if (this.#stop.signal.aborted) throw this.#stop.signal.reason;
      if (error instanceof AnswerTooLarge) {
        throw new ApiError(`${call.method} ${call.path} ${error.message}`, { kind: "unusable" });
      }
      if (this.#deps.deadline.remainingMs() <= 0) throw this.#outOfTime();
      return {
        kind: "no answer",
        words:
          error instanceof CallTimeout ? `did not answer in time (${call.url.host})` : networkFault(error, call.url),
        token,
      };
    }
  }

  /** Waits until every limiter admits the call and its token is fresh, all at the same moment. */
  async #turn(call: ApiRequest): Promise<SendPermit> {
    for (;;) {
      this.#stop.signal.throwIfAborted();
      if (this.#deps.deadline.remainingMs() <= 0) throw this.#outOfTime();
      // Renewing makes calls of its own, so it must not be done while holding a slot.
      if (call.bearer !== undefined && call.bearer.token() === undefined) await call.bearer.renew();
      const groups = this.#groupsOf(call);
      const limiters = groups.map((group) => this.#deps.limiters.of(call.url.origin, group));
      const slots = await this.#slots(call, groups);
      const token = call.bearer?.token();
      const ready =
        limiters.every((limiter) => !limiter.inPenalty()) && (call.bearer === undefined || token !== undefined);
      if (ready) return { slots, token, group: groups[0] };
      for (const slot of slots) slot.giveBack();
    }
  }

  #groupsOf(call: ApiRequest): ApiRequest["groups"] {
    const [assumed, ...others] = call.groups;
    return [this.#groupOfPath.get(call.path) ?? assumed, ...others];
  }

  async #slots(call: ApiRequest, groups: ApiRequest["groups"]): Promise<readonly Permit[]> {
    const slots: Permit[] = [];
    try {
      for (const group of groups) slots.push(await this.#slot(call, group));
      return slots;
    } catch (error) {
      for (const slot of slots) slot.giveBack();
      if (!(error instanceof WaitTooLong)) throw error;
      throw error.penalty === undefined ? this.#outOfTime() : this.#endWith(penaltyError(call, error));
    }
  }

  async #slot({ url }: ApiRequest, group: LimitGroup): Promise<Permit> {
    const { deadline, limiters } = this.#deps;
    let end: (() => void) | undefined;
    const waits = (waitMs: number): void => {
      if (end === undefined) end = this.#waits.begin(group, waitMs);
      else this.#waits.tell(group, waitMs);
    };
    try {
      const budget = { remainingMs: () => deadline.remainingMs(), signal: this.#stop.signal, waits };
      return await limiters.of(url.origin, group).acquire(budget);
    } finally {
      end?.();
    }
  }

  #learn(result: { readonly call: ApiRequest; readonly answer: HttpResponse; readonly turn: SendPermit }): void {
    const { call, answer, turn } = result;
    const facts = rateFactsOf({ ...answer, now: this.#deps.clock.now() });
    const named = call.host === "ringCentral" ? ringExGroupOf(facts.group) : undefined;
    if (named !== undefined) this.#groupOfPath.set(call.path, named);
    const { throttled, retryAfterMs } = facts;
    if (throttled) this.#calls.throttled += 1;
    if (throttled || retryAfterMs !== undefined) {
      const asked = retryAfterMs === undefined ? {} : { retryAfterMs, cause: askedWords(call, retryAfterMs) };
      this.#deps.note?.("warn", "ringcentral.throttled", { path: call.path, status: answer.status, ...asked });
    }
    const penaltyOnly = { throttled, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
    // The numbers belong to the group that the answer names, which need not be the one this call waited for.
    const first = named === undefined || named === turn.group ? facts : penaltyOnly;
    for (const [index, slot] of turn.slots.entries()) slot.answered(index === 0 ? first : penaltyOnly);
  }

  async #sleep(ms: number): Promise<void> {
    if (ms > this.#deps.deadline.remainingMs()) throw this.#outOfTime();
    await this.#deps.clock.sleep(ms, this.#stop.signal);
  }

  /** Full jitter. */
  #backOffMs(tried: number): number {
    return backOffMs(apiBackOff, { tried, share: this.#deps.random() });
  }

  #outOfTime(): unknown {
    const callsMade = this.#calls.ringCentral + this.#calls.ringCx;
    const callsNeeded = callsMade + this.#deps.budget.remaining();
    const message =
      `Reading RingCentral takes more time than this run has: ${callsMade} calls made, at least ${callsNeeded} needed. ` +
      "Give the run more time, or configure fewer sub-accounts.";
    return this.#endWith(new SyncError("OUT_OF_TIME", message, { details: { callsMade, callsNeeded } }));
  }

  /** Ends everything with this error, unless it has ended already; returns what it ended with. */
  #endWith(error: SyncError): unknown {
    this.stop(error);
    return this.#stop.signal.reason;
  }
}
