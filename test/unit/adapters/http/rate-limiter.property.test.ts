import fc from "fast-check";
import { expect, it } from "vitest";
import { RateLimiter } from "#shared/adapters/http/rate-limiter.ts";
import { ManualClock } from "#test/fakes/manual-clock.ts";

const windowMs = 60_000;

it("in no window of the server arrive more requests than the limit, however long they take", async () => {
  const request = fc.record({
    pauseMs: fc.nat(5_000),
    latencyMs: fc.nat(15_000),
    arrivalShare: fc.double({ min: 0, max: 1, noNaN: true }),
  });
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
      const send = async ({ latencyMs, arrivalShare }: (typeof requests)[number]): Promise<void> => {
        const slot = await limiter.acquire(budget);
        await clock.sleep(latencyMs * arrivalShare);
        arrivals.push(nowMs());
        await clock.sleep(latencyMs * (1 - arrivalShare));
        slot.answered({ throttled: false });
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
