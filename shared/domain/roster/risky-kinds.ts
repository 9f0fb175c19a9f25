import type { ReasonCode } from "#shared/domain/sync-error.ts";

interface RiskyKindRule {
  readonly heldAs: ReasonCode;
  /** How people call one such change, and several. */
  readonly words: readonly [one: string, several: string];
}

/** THE table of changes that can do harm (design 4.5), in the order in which one of several is named. */
export const riskyKinds = {
  deactivate: { heldAs: "DEACTIVATIONS_HELD", words: ["deactivation", "deactivations"] },
  "lose-administrator": { heldAs: "ROLE_CHANGES_HELD", words: ["lost Administrator role", "lost Administrator roles"] },
  "gain-administrator": { heldAs: "ROLE_CHANGES_HELD", words: ["new Administrator", "new Administrators"] },
  role: { heldAs: "ROLE_CHANGES_HELD", words: ["other role change", "other role changes"] },
  reactivate: { heldAs: "REACTIVATIONS_HELD", words: ["reactivation", "reactivations"] },
  create: { heldAs: "CREATES_HELD", words: ["new user", "new users"] },
  profile: { heldAs: "PROFILES_HELD", words: ["changed name or e-mail", "changed names or e-mails"] },
  move: { heldAs: "MOVES_HELD", words: ["move to another activity", "moves to another activity"] },
  link: {
    heldAs: "LINKS_HELD",
    words: ["link of a hand-made user above Agent", "links of hand-made users above Agent"],
  },
} as const satisfies Readonly<Record<string, RiskyKindRule>>;

export type RiskyKind = keyof typeof riskyKinds;
export const riskyKindNames = Object.keys(riskyKinds) as readonly RiskyKind[];

/** What a run applied of each kind, without approved and exempt changes. */
export type RiskyCounts = Readonly<Partial<Record<RiskyKind, number>>>;

export function countKinds(kinds: Iterable<RiskyKind>): RiskyCounts {
  const counts: Partial<Record<RiskyKind, number>> = {};
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** The sum; what is no number of changes counts as none, so that nothing takes away from what was changed. */
export function addRisky(all: readonly RiskyCounts[]): RiskyCounts {
  const sum: Partial<Record<RiskyKind, number>> = {};
  for (const counts of all)
    for (const kind of riskyKindNames) {
      const count = counts[kind] ?? 0;
      sum[kind] = (sum[kind] ?? 0) + (Number.isInteger(count) && count > 0 ? count : 0);
    }
  return sum;
}

/** `3 deactivations and 1 new Administrator` */
export function formatRiskyCounts(counts: RiskyCounts): string {
  const parts = riskyKindNames.flatMap((kind) => {
    const count = counts[kind] ?? 0;
    return count === 0 ? [] : [`${count} ${riskyKinds[kind].words[count === 1 ? 0 : 1]}`];
  });
  const last = parts.at(-1) ?? "nothing";
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(", ")} and ${last}`;
}
