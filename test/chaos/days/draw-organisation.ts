import { wemRole } from "#test/chaos/world/apply-directory-event.ts";
import type { History } from "#test/chaos/world/history.ts";
import { madeUpEmail, madeUpName } from "#test/chaos/world/made-up-name.ts";
import { Seating } from "#test/fixtures/seating.ts";
import { SeededRandom } from "#test/fixtures/seeded-random.ts";
import { Organisation } from "#test/simulators/ringcentral/organisation.ts";

/** The directory as it is on the first day. */
export function drawOrganisation({ seed, setup }: Pick<History, "seed" | "setup">): Organisation {
  const random = new SeededRandom(seed ^ 0x0f0f_0f0f);
  const organisation = new Organisation();
  organisation.addRole({
    id: wemRole.id,
    displayName: "Agent with WEM",
    description: "",
    custom: true,
    hidden: false,
    permissionIds: [wemRole.permissionId],
  });
  const plan = {
    subAccounts: setup.subAccounts,
    groupsPerSubAccount: setup.groups,
    twoGroupsShare: 0.2,
    twoSubAccountsShare: 0.1,
  };
  const seating = new Seating(organisation, { random, plan });
  for (let number = 0; number < setup.people; number += 1) {
    const isKnown = setup.withExtensions === "all" || !random.happens(0.1);
    const person = organisation.addPerson({
      ...madeUpName(random.below(60)),
      email: random.happens(0.9) ? madeUpEmail(number) : undefined,
      ...(isKnown ? {} : { rcUserId: "none" as const }),
      roles: random.happens(0.9) ? [wemRole.id] : [],
    });
    const isAgent = random.happens(0.92);
    if (isAgent) seating.seat(person, random.happens(0.1) ? "SUPERVISOR" : "AGENT");
    if (!isAgent || random.happens(0.06)) organisation.makeAdministrator(person);
  }
  return organisation;
}
