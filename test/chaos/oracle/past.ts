import { type HeldEntry, isAbout, type Kind, kinds, type Part, repairEndOf, type Wish } from "./risky-parts.ts";

/** What a decision in force says about a held list. */
export interface Decided {
  readonly approved: readonly HeldEntry[];
  /** With what an approval has left out. */
  readonly refused: readonly HeldEntry[];
  /** No run has said that it uses it. */
  readonly isUnused: boolean;
}

/** How many of a kind were applied in the seven days before, without an approval. */
export interface Recent {
  readonly least: number;
  /** With those of a run that the window may or may not hold, by the moment at which a clock is read. */
  readonly most: number;
}

/** What is behind a run when it decides. */
export interface Past {
  readonly nowMs: number;
  /** By so much the run's clock may differ, and so long it may have taken until it decided. */
  readonly looseMs: number;
  /** The list of the last apply run that got as far as planning, but for those of undos. */
  readonly held: readonly HeldEntry[];
  readonly decided: readonly Decided[];
  readonly recent: { readonly [Name in Kind]?: Recent };
  /** `undefined` where it ends at about this moment. */
  readonly isSettlingIn: boolean | undefined;
  /** Sub-accounts that a run has read completely. */
  readonly read: ReadonlySet<string>;
}

const dayMs = 86_400_000;
const settlingInMs = 7 * dayMs;
const windowMs = 7 * dayMs;

/** Whether new people are expected (design 4.5). */
export function isSettlingInAt(
  settledAt: string | undefined,
  { nowMs, looseMs }: Pick<Past, "nowMs" | "looseMs">,
): boolean | undefined {
  if (settledAt === undefined) return true;
  const endsInMs = Date.parse(settledAt) + settlingInMs - nowMs;
  return Math.abs(endsInMs) <= looseMs ? undefined : endsInMs > 0;
}

/** What was applied before, and when. */
export interface AppliedRun {
  readonly startedMs: number;
  readonly counts: { readonly [Name in Kind]?: number };
}

/** What the window of seven days before a moment holds. */
export function recentOf(
  runs: readonly AppliedRun[],
  { nowMs, looseMs }: Pick<Past, "nowMs" | "looseMs">,
): Past["recent"] {
  const sum = (kind: Kind, sinceMs: number) =>
    runs.filter(({ startedMs }) => startedMs >= sinceMs).reduce((total, { counts }) => total + (counts[kind] ?? 0), 0);
  return Object.fromEntries(
    kinds.map((kind) => {
      const since = nowMs - windowMs;
      return [kind, { least: sum(kind, since + looseMs), most: sum(kind, since - looseMs) }];
    }),
  );
}

/** What becomes of a part before any limit is asked. */
export type Word = "approved" | "refused" | "kept" | "free" | "open";

/** The word about a part of a wish: somebody's, or that of the list it was held on before. */
export function wordAbout(about: { readonly wish: Wish; readonly part: Part }, past: Past): Word {
  const isNamed = (entries: readonly HeldEntry[]) => entries.some((entry) => isAbout(entry, about));
  const isApproved = past.decided.some(({ approved }) => isNamed(approved));
  const isRefused = past.decided.some(({ refused }) => isNamed(refused));
  // Two people have decided about two lists.
  if (isApproved && isRefused) return "open";
  if (isApproved || isRefused) return isApproved ? "approved" : "refused";
  if (isNamed(past.held)) return "kept";
  return "free";
}

/** Whether a reactivation is at the very end of the days in which it counts as a repair. */
function isRepairEnding({ before }: Wish, { nowMs, looseMs }: Past): boolean {
  const end = before === undefined ? undefined : repairEndOf(before);
  return end !== undefined && Math.abs(end - nowMs) <= looseMs;
}

/**
 * Whether a part is neither limited nor counted: new people are expected while a tenant settles in, and from a sub-account
 * that is read completely for the first time. `undefined`: it is not known.
 */
export function isExempt(
  { wish, part }: { readonly wish: Wish; readonly part: Part },
  past: Past,
): boolean | undefined {
  if (part.family !== "create")
    return part.kinds.includes("reactivate") && isRepairEnding(wish, past) ? undefined : false;
  if (past.isSettlingIn !== false) return past.isSettlingIn;
  const seats = (wish.after["agentIds"] ?? []) as readonly string[];
  const isNew = (id: string) => !past.read.has(String(id.split("/")[0]));
  if (!seats.some(isNew)) return false;
  return seats.every(isNew) ? true : undefined;
}
