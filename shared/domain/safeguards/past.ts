import type { ScopeId } from "#shared/domain/directory/reading.ts";
import type { RunId } from "#shared/domain/ids.ts";
import type { Change } from "#shared/domain/roster/change.ts";
import type { RiskyCounts, RiskyKind } from "#shared/domain/roster/risky-kinds.ts";
import { endOf, type HeldDecision, type HeldPart, saysOf, signature } from "./held-decision.ts";

/** What earlier runs and people's decisions mean for the limits of this one. */
export interface Past {
  readonly decided: readonly DecidedList[];
  /** What the last run that planned from the directory and could apply has held, or kept back as refused. */
  readonly held: readonly HeldRecord[];
  /** Applied in the seven days before, without approved and exempt changes. */
  readonly recent: RiskyCounts;
  /** While a tenant settles in, new users are expected, however many. */
  readonly isSettlingIn: boolean;
  /** Sub-accounts that no run has read completely yet: new users of theirs are expected, too. */
  readonly newScopes: (scope: ScopeId) => boolean;
}

/** A decision beside the held list that it is about. */
export interface DecidedList {
  readonly decision: HeldDecision;
  readonly held: readonly HeldPart[];
  /** A run that got to its end has used it: it approves nothing more. */
  readonly isSpent: boolean;
}

/** What is held on record. */
export type HeldRecord = Pick<Change, "kind" | "userId" | "sourceId" | "before" | "after" | "reason"> & {
  readonly risk: RiskyKind;
};

/** What somebody has said about a part, the latest word counts. */
export type Verdict =
  /** Several lists may name it: whoever applies it uses all of these approvals. */
  | { readonly kind: "approved"; readonly runIds: readonly RunId[] }
  | { readonly kind: "refused"; readonly by: string; readonly until: string };

/** By signature. */
export function verdictsOf(decided: readonly DecidedList[]): ReadonlyMap<string, Verdict> {
  const verdicts = new Map<string, Verdict>();
  for (const { decision, held, isSpent } of decided.toSorted((a, b) => (a.decision.at < b.decision.at ? -1 : 1))) {
    const { runId, by, at } = decision;
    // What an approval leaves out is refused for as long as by a refusal.
    const until = endOf({ kind: "refusal", at })?.toISOString() ?? "";
    for (const part of held) {
      if (part.userId === undefined) continue;
      const says = saysOf(decision, part.userId);
      const before = verdicts.get(signature(part));
      const others = before?.kind === "approved" ? before.runIds : [];
      if (says === "approved" && !isSpent)
        verdicts.set(signature(part), { kind: "approved", runIds: [...others, runId] });
      if (says === "refused") verdicts.set(signature(part), { kind: "refused", by, until });
    }
  }
  return verdicts;
}
