import { PersonNames } from "#test/fixtures/person-names.ts";
import { SeededRandom } from "#test/fixtures/seeded-random.ts";
import type { Organisation } from "#test/simulators/ringcentral/organisation.ts";
import type { Person } from "#test/simulators/ringcentral/organisation-model.ts";

/** What happened to an organisation, in people. */
export interface Happened {
  readonly hired: number;
  readonly renamed: number;
  readonly promoted: number;
  readonly left: number;
  /** Where those who left were last seen. */
  readonly leftSubAccountIds: ReadonlySet<string>;
}

/** Changes one person in twenty: two in five marry, one is promoted, one leaves, and one is hired. */
export function changeFivePercent(organisation: Organisation, { people }: { readonly people: number }): Happened {
  const share = Math.max(1, Math.floor(people / 100));
  const agents = [...organisation.people.values()].filter(isPlainAgent);
  // Spread over the organisation: a step of 20 takes everybody's twentieth neighbour.
  const chosen = agents.filter((_, index) => index % Math.floor(agents.length / (4 * share)) === 0).slice(0, 4 * share);
  const married = chosen.slice(0, 2 * share);
  const promoted = chosen.slice(2 * share, 3 * share);
  const leaving = chosen.slice(3 * share);
  const leftSubAccountIds = new Set(leaving.flatMap(({ seats }) => seats.map(({ subAccountId }) => subAccountId)));

  for (const person of married) organisation.rename(person, { lastName: `${person.lastName}-Marsh` });
  for (const person of promoted) organisation.promoteToSupervisor(person);
  for (const person of leaving) organisation.leave(person);
  const names = new PersonNames(new SeededRandom(5));
  const subAccountIds = [...organisation.subAccounts.keys()];
  for (let index = 0; index < share; index += 1) {
    const { firstName, lastName } = names.next();
    const subAccountId = subAccountIds[index % subAccountIds.length] ?? "";
    organisation.hire({ firstName, lastName, email: `new-${index}@contact-centre.example`, subAccountId });
  }
  return {
    hired: share,
    renamed: married.length,
    promoted: promoted.length,
    left: leaving.length,
    leftSubAccountIds,
  };
}

function isPlainAgent({ rcUserId, administrator, extension, seats }: Person): boolean {
  return (
    rcUserId !== undefined &&
    administrator === undefined &&
    extension?.status === "Enabled" &&
    seats.length > 0 &&
    seats.every(({ isActive, agentType }) => isActive && agentType === "AGENT")
  );
}
