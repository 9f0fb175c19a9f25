import { describe, expect, it } from "vitest";
import { measureRated } from "./rated-runs.ts";

describe("a run in virtual time, with the rate limits on", () => {
  it("takes no more than a twentieth above the floor and is never throttled: 150 agent groups", async () => {
    const runs = await measureRated({ subAccounts: 5, groupsPerSubAccount: 30, people: 150 });
    expect(runs.map(({ day }) => day)).toEqual(["onboarding", "no change", "somebody left"]);
    for (const { ms, floorMs, throttled } of runs) {
      expect(ms / floorMs).toBeLessThanOrEqual(1.05);
      // A floor above the run is none.
      expect(ms).toBeGreaterThanOrEqual(floorMs);
      expect(throttled).toBe(0);
    }
  });
});
