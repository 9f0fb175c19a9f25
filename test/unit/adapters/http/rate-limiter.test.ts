import { describe, expect, it } from "vitest";
import type { RateFacts } from "#shared/adapters/http/rate-facts.ts";
import type { Limit, Permit } from "#shared/adapters/http/rate-limiter.ts";
import { RateLimiter, WaitTooLong } from "#shared/adapters/http/rate-limiter.ts";
import { ManualClock } from "#test/fakes/manual-clock.ts";

const fine: RateFacts = { throttled: false };

function world(limit: Partial<Limit> = {}) {
  const clock = new ManualClock();
  const startedAt = clock.now().getTime();
  const limiter = new RateLimiter({
    clock,
    random: () => 0.5,
    limit: { requests: 2, windowMs: 60_000, inFlight: 8, ...limit },
  });
  const stop = new AbortController();
  const admitted: { atMs: number; slot: Permit }[] = [];
  const refused: unknown[] = [];
  const ask = (remainingMs = 3_600_000): void => {
    limiter.acquire({ remainingMs: () => remainingMs, signal: stop.signal }).then(
      (slot) => admitted.push({ atMs: clock.now().getTime() - startedAt, slot }),
      (error: unknown) => refused.push(error),
    );
  };
  return { clock, limiter, stop, admitted, refused, ask, times: () => admitted.map(({ atMs }) => atMs) };
}

