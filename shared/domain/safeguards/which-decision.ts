import { type HeldDecision, isInForce } from "./held-decision.ts";

/** What the approvals table holds about the list of one run. */
export interface StoredDecisions {
  readonly approval?: HeldDecision;
  readonly refusal?: HeldDecision;
}

/** The one that counts, whether it is in force or not: an approval that was used stands, else the later word. */
export function thatCounts({ approval, refusal }: StoredDecisions): HeldDecision | undefined {
  if (approval === undefined || refusal === undefined) return approval ?? refusal;
  if (approval.usedBy !== undefined) return approval;
  // Of two at once the careful one.
  return Date.parse(approval.at) > Date.parse(refusal.at) ? approval : refusal;
}

/** What counts at an instant: a decision that is over, or has not begun, is in nobody's way. */
export function inForceAt({ approval, refusal }: StoredDecisions, now: Date): HeldDecision | undefined {
  const counting = thatCounts({
    ...(approval !== undefined && isInForce(approval, now) ? { approval } : {}),
    ...(refusal !== undefined && isInForce(refusal, now) ? { refusal } : {}),
  });
  if (counting !== undefined || approval === undefined) return counting;
  const rest = restOf(approval);
  return rest !== undefined && isInForce(rest, now) ? rest : undefined;
}

/** The refusal that an approval of a part makes of the rest, which lasts as long as any other. */
export function restOf({
  userIds,
  except,
  restOpen,
  usedBy: _usedBy,
  ...approval
}: HeldDecision): HeldDecision | undefined {
  if ((userIds === undefined && except === undefined) || restOpen === true) return undefined;
  const named = userIds === undefined ? { userIds: except ?? [] } : { except: userIds };
  return { ...approval, kind: "refusal", ...named };
}

/** Whether it keeps somebody of the list back, so that taking that back changes something. */
export function isRefusing(decision: HeldDecision): boolean {
  return decision.kind === "refusal" || restOf(decision) !== undefined;
}
