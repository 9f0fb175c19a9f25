import { describe, expect, it } from "vitest";
import { daysPerSeed, explainFailure, playSeed } from "./play-seed.ts";

const days = 200;

describe("simulated days of a contact centre", () => {
  it.each(Array.from({ length: days / daysPerSeed }, (_, index) => index + 1))(
    "hold every claim (seed %d)",
    async (seed) => {
      const report = await playSeed(seed);
      if (report.violation !== undefined) expect.fail(await explainFailure(seed, report));
      expect(report).toMatchObject({ days: daysPerSeed });
      expect(report.writes).toBeGreaterThan(0);
      expect(report.compared).toBeGreaterThan(0);
    },
  );
});
