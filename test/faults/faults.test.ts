import { describe, expect, it } from "vitest";
import { AllFaults } from "./all-faults.ts";
import { titleOf } from "./fault-case.ts";

/** Here every so many of the cases; `npm run faults` plays all. */
const every = 61;

const all = await AllFaults.generate();

describe("faults", () => {
  it("are generated for every call that the scenarios make", () => {
    const disturbed = new Set(all.cases.map(({ scenario, call }) => `${scenario} ${call}`));
    const calls = [...all.calls].flatMap(([scenario, names]) => names.map((_, index) => `${scenario} ${index + 1}`));
    expect([...disturbed]).toEqual(calls);
    expect(all.cases.length).toBeGreaterThan(2_500);
  });

  it.each(all.cases.filter((_, index) => index % every === 0).map((one) => [titleOf(one), one] as const))(
    "end a run as the design says, and the next run converges: %s",
    async (title, one) => {
      expect((await all.play(one)).failure, `again: npm run faults -- --only "${title}"`).toBeUndefined();
    },
  );
});
