import type { UserId } from "#shared/domain/ids.ts";
import type { Change } from "#shared/domain/roster/change.ts";
import type { RiskyKind } from "#shared/domain/roster/risky-kinds.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";

/** How many of one kind may be applied without an approval. */
export interface Allowance {
  readonly inOneRun: number;
  /** Together with what was applied in the seven days before. */
  readonly inAWeek: number;
  /** Whom the share is taken of, and how many they are. */
  readonly base: string;
  readonly of: number;
}

interface AllowanceInput {
  readonly changes: readonly Change[];
  readonly roster: readonly RosterUser[];
  /** Linked users that the sync may change, Active or not. */
  readonly managed: ReadonlySet<UserId>;
  /** In scope. */
  readonly people: number;
  readonly settings: Settings;
}

const createFloor = 50;
/** Twice the limit of one run: a bad list that drips is stopped in its second night, a busy week is not. */
const runsInAWeek = 2;

/** The limits of every kind but links, which are always held (design 4.5). Users that this run links count as managed. */
export function allowances({ changes, roster, managed, people, settings }: AllowanceInput) {
  const linked = new Set(changes.filter(({ kind }) => kind === "link").map(({ userId }) => userId));
  const concerned = roster.filter(({ userId }) => managed.has(userId) || linked.has(userId));
  const active = concerned.filter(({ userId, status }) => status !== "Inactive" || linked.has(userId));
  const holders = active.filter(({ role }) => role === "Administrator").length;
  const { maxDeactivations: most, maxDeactivationShare: share, deactivationFloor, maxCreateShare } = settings;
  const usual = (of: number, base: string): Allowance => {
    // Small sites have a brake, too: a fifth of the base at most, and at least one.
    const floor = Math.max(1, Math.min(deactivationFloor, Math.floor(of / 5)));
    return allowance({ of, base, floor, most, share });
  };
  return {
    deactivate: usual(active.length, "active managed users"),
    "lose-administrator": usual(holders, "active managed Administrators"),
    "gain-administrator": usual(
      Math.max(holders, Math.floor(people / 10)),
      "Administrators, or of a tenth of the people if that is more",
    ),
    role: usual(people, "people in scope"),
    reactivate: usual(concerned.length, "managed users"),
    create: allowance({
      of: concerned.length,
      base: "managed users",
      floor: createFloor,
      most: Number.POSITIVE_INFINITY,
      share: maxCreateShare,
    }),
    profile: usual(active.length, "active managed users"),
    move: usual(active.length, "active managed users"),
  } satisfies { readonly [Kind in Exclude<RiskyKind, "link">]: Allowance };
}

interface Bounds {
  readonly of: number;
  readonly base: string;
  readonly floor: number;
  readonly most: number;
  readonly share: number;
}

function allowance({ of, base, floor, most, share }: Bounds): Allowance {
  const product = Math.floor(share * of);
  // 0.29 of 100 is 28.999... in binary fractions.
  const ofShare = of > 0 && (product + 1) / of <= share ? product + 1 : product;
  const inOneRun = Math.max(floor, Math.min(most, ofShare));
  return { inOneRun, inAWeek: runsInAWeek * inOneRun, base, of };
}