describe("RateLimiter", () => {
  it("admits the limit at once and the next one a window after the first answer", async () => {
    const { clock, admitted, ask, times } = world();
    ask();
    ask();
    ask();
    await clock.advance(5_000);
    expect(times()).toEqual([0, 0]);
    admitted[0]?.slot.answered(fine);
    await clock.advance(60_000);
    expect(times()).toEqual([0, 0]);
    await clock.advance(1);
    expect(times()).toEqual([0, 0, 65_001]);
  });

  it("keeps a slot busy for as long as its answer is open", async () => {
    const { clock, ask, times } = world();
    ask();
    ask();
    ask();
    await clock.advance(600_000);
    expect(times()).toEqual([0, 0]);
  });

  it("admits no more at once than may be under way, whatever the limit", async () => {
    const { clock, admitted, ask, times } = world({ requests: 100, inFlight: 1 });
    ask();
    ask();
    await clock.settle();
    expect(times()).toEqual([0]);
    admitted[0]?.slot.answered(fine);
    await clock.settle();
    expect(times()).toEqual([0, 0]);
  });

  it("admits in the order of asking", async () => {
    const { clock, limiter, stop, admitted } = world({ requests: 1 });
    const order: string[] = [];
    for (const name of ["first", "second", "third"]) {
      void limiter.acquire({ remainingMs: () => 1e9, signal: stop.signal }).then((slot) => {
        order.push(name);
        slot.answered(fine);
      });
    }
    await clock.advance(200_000);
    expect(admitted).toEqual([]);
    expect(order).toEqual(["first", "second", "third"]);
  });

  it("costs nothing when a slot is given back", async () => {
    const { clock, admitted, ask, times } = world({ requests: 1 });
    ask();
    ask();
    await clock.settle();
    admitted[0]?.slot.giveBack();
    await clock.settle();
    expect(times()).toEqual([0, 0]);
  });

  it("counts a request that was never answered", async () => {
    const { clock, admitted, ask, times } = world({ requests: 1 });
    ask();
    ask();
    await clock.settle();
    admitted[0]?.slot.unanswered();
    await clock.advance(60_000);
    expect(times()).toEqual([0]);
    await clock.advance(1);
    expect(times()).toEqual([0, 60_001]);
  });

  it("admits nobody while a penalty runs, although the limit has room", async () => {
    const { clock, admitted, ask, times, limiter } = world({ requests: 50 });
    ask();
    await clock.settle();
    admitted[0]?.slot.answered({ throttled: true, retryAfterMs: 30_000 });
    ask();
    ask();
    expect(limiter.inPenalty()).toBe(true);
    await clock.advance(30_000);
    expect(times()).toEqual([0]);
    await clock.advance(1);
    expect(times()).toEqual([0, 30_001]);
    expect(limiter.inPenalty()).toBe(false);
  });

  it("lets one request probe after a penalty, and the others go when it is answered without another one", async () => {
    const { clock, admitted, ask, times } = world({ requests: 50 });
    ask();
    await clock.settle();
    admitted[0]?.slot.answered({ throttled: true, retryAfterMs: 30_000 });
    for (let count = 0; count < 3; count += 1) ask();
    await clock.advance(32_000);
    expect(times()).toEqual([0, 30_001]);
    admitted[1]?.slot.answered({ throttled: true, retryAfterMs: 20_000 });
    await clock.advance(30_000);
    expect(times()).toEqual([0, 30_001, 52_001]);
    admitted[2]?.slot.answered(fine);
    ask();
    await clock.settle();
    expect(times()).toEqual([0, 30_001, 52_001, 62_000, 62_000]);
  });

  it.each(["unanswered", "giveBack"] as const)("lets another request probe when the first is %s", async (end) => {
    const { clock, admitted, ask, times } = world({ requests: 50 });
    ask();
    await clock.settle();
    admitted[0]?.slot.answered({ throttled: true, retryAfterMs: 30_000 });
    for (let count = 0; count < 3; count += 1) ask();
    await clock.advance(40_000);
    admitted[1]?.slot[end]();
    await clock.advance(1_000);
    expect(times()).toEqual([0, 30_001, 40_000]);
  });

  it("goes on probing when only a request from before the penalty is answered", async () => {
    const { clock, admitted, ask, times } = world({ requests: 50 });
    ask();
    ask();
    await clock.settle();
    admitted[0]?.slot.answered({ throttled: true, retryAfterMs: 1_000 });
    ask();
    ask();
    await clock.advance(2_000);
    admitted[1]?.slot.answered(fine);
    await clock.advance(1_000);
    expect(times()).toEqual([0, 0, 1_001]);
  });

  it("keeps a penalty that is asked for without a refusal, as a 503 does", async () => {
    const { clock, admitted, ask, times } = world({ requests: 50 });
    ask();
    await clock.settle();
    admitted[0]?.slot.answered({ throttled: false, retryAfterMs: 30_000 });
    ask();
    await clock.advance(60_000);
    expect(times()).toEqual([0, 30_001]);
  });

  it("keeps a penalty for ten minutes at most", async () => {
    const { clock, admitted, ask, times } = world({ requests: 50 });
    ask();
    await clock.settle();
    admitted[0]?.slot.answered({ throttled: true, retryAfterMs: 86_400_000 });
    ask();
    await clock.advance(86_400_000);
    expect(times()).toEqual([0, 600_001]);
  });

  it("waits as long as its limit says after a 429 without Retry-After, also the first time", async () => {
    const { clock, admitted, ask, times } = world({ requests: 50, silentPenaltyMs: 30_000 });
    ask();
    await clock.settle();
    admitted[0]?.slot.answered({ throttled: true });
    ask();
    await clock.advance(100_000);
    expect(times()).toEqual([0, 30_001]);
  });

  it.each([
    { facts: { throttled: true, retryAfterMs: 86_400_000 }, penalty: { askedMs: 86_400_000 } },
    { facts: { throttled: true }, penalty: {} },
    { facts: { throttled: false, remaining: 0 }, penalty: undefined },
  ])("tells a penalty from a limit when it refuses a waiter: $facts", async ({ facts, penalty }) => {
    const { clock, admitted, refused, ask } = world({ requests: 50, silentPenaltyMs: 30_000 });
    ask();
    await clock.settle();
    admitted[0]?.slot.answered(facts);
    ask(1_000);
    await clock.settle();
    expect((refused[0] as WaitTooLong).penalty).toEqual(penalty);
  });

  it("says how long a waiter waits for the limit, and nothing of one that waits for an answer", async () => {
    const { clock, limiter, admitted, ask } = world({ requests: 1 });
    ask();
    await clock.settle();
    const told: number[] = [];
    const budget = { remainingMs: () => 1e9, signal: new AbortController().signal };
    void limiter.acquire({ ...budget, waits: (ms) => told.push(ms) });
    await clock.advance(5_000);
    expect(told).toEqual([]);
    admitted[0]?.slot.answered(fine);
    await clock.settle();
    expect(told).toEqual([60_001]);
  });

  it("keeps to the limit when a penalty ends within the window", async () => {
    const { clock, admitted, ask, times } = world({ requests: 1 });
    ask();
    await clock.settle();
    admitted[0]?.slot.answered({ throttled: true, retryAfterMs: 30_000 });
    ask();
    await clock.advance(100_000);
    expect(times()).toEqual([0, 60_001]);
  });

  it("never shortens a penalty", async () => {
    const { clock, admitted, ask, times } = world({ requests: 50 });
    ask();
    ask();
    await clock.settle();
    admitted[0]?.slot.answered({ throttled: true, retryAfterMs: 30_000 });
    admitted[1]?.slot.answered({ throttled: true, retryAfterMs: 1_000 });
    ask();
    await clock.advance(60_000);
    expect(times()).toEqual([0, 0, 30_001]);
  });

  it("backs off with full jitter after a 429 without Retry-After, and for a whole window after the third in a row", async () => {
    const { clock, admitted, ask, times } = world({ requests: 50 });
    for (let round = 0; round < 4; round += 1) {
      ask();
      await clock.advance(100_000);
      admitted[round]?.slot.answered({ throttled: true });
    }
    ask();
    await clock.advance(100_000);
    const waits = times().map((at, round) => at - round * 100_000);
    expect(waits).toEqual([0, 251, 501, 60_001, 60_001]);
  });

  it("takes several refusals of requests sent together for one", async () => {
    const { clock, admitted, ask, times } = world({ requests: 50 });
    for (let count = 0; count < 4; count += 1) ask();
    await clock.advance(10);
    for (const { slot } of admitted) slot.answered({ throttled: true });
    ask();
    await clock.advance(1_000);
    expect(times().at(-1)).toBe(10 + 251);
  });

  it("takes refusals in the millisecond of the requests for one, too", async () => {
    const { clock, admitted, ask, times } = world({ requests: 50 });
    ask();
    ask();
    await clock.settle();
    for (const { slot } of admitted) slot.answered({ throttled: true });
    ask();
    await clock.advance(1_000);
    expect(times().at(-1)).toBe(251);
  });

  it("backs off from the start again once a request after the penalty is answered", async () => {
    const { clock, admitted, ask, times } = world({ requests: 50 });
    ask();
    await clock.settle();
    admitted[0]?.slot.answered({ throttled: true });
    ask();
    await clock.advance(251);
    admitted[1]?.slot.answered(fine);
    ask();
    await clock.settle();
    admitted[2]?.slot.answered({ throttled: true });
    ask();
    await clock.advance(1_000);
    expect(times()).toEqual([0, 251, 251, 502]);
  });

  it("backs off further when only a request from before the penalty was answered", async () => {
    const { clock, admitted, ask, times } = world({ requests: 50 });
    ask();
    ask();
    await clock.settle();
    admitted[0]?.slot.answered({ throttled: true });
    admitted[1]?.slot.answered(fine);
    ask();
    await clock.advance(251);
    admitted[2]?.slot.answered({ throttled: true });
    ask();
    await clock.advance(1_000);
    expect(times()).toEqual([0, 0, 251, 251 + 501]);
  });

  it("waits out the window when somebody else has used up the limit", async () => {
    const { clock, admitted, ask, times } = world({ requests: 50 });
    ask();
    await clock.settle();
    admitted[0]?.slot.answered({ throttled: false, remaining: 0 });
    ask();
    await clock.advance(60_000);
    expect(times()).toEqual([0]);
    await clock.advance(1);
    expect(times()).toEqual([0, 60_001]);
  });

  it("takes nothing left for granted when it used up the limit itself", async () => {
    const { clock, limiter, admitted, ask } = world({ requests: 1 });
    ask();
    await clock.settle();
    admitted[0]?.slot.answered({ throttled: false, remaining: 0 });
    expect(limiter.inPenalty()).toBe(false);
  });

  it.each([
    { afterMs: 60_000, inPenalty: false },
    { afterMs: 60_001, inPenalty: true },
  ])("counts its own use for a window: $afterMs ms later somebody else's use shows: $inPenalty", async (example) => {
    const { clock, limiter, admitted, ask } = world();
    ask();
    ask();
    await clock.settle();
    admitted[0]?.slot.answered(fine);
    await clock.advance(example.afterMs);
    admitted[1]?.slot.answered({ throttled: false, remaining: 0 });
    expect(limiter.inPenalty()).toBe(example.inPenalty);
  });

  it("adopts another limit and another window", async () => {
    const { clock, admitted, ask, times } = world({ requests: 2 });
    ask();
    await clock.settle();
    admitted[0]?.slot.answered({ throttled: false, limit: 3, windowMs: 10_000 });
    ask();
    ask();
    ask();
    await clock.advance(20_000);
    expect(times()).toEqual([0, 0, 0, 10_001]);
  });

  it("refuses whoever would be admitted after the time left", async () => {
    const { clock, admitted, refused, ask, times } = world({ requests: 1 });
    ask();
    await clock.settle();
    admitted[0]?.slot.answered(fine);
    ask(59_999);
    await clock.settle();
    expect(refused).toEqual([new WaitTooLong(60_001)]);
    expect(refused[0]).toMatchObject({
      name: "WaitTooLong",
      waitMs: 60_001,
      message: "The next request is admitted in 60001 ms, which is more than the time left.",
    });
    ask(60_001);
    await clock.advance(60_001);
    expect(times()).toEqual([0, 60_001]);
  });

  it("lets a waiter go who is told to stop, and leaves no timer behind", async () => {
    const { clock, stop, admitted, refused, ask } = world({ requests: 1 });
    ask();
    await clock.settle();
    admitted[0]?.slot.answered(fine);
    ask();
    await clock.settle();
    expect(clock.sleeping()).toBe(1);
    stop.abort("enough");
    await clock.settle();
    expect(refused).toEqual(["enough"]);
    expect(clock.sleeping()).toBe(0);
  });

  it("admits nobody who has been told to stop already", async () => {
    const { limiter } = world();
    const budget = { remainingMs: () => 1_000, signal: AbortSignal.abort("stopped before") };
    await expect(limiter.acquire(budget)).rejects.toBe("stopped before");
  });

  it.each([
    { whoever: "was admitted", remainingMs: 1_000_000 },
    { whoever: "was refused", remainingMs: 0 },
  ])("takes nobody's place away when whoever $whoever is told to stop afterwards", async ({ remainingMs }) => {
    const { clock, limiter, admitted, ask, times } = world({ requests: 1 });
    const first = new AbortController();
    if (remainingMs === 0) {
      ask();
      await clock.settle();
      admitted.pop()?.slot.answered(fine);
    }
    const done = limiter.acquire({ remainingMs: () => remainingMs, signal: first.signal }).then(
      (slot) => slot.answered(fine),
      () => undefined,
    );
    await done;
    ask();
    await clock.settle();
    first.abort();
    await clock.advance(60_001);
    expect(times()).toEqual([60_001]);
  });
});
