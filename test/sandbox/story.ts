import { isDeepStrictEqual } from "node:util";
import type { Person } from "#test/simulators/ringcentral/organisation-model.ts";
import type { RingCentralSimulator } from "#test/simulators/ringcentral/ringcentral-simulator.ts";
import { type Cast, firstSite, inScope, secondSite, thirdSite, userIdOf } from "./cast.ts";
import { Days } from "./days.ts";
import type { ShiftedClock } from "./shifted-clock.ts";
import type { World } from "./world.ts";

/** The tenant's settings in the story, beyond the connection. */
export function storySettings({ people }: { readonly people: number }) {
  return {
    serviceEnabled: true,
    runDailyAtUtc: "02:00",
    supervisorRole: "Supervisor",
    // The default of 500 would hold the administrators of a very large first day.
    maxDeactivations: Math.max(500, Math.ceil(people / 10)),
  };
}

export interface Stage {
  readonly world: World;
  readonly ringCentral: RingCentralSimulator;
  readonly clock: ShiftedClock;
  readonly cast: Cast;
  readonly print: (text: string) => void;
}

/** Plays the five days. Returns what went otherwise than the story says. */
export async function playStory(stage: Stage): Promise<readonly string[]> {
  const { cast, world, ringCentral, clock } = stage;
  const { organisation } = cast;
  const days = new Days(stage);
  const conflicts = cast.indistinct.length;
  const atScope = { people: inScope(cast).size, conflicts };

  clock.setTo("2026-06-01T12:00:00.000Z");
  await seedRoster(stage);
  const { result } = await world.tick("2026-06-01T12:00:00Z");
  days.check(
    "enabling the service at noon starts no run",
    isDeepStrictEqual(result, { checked: 1, started: [], faulty: [] }),
  );

  await days.play("onboarding", {
    status: "succeeded",
    reasons: ["CONFLICT"],
    ...atScope,
    created: atScope.people - 1 - conflicts,
    linked: 1,
  });

  const writes = rosterWrites(world);
  await days.play("nothing has changed", { status: "succeeded", reasons: ["CONFLICT"], ...atScope });
  days.check("a day without changes writes nothing to the roster", rosterWrites(world) === writes);

  hire(stage, { firstName: "Zoë", lastName: "Ångström", subAccountId: firstSite });
  hire(stage, { firstName: "José", lastName: "García Márquez", subAccountId: secondSite });
  organisation.rename(cast.bride, { lastName: "Petrović-Marsh", email: "petrovic-marsh@contact-centre.example" });
  organisation.promoteToSupervisor(cast.promoted);
  organisation.revokeWem(cast.revoked);
  organisation.leave(cast.leaver);
  organisation.comeBack(cast.returning);
  await world.editUser(userIdOf(cast.edited), { attribute: "role", value: "Scheduler" });
  await days.play("two hires, a marriage, a promotion, a revoked WEM, a leaver, somebody back, a manual edit", {
    status: "succeeded",
    reasons: ["CONFLICT"],
    ...atScope,
    people: inScope(cast).size,
    created: 2,
    updated: 3,
    reactivated: 1,
    deactivated: 2,
  });

  organisation.leave(cast.lateLeaver);
  hire(stage, { firstName: "Siobhán", lastName: "O’Neill", subAccountId: firstSite });
  const endOutage = ringCentral.faults.add({
    when: `/voice/api/integration/v1/admin/accounts/${thirdSite}/agentGroups`,
    fault: { kind: "status", status: 503 },
    times: "always",
  });
  await days.play("sub-account 3 is down: its people are frozen, one who has left among them", {
    status: "partial",
    reasons: ["CONFLICT", "SCOPE_UNREADABLE"],
    people: inScope(cast, { unreadable: thirdSite }).size,
    conflicts,
    created: 1,
  });
  days.check(
    "nobody of a sub-account that is down is deactivated",
    (await world.user(userIdOf(cast.lateLeaver)))?.["status"] === "Active",
  );
  endOutage();

  const before = inScope(cast);
  const emptied = organisation.emptySubAccount(secondSite);
  const after = inScope(cast);
  const gone = emptied.filter((person: Person) => before.has(person) && !after.has(person));
  const held = gone.length + 1;
  const alerts = world.aws.published.length;
  const run = await days.play("somebody empties sub-account 2 by mistake", {
    status: "held",
    reasons: ["CONFLICT", "DEACTIVATIONS_HELD"],
    people: after.size,
    conflicts,
    updated: emptied.filter((person: Person) => after.has(person)).length,
    held,
  });
  for (const { subject, message } of world.aws.published.slice(alerts))
    stage.print(`\n  ALERT: ${subject}\n${message.replaceAll(/^/gm, "    ")}\n`);
  days.check("one alert tells of the held deactivations", world.aws.published.length === alerts + 1);
  days.check(
    "whoever is held can still sign in",
    (await world.user(userIdOf(cast.lateLeaver)))?.["status"] === "Active",
  );

  if (run !== undefined) {
    await days.approveAndRun(run, {
      status: "succeeded",
      reasons: ["CONFLICT"],
      people: after.size,
      conflicts,
      deactivated: held,
    });
    days.check(
      "an approved deactivation is applied",
      (await world.user(userIdOf(cast.lateLeaver)))?.["status"] === "Inactive",
    );
  }
  return days.surprises;
}

function hire(
  { cast }: Stage,
  { firstName, lastName, subAccountId }: { firstName: string; lastName: string; subAccountId: string },
): void {
  cast.organisation.hire({
    firstName,
    lastName,
    email: `${firstName}.${lastName}@contact-centre.example`.toLowerCase().replaceAll(" ", "."),
    subAccountId,
  });
}

/** What the roster holds before the first run: two users made by hand and one from long ago. */
async function seedRoster({ world, cast }: Stage): Promise<void> {
  const { firstName, lastName, email } = cast.known;
  const hand = { status: "Active", activityId: "12", version: 1 };
  await world.put("roster", {
    ...hand,
    userId: "planner-1",
    firstName: "Ines",
    lastName: "Planner",
    email: "planning@contact-centre.example",
    role: "Scheduler",
  });
  await world.put("roster", { ...hand, userId: "agent-by-hand", firstName, lastName, email, role: "Agent" });
  await world.put("roster", {
    ...hand,
    userId: userIdOf(cast.returning),
    firstName: cast.returning.firstName,
    lastName: cast.returning.lastName,
    email: cast.returning.email,
    role: "Agent",
    status: "Inactive",
    sourceId: `rc:${cast.returning.rcUserId}`,
    dataSourceId: "3",
    agentIds: [],
    scopes: [`sub:${firstSite}`],
  });
}

function rosterWrites({ aws }: World): number {
  return aws.requests.entries.filter(
    ({ table, operation }) => table === aws.tables.roster && operation !== "Query" && operation !== "GetItem",
  ).length;
}
