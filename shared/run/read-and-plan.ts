import type { DirectoryReading, RingCxReading, ScopeError, ScopeId } from "#shared/domain/directory/reading.ts";
import { namelessRingCxScopes, unreadableRingCxScopes } from "#shared/domain/directory/scopes.ts";
import type { SecondReading } from "#shared/domain/plan/evidence.ts";
import { type Plan, plan } from "#shared/domain/plan/plan.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import type { Decisions } from "#shared/ports/decisions.ts";
import type { Directory } from "#shared/ports/directory.ts";
import type { Roster } from "#shared/ports/roster.ts";

/** Up to this many RingCX calls the second reading repeats everything, above it only where somebody was last seen. */
const maxCallsToRepeatAll = 100;

export interface Observation {
  readonly plan: Plan;
  readonly roster: readonly RosterUser[];
  /** Scopes that could not be read, in either reading. */
  readonly scopeErrors: readonly ScopeError[];
}

interface ReadAndPlanInput {
  readonly directory: Pick<Directory, "read" | "readAgain" | "ringCxCallsOfFirstReading">;
  readonly roster: Pick<Roster, "list">;
  readonly decisions: Pick<Decisions, "list">;
  readonly settings: Settings;
}

/** Reads the directory, then the roster, and plans; reads RingCX again before anybody's absence is believed. */
export async function readAndPlan(input: ReadAndPlanInput): Promise<Observation> {
  const { directory, settings } = input;
  const reading = await directory.read();
  const [roster, decisions] = await Promise.all([
    input.roster.list(settings.tenantId),
    input.decisions.list(settings.tenantId),
  ]);
  let planned: Plan | undefined = plan({ reading, roster, settings, decisions });
  const { absentees, scopes } = planned;
  const scopeErrors = [...scopes.unreadable.values(), ...scopes.nameless.values()];
  if (absentees.length === 0) return { plan: planned, roster, scopeErrors };

  // Two plans of everybody at once would not fit.
  planned = undefined;
  const second = await readAgain({ directory, reading, absentees });
  return {
    plan: plan({ reading, roster, settings, decisions, secondReading: second }),
    roster,
    scopeErrors: [...scopeErrors, ...second.errors, ...newGaps(second, scopes)],
  };
}

/** Scopes that have records without any usable id only when they are read again. */
function newGaps({ reading }: SecondReading, { nameless }: Plan["scopes"]): readonly ScopeError[] {
  return namelessRingCxScopes(reading.ringCx).filter(({ scope }) => !nameless.has(scope));
}

interface ReadAgainInput extends Pick<ReadAndPlanInput, "directory"> {
  readonly reading: DirectoryReading;
  readonly absentees: readonly RosterUser[];
}

async function readAgain({ directory, reading, absentees }: ReadAgainInput) {
  const lastSeen = absentees.map(({ scopes = [] }) => scopes);
  const { wanted, isAll } = scopesToRepeat({ directory, reading, lastSeen });
  const again = await secondRingCxReading(directory, wanted);
  const errors: readonly ScopeError[] = again.kind === "read" ? unreadableRingCxScopes(again.ringCx) : again.errors;
  const ringCx = again.kind === "read" ? merged(reading.ringCx, again.ringCx) : reading.ringCx;
  return {
    reading: { ringCx, ringEx: reading.ringEx },
    unproved: new Set([...errors.map(({ scope }) => scope), ...(isAll && errors.length > 0 ? lastSeen.flat() : [])]),
    errors,
  } satisfies SecondReading;
}

/**
 * RingCX scopes that the first reading completed and on which somebody's absence rests. `isAll`: a move from one scope to
 * another is to be seen, too, and what cannot be read then may hide anybody.
 */
function scopesToRepeat({
  directory,
  reading,
  lastSeen,
}: Pick<ReadAgainInput, "directory" | "reading"> & { readonly lastSeen: readonly (readonly ScopeId[])[] }): {
  readonly wanted: ReadonlySet<ScopeId>;
  readonly isAll: boolean;
} {
  const { administrators, subAccounts } = reading.ringCx;
  const complete = new Set<ScopeId>(administrators.kind === "complete" ? ["main"] : []);
  for (const { subAccountId, agents } of subAccounts)
    if (agents.kind === "complete") complete.add(`sub:${subAccountId}`);
  const mayBeAnywhere = lastSeen.some((scopes) => scopes.length === 0);
  if (mayBeAnywhere || directory.ringCxCallsOfFirstReading() <= maxCallsToRepeatAll)
    return { wanted: complete, isAll: true };
  return { wanted: complete.intersection(new Set(lastSeen.flat())), isAll: false };
}

type SecondRingCx =
  | { readonly kind: "read"; readonly ringCx: RingCxReading }
  | { readonly kind: "unread"; readonly errors: readonly ScopeError[] };

async function secondRingCxReading(
  directory: Pick<Directory, "readAgain">,
  wanted: ReadonlySet<ScopeId>,
): Promise<SecondRingCx> {
  if (wanted.size === 0) return { kind: "unread", errors: [] };
  try {
    const subAccountIds = [...wanted].flatMap((scope) =>
      scope.startsWith("sub:") ? [scope.slice("sub:".length)] : [],
    );
    return { kind: "read", ringCx: await directory.readAgain({ main: wanted.has("main"), subAccountIds }) };
  } catch (error) {
    // Nobody's absence is proved then, but everything else that was read stands. Time that ran out ends the run.
    if (!(error instanceof SyncError) || error.code === "OUT_OF_TIME") throw error;
    const cause = `the second reading failed: ${error.message}`;
    return { kind: "unread", errors: [...wanted].map((scope) => ({ scope, cause })) };
  }
}

/** Scopes that were not repeated stand as they were first read. */
function merged(first: RingCxReading, again: RingCxReading): RingCxReading {
  const subAccounts = new Map(again.subAccounts.map((subAccount) => [subAccount.subAccountId, subAccount]));
  return {
    administrators: again.administrators.kind === "complete" ? again.administrators : first.administrators,
    subAccounts: first.subAccounts.map((subAccount) => {
      const repeated = subAccounts.get(subAccount.subAccountId);
      return repeated?.agents.kind === "complete" ? repeated : subAccount;
    }),
  };
}
