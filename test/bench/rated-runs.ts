import { generateOrganisation } from "#test/fixtures/people.ts";
import type { Organisation } from "#test/simulators/ringcentral/organisation.ts";
import { runFloorMs } from "./floor.ts";
import { latencyOf } from "./latency.ts";
import { type RatedRun, RatedWorld } from "./rated-world.ts";

/** An organisation whose run the rate limits decide. */
export interface RatedScenario {
  readonly subAccounts: number;
  readonly groupsPerSubAccount: number;
  readonly people: number;
  /** Extensions of nobody in scope, for each person. */
  readonly otherExtensionsShare?: number;
}

export const ratedDays = ["onboarding", "no change", "somebody left"] as const;

/** One run beside its floor. */
export interface RatedMeasurement extends RatedRun {
  readonly groups: number;
  readonly extensions: number;
  readonly day: (typeof ratedDays)[number];
  readonly floorMs: number;
}

/** Below a minute's worth of calls; two to a dozen minutes of RingCX; 100 pages of RingEX. */
export const ratedScenarios = {
  quick: [
    { subAccounts: 3, groupsPerSubAccount: 4, people: 60 },
    { subAccounts: 4, groupsPerSubAccount: 20, people: 100 },
    { subAccounts: 5, groupsPerSubAccount: 30, people: 300 },
  ],
  long: [
    { subAccounts: 10, groupsPerSubAccount: 40, people: 800 },
    { subAccounts: 30, groupsPerSubAccount: 50, people: 1_500 },
    { subAccounts: 3, groupsPerSubAccount: 4, people: 400, otherExtensionsShare: 249 },
  ],
} as const satisfies Record<string, readonly RatedScenario[]>;

/** Three nights of one organisation, against the floor of each. */
export async function measureRated(scenario: RatedScenario): Promise<readonly RatedMeasurement[]> {
  const organisation = generateOrganisation({ seed: 1, sharedMailboxes: 0, ...scenario });
  const world = await RatedWorld.start(organisation);
  const nobody: ReadonlySet<string> = new Set();
  const against = async (day: RatedMeasurement["day"], leftSubAccountIds = nobody): Promise<RatedMeasurement> => {
    const changes = { onboarding: scenario.people, "no change": 0, "somebody left": 1 }[day];
    const floorMs = runFloorMs({ organisation, latency: latencyOf, leftSubAccountIds, changes });
    const groups = scenario.subAccounts * scenario.groupsPerSubAccount;
    return { groups, extensions: organisation.extensions.length, day, floorMs, ...(await world.sync()) };
  };
  try {
    const [onboarding, unchanged] = [await against("onboarding"), await against("no change")];
    return [onboarding, unchanged, await against("somebody left", someoneLeaves(organisation))];
  } finally {
    await world.close();
  }
}

/** Returns where they were last seen. */
function someoneLeaves(organisation: Organisation): ReadonlySet<string> {
  const agents = [...organisation.people.values()].filter(
    ({ seats, extension, administrator }) =>
      administrator === undefined && extension?.status === "Enabled" && seats.length === 1 && seats[0]?.isActive,
  );
  const [leaver] = agents;
  if (leaver === undefined) throw new Error("nobody could leave");
  const subAccountIds = new Set(leaver.seats.map(({ subAccountId }) => subAccountId));
  organisation.leave(leaver);
  return subAccountIds;
}
