import { describe, expect, it } from "vitest";
import { backOffMs } from "#shared/domain/back-off.ts";

const backOff = { firstMs: 100, maxMs: 1_000 };

describe("the wait between two tries", () => {
  it("is twice as long after every try, up to its maximum", () => {
    const waits = [1, 2, 3, 4, 5, 60].map((tried) => backOffMs(backOff, { tried, share: 1 }));
    expect(waits).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  });

  it("is the share of the longest one, in whole milliseconds", () => {
    const waits = [0, 0.001, 0.5, 0.9999].map((share) => backOffMs(backOff, { tried: 2, share }));
    expect(waits).toEqual([0, 1, 100, 200]);
  });
});
