import { beforeAll, describe, expect, it } from "vitest";
import { AllFaults } from "./all-faults.ts";

/** Here every so many of the cases; `npm run faults` plays all. */
const every = 61;

let all: AllFaults;
beforeAll(async () => {
  all = await AllFaults.generate();
});

describe("a fault at any outbound call", () => {
  it("is generated for every call that the scenarios make", () => {
    const disturbed = new Set(all.cases.map(({ scenario, call }) => `${scenario} ${call}`));
    const calls = [...all.calls].flatMap(([scenario, names]) => names.map((_, index) => `${scenario} ${index + 1}`));
    expect([...disturbed]).toEqual(calls);
    expect(all.cases.length).toBeGreaterThan(2_500);
  });

  it(`ends the run as the design says, and the next run converges (every ${every}th case)`, async () => {
    const failures: string[] = [];
    for (const one of all.cases.filter((_, index) => index % every === 0)) {
      const { title, failure } = await all.play(one);
      if (failure !== undefined) failures.push(`${failure}\n  again: npm run faults -- --only "${title}"`);
    }
    expect(failures).toEqual([]);
  });
});
