import type { Organisation } from "#test/simulators/ringcentral/organisation.ts";

const extensionsOnAPage = 1_000;
/** Up to this many RingCX calls the second reading repeats everything (design 4.1). */
const repeatsAllUpTo = 100;

/** Sub-accounts in which somebody was last seen who has left since. */
export interface Absences {
  readonly subAccountIds: ReadonlySet<string>;
}

/**
 * The calls that a run cannot do without, told from the organisation alone: login, exchange, administrators,
 * sub-accounts, the groups of each, the agents of each group, the pages of extensions; and the second reading of
 * RingCX where somebody has left.
 */
export function minimumCalls(organisation: Organisation, { subAccountIds }: Absences): number {
  const groups = [...organisation.subAccounts].map(([id, subAccount]) => ({ id, lists: 1 + subAccount.groups.size }));
  const listsOf = (wanted: typeof groups) => wanted.reduce((sum, { lists }) => sum + lists, 0);
  const administrators = 1;
  const subAccounts = 1;
  const reading = administrators + subAccounts + listsOf(groups);
  const login = 1;
  const exchange = 1;
  const pages = Math.ceil(organisation.extensions.length / extensionsOnAPage);
  return login + exchange + pages + reading + secondReading();

  function secondReading(): number {
    if (subAccountIds.size === 0) return 0;
    if (reading <= repeatsAllUpTo) return administrators + listsOf(groups);
    return listsOf(groups.filter(({ id }) => subAccountIds.has(id)));
  }
}
