import { runId, sourceId, userId } from "#shared/domain/ids.ts";
import type { Change } from "#shared/domain/roster/change.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { type HeldDecision, type HeldPart, heldDigest } from "#shared/domain/safeguards/held-decision.ts";
import { applyLimits, type LimitsInput } from "#shared/domain/safeguards/limits.ts";
import type { DecidedList, Past } from "#shared/domain/safeguards/past.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { exampleSettings } from "#test/fixtures/settings.ts";

export const now = new Date("2026-11-02T02:00:00.000Z");

export function deactivations(count: number, prefix = "rc"): Change[] {
  return Array.from({ length: count }, (_, index) => ({
    ...{ kind: "deactivate", userId: userId(`${prefix}-${index}`), version: 1, reason: "gone" },
    ...{ before: { status: "Active" }, after: { status: "Inactive" } },
  }));
}

export function updates(count: number, [before, after]: readonly [Change["before"], Change["after"]]): Change[] {
  return Array.from({ length: count }, (_, index) => ({
    ...{ kind: "update", userId: userId(`rc-${index}`), version: 1, reason: "follows RingCentral" },
    ...{ before, after },
  }));
}

export function promotions(count: number): Change[] {
  return updates(count, [{ role: "Agent" }, { role: "Supervisor" }]);
}

export function creates(count: number, after: Change["after"] = {}): Change[] {
  return Array.from({ length: count }, (_, index) => ({
    ...{ kind: "create", userId: userId(`new-${index}`), before: {}, reason: "new in scope" },
    after: { userId: userId(`new-${index}`), role: "Agent", status: "Active", scopes: ["sub:701"], ...after },
  }));
}

/** Active managed Agents, with what is said. */
export function managedUsers(count: number, what: Partial<RosterUser> = {}, prefix = "rc"): RosterUser[] {
  return Array.from({ length: count }, (_, index) => ({
    ...{ userId: userId(`${prefix}-${index}`), firstName: "A", lastName: "B", role: "Agent", status: "Active" },
    ...{ version: 1, sourceId: sourceId(`${prefix}:${index}`), ...what },
  }));
}

/** A tenant that has settled in, of whom nothing is held, decided or counted. */
export const nothingBefore: Past = {
  ...{ decided: [], held: [], recent: {}, isSettlingIn: false },
  newScopes: () => false,
};

interface Given extends Partial<Omit<LimitsInput, "plan" | "settings" | "past">>, Partial<LimitsInput["plan"]> {
  /** Active managed users, those in `roster` included. */
  readonly of?: number;
  readonly settings?: Partial<Settings>;
  readonly past?: Partial<Past>;
}

/** The limits of a plan of these changes, for a tenant of 1,000 Agents unless another is said. */
export function limited(
  changes: readonly Change[],
  { of = 1000, people = 1000, settings = {}, past = {}, roster: users = [], isUndo = false, ...plan }: Given = {},
) {
  const roster = [...users, ...managedUsers(Math.max(0, of - users.length), {}, "other")];
  const managed = new Set(roster.filter((user) => user.sourceId !== undefined).map(({ userId: id }) => id));
  return applyLimits({
    plan: { managed, ...plan, changes, people },
    ...{ roster, isUndo, settings: { ...exampleSettings, ...settings }, past: { ...nothingBefore, ...past }, now },
  });
}

/** A decision of yesterday about a held list: about these users, or the whole list. */
export function decided(
  kind: HeldDecision["kind"],
  held: readonly HeldPart[],
  {
    users,
    id = "01JA",
    ...what
  }: { users?: readonly string[]; id?: string } & Partial<HeldDecision & DecidedList> = {},
): DecidedList {
  const { isSpent = false, ...decision } = what;
  const named = users === undefined ? {} : { userIds: users.map(userId) };
  const about = { runId: runId(id), digest: heldDigest(held), by: "lead", at: "2026-11-01T09:00:00.000Z" };
  return { decision: { kind, ...about, ...named, ...decision }, held, isSpent };
}
