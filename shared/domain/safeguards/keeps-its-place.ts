import { incompleteRingCx } from "#shared/domain/directory/scopes.ts";
import type { SourceId, UserId } from "#shared/domain/ids.ts";
import type { Decision } from "#shared/domain/plan/decision.ts";
import type { Plan } from "#shared/domain/plan/plan.ts";
import type { HeldRecord } from "./past.ts";

/**
 * Whether something that an earlier run held, and that this run does not plan, waits on because this run could not
 * judge it: whoever is frozen, excluded or in conflict keeps their place in the held list.
 */
export function keepsItsPlace({
  decided = [],
  scopes,
}: Partial<Pick<Plan, "decided" | "scopes">>): (held: HeldRecord) => boolean {
  const decisions = new Map<UserId | SourceId, Decision>();
  for (const { matched, user, decision } of decided) {
    for (const { userId } of user === undefined ? (matched?.users ?? []) : [user]) decisions.set(userId, decision);
    if (matched !== undefined) decisions.set(matched.person.sourceId, decision);
  }
  const isIncomplete = scopes !== undefined && incompleteRingCx(scopes).length > 0;
  return ({ userId, sourceId, risk }) => {
    const decision = decisions.get(userId) ?? (sourceId === undefined ? undefined : decisions.get(sourceId));
    if (decision === undefined) return false;
    if (decision.kind === "conflict") return true;
    if (decision.kind === "nothing" && !settled.includes(decision.because.kind)) return true;
    // A role waits without a word where another part of the person's profile changes.
    if (isIncomplete && (risk === "gain-administrator" || risk === "lose-administrator" || risk === "role"))
      return true;
    // Nor of somebody whom a list that was not read may show as back.
    return (
      isIncomplete &&
      risk === "reactivate" &&
      decision.kind === "nothing" &&
      decision.because.kind === "already-inactive"
    );
  };
}

type Because = Extract<Decision, { readonly kind: "nothing" }>["because"]["kind"];

/** The lists say what they say: nothing is to be done, and nothing waits. */
const settled: readonly Because[] = [
  "as-it-should-be",
  "out-of-scope",
  "already-inactive",
  "released",
  "made-by-hand",
  "listed",
  "second-reading-lists",
];
