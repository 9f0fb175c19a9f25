import { describe, expect, it } from "vitest";
import { generateOrganisation } from "#test/fixtures/people.ts";
import { changeFivePercent } from "./five-percent.ts";
import { measureRated } from "./rated-runs.ts";
import { RatedWorld } from "./rated-world.ts";

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

describe("the straightforward script", () => {
  it("leads to the roster of the sync where nothing is awkward, with throttled calls on its way", async () => {
    const recipe = { seed: 7, people: 130, subAccounts: 4, groupsPerSubAccount: 30, sharedMailboxes: 0 };
    const plain = { withoutRcUserIdShare: 0, withoutEmailShare: 0, alsoAgentShare: 0 };
    const rosters = [];
    for (const program of ["sync", "straightforward"] as const) {
      const organisation = generateOrganisation({ ...recipe, ...plain });
      const world = await RatedWorld.start(organisation);
      const first = await world[program]();
      changeFivePercent(organisation, { people: recipe.people });
      await world[program]();
      rosters.push(await world.roster());
      await world.close();
      expect(first.throttled).toBe(program === "sync" ? 0 : 1);
    }
    const [ours, theirs] = rosters;
    expect(ours?.size).toBe(132);
    expect([...(ours?.values() ?? [])].map(({ status }) => status)).toContain("Inactive");
    expect(theirs).toEqual(ours);
  });
});
