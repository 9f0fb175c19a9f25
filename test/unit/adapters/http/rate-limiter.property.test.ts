import fc from "fast-check";
import { expect, it } from "vitest";
import { RateLimiter } from "#shared/adapters/http/rate-limiter.ts";
import { ManualClock } from "#test/fakes/manual-clock.ts";

const windowMs = 60_000;

const request = fc.record({
  pauseMs: fc.nat(5_000),
  latencyMs: fc.nat(15_000),
  arrivalShare: fc.double({ min: 0, max: 1, noNaN: true }),
  /** What the server asks for with its answer; 0: nothing. */
  retryAfterMs: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 90_000 })),
});

it("in no window of the server arrive more requests than the limit, none is sent during a penalty, and one at a time after it", async () => {
  const property = fc.asyncProperty(
    fc.integer({ min: 1, max: 6 }),
    fc.array(request, { minLength: 5, maxLength: 30 }),
    async (limit, requests) => {
      const clock = new ManualClock({ mode: "auto" });
      const nowMs = () => clock.now().getTime();
      const limiter = new RateLimiter({
        clock,
        random: () => 0.5,
        limit: { requests: limit, windowMs, inFlight: 4 },
      });
      const budget = { remainingMs: () => Number.POSITIVE_INFINITY, signal: new AbortController().signal };
      const arrivals: number[] = [];
      let penaltyUntil = Number.NEGATIVE_INFINITY;
      let proved = true;
      let probing = false;
      const send = async ({ latencyMs, arrivalShare, retryAfterMs }: (typeof requests)[number]): Promise<void> => {
        const slot = await limiter.acquire(budget);
        const sentAt = nowMs();
        expect(sentAt).toBeGreaterThan(penaltyUntil);
        const isProbe = !proved;
        if (isProbe) {
          expect(probing).toBe(false);
          probing = true;
        }
        await clock.sleep(latencyMs * arrivalShare);
        arrivals.push(nowMs());
        await clock.sleep(latencyMs * (1 - arrivalShare));
        if (isProbe) probing = false;
        if (retryAfterMs > 0) {
          penaltyUntil = Math.max(penaltyUntil, nowMs() + retryAfterMs);
          proved = false;
        } else if (sentAt > penaltyUntil) proved = true;
        slot.answered({ throttled: retryAfterMs > 0, ...(retryAfterMs > 0 ? { retryAfterMs } : {}) });
      };
      const sendings: Promise<void>[] = [];
      for (const one of requests) {
        await clock.sleep(one.pauseMs);
        sendings.push(send(one));
      }
      await Promise.all(sendings);
      expect(arrivals).toHaveLength(requests.length);
      arrivals.sort((a, b) => a - b);
      for (const [index, at] of arrivals.entries()) {
        const next = arrivals[index + limit];
        if (next !== undefined) expect(next - at).toBeGreaterThan(windowMs);
      }
    },
  );
  await fc.assert(property, { numRuns: 40 });
});
