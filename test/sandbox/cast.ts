import { generateOrganisation } from "#test/fixtures/people.ts";
import type { Organisation } from "#test/simulators/ringcentral/organisation.ts";
import type { Person } from "#test/simulators/ringcentral/organisation-model.ts";

/** The organisation of the story and those of its people to whom something happens. */
export interface Cast {
  readonly organisation: Organisation;
  /** Already in the roster by hand, and linked on the first day. */
  readonly known: Person;
  /** Gone before the story begins; the roster still has them, Inactive. */
  readonly returning: Person;
  readonly bride: Person;
  readonly promoted: Person;
  readonly revoked: Person;
  readonly leaver: Person;
  /** Leaves while their sub-account cannot be read. */
  readonly lateLeaver: Person;
  /** Somebody edits this person's role in AI WFM by hand. */
  readonly edited: Person;
  /** Two extensions with one name and one e-mail: nobody can say whether they are one human. */
  readonly indistinct: readonly Person[];
}

export const [firstSite, secondSite, thirdSite] = ["15910001", "15910002", "15910003"] as const;

/** An organisation in which `people` are in scope on the first day. */
export function castOf({ people }: { readonly people: number }): Cast {
  const organisation = generateOrganisation({ seed: 20_260_601, people: people + 1, sharedMailboxes: 0 });
  const plainAgents = [...organisation.people.values()].filter(
    (person) =>
      person.email !== undefined &&
      person.rcUserId !== undefined &&
      person.administrator === undefined &&
      person.extension?.status === "Enabled" &&
      person.seats.length === 1 &&
      person.seats.every(({ isActive, agentType }) => isActive && agentType === "AGENT"),
  );
  const at = (site: string) => plainAgents.filter(({ seats }) => seats[0]?.subAccountId === site);
  const [known, returning, bride, promoted, leaver, one] = at(firstSite);
  const other = at(firstSite).findLast((person) => person !== one);
  const [revoked, edited] = at(secondSite);
  const [lateLeaver] = at(thirdSite);
  const found = { known, returning, bride, promoted, leaver, one, other, revoked, edited, lateLeaver };
  for (const [part, person] of Object.entries(found)) {
    if (person === undefined) throw new Error(`nobody can play "${part}": the organisation needs more people`);
  }
  const { one: first, other: second, ...cast } = found as { [Key in keyof typeof found]-?: Person };
  organisation.leave(cast.returning);
  organisation.rename(second, { email: first.email, firstName: first.firstName, lastName: first.lastName });
  return { organisation, ...cast, indistinct: [first, second] };
}

/** Who belongs in the roster, told from the organisation alone; `unreadable` is a sub-account that nobody can see. */
export function inScope(
  { organisation }: Cast,
  { unreadable }: { readonly unreadable?: string } = {},
): ReadonlySet<Person> {
  const everybody = [...organisation.people.values()];
  return new Set(
    everybody.filter(
      ({ administrator, seats, extension }) =>
        extension?.status !== "Disabled" &&
        extension?.status !== "Unassigned" &&
        (administrator !== undefined ||
          seats.some(({ isActive, subAccountId }) => isActive && subAccountId !== unreadable)),
    ),
  );
}

export function userIdOf({ rcUserId }: Person): string {
  return `rc-${rcUserId}`;
}
