import { afterEach, describe, expect, it } from "vitest";
import { Crowd, minutesAfter } from "./crowd.ts";

/** The figures for 1,000 tenants stand in docs/decisions/0017; the rules show with fewer, too. */
const tenants = 100;
const lambdaMs = 60_000;

let crowd: Crowd;
afterEach(() => crowd.close());

/** All are seen first at midnight and due in one minute but for the last ten, who are due a minute earlier. */
async function due(maxConcurrentRuns: number): Promise<void> {
  const runDailyAtUtc = (index: number) => (index < tenants - 10 ? "02:00" : "01:59");
  crowd = await Crowd.start({ tenants, maxConcurrentRuns, runDailyAtUtc, runMs: 50_000 });
  const { result, notReached } = await crowd.tick("00:00");
  expect({ checked: result.checked, started: result.started, notReached }).toEqual({
    checked: tenants,
    started: [],
    notReached: 0,
  });
}

const all = Array.from({ length: tenants }, (_, index) => index);

describe("tenants who are all due in one minute", () => {
  it("cost a scan, a read of their states and one of their list while they are idle", async () => {
    await due(20);
    const { requests } = await crowd.tick("00:01");
    expect(requests.map(({ service, operation }) => `${service} ${operation}`).sort()).toEqual([
      "dynamodb BatchGetItem",
      // The list of tenants whose settings must not be gone.
      "dynamodb GetItem",
      "dynamodb Scan",
    ]);
  });

  it("are started once each, the longest due first, never more at a time than is allowed, each tick in its time", async () => {
    await due(20);
    for (let minute = 0; crowd.invoked.length < tenants && minute < 10; minute += 1) {
      const { result, tookMs, waiting } = await crowd.tick(minutesAfter("02:00", minute));
      expect(result.started).toHaveLength(20);
      expect(waiting).toBe(tenants - crowd.invoked.length);
      expect(tookMs).toBeLessThan(lambdaMs);
    }
    const [earlier, later] = [all.slice(-10), all.slice(0, -10)].map((numbers) =>
      numbers.map((index) => crowd.name(index)),
    );
    expect(crowd.invoked.slice(0, 10).sort()).toEqual(earlier);
    expect(crowd.invoked.slice(10).sort()).toEqual(later);
    expect(crowd.maxGoing).toBe(20);
    const { result } = await crowd.tick("03:00");
    expect(result.started).toEqual([]);
  });

  it("are all reached in some ticks when the database is slow, and each tick says how many it was not", async () => {
    await due(tenants);
    crowd.databaseMs = () => 5_000;
    let unreached = 0;
    for (let minute = 0; crowd.invoked.length < tenants && minute < 10; minute += 1) {
      const { tookMs, notReached } = await crowd.tick(minutesAfter("02:00", minute));
      expect(tookMs).toBeLessThan(lambdaMs);
      unreached += notReached;
    }
    expect(unreached).toBeGreaterThan(0);
    expect([...crowd.invoked].sort()).toEqual(all.map((index) => crowd.name(index)));
  });

  it("are started once each while every third call of the database is throttled", async () => {
    await due(tenants);
    let calls = 0;
    crowd.isThrottled = () => calls++ % 3 === 0;
    for (let minute = 0; crowd.invoked.length < tenants && minute < 10; minute += 1) {
      const { tookMs } = await crowd.tick(minutesAfter("02:00", minute));
      expect(tookMs).toBeLessThan(lambdaMs);
    }
    expect([...crowd.invoked].sort()).toEqual(all.map((index) => crowd.name(index)));
  });

  it("wait while the database throttles every write: the tick ends in its time and says how many it did not reach", async () => {
    await due(tenants);
    crowd.isThrottled = (operation) => operation === "PutItem";
    const { tookMs, notReached } = await crowd.tick("02:00");
    expect(tookMs).toBeLessThan(lambdaMs);
    expect(notReached).toBeGreaterThan(0);
    expect(crowd.invoked).toEqual([]);
    crowd.isThrottled = () => false;
    await crowd.tick("02:01");
    expect([...crowd.invoked].sort()).toEqual(all.map((index) => crowd.name(index)));
  });
});
