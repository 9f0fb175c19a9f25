import type { RunId, TenantId, UserId } from "#shared/domain/ids.ts";
import type { ChangeRecord } from "#shared/domain/roster/change.ts";
import type { StoredRun } from "#shared/domain/run/run.ts";
import { type HeldDecision, heldDigest, maxNamed } from "#shared/domain/safeguards/held-decision.ts";
import type { NumberedChange } from "#shared/ports/history.ts";
import type { OnBehalf, OperatorPorts, ReadOnlyPorts } from "./operator-ports.ts";

/** What a run holds of one user. */
export type HeldRecord = ChangeRecord & { readonly userId: UserId };

/** What one run holds back, and what somebody has decided about it. */
export interface HeldList {
  readonly run: StoredRun;
  /** A user may have several parts. */
  readonly held: readonly HeldRecord[];
  /** Each once, in the order of the list. */
  readonly userIds: readonly UserId[];
  readonly digest: string;
  /** What counts, in force or not; `void`: what is stored names no list, as before approvals were bound to one. */
  readonly decision?: HeldDecision | "void";
}

/** The held list of a run; `undefined` where there is no such run. */
export async function heldListOf(
  { tenantId, runId }: { readonly tenantId: TenantId; readonly runId: RunId },
  { history, approvals }: Pick<ReadOnlyPorts, "history" | "approvals">,
): Promise<HeldList | undefined> {
  const run = await history.run(tenantId, runId);
  if (run === undefined) return undefined;
  const decision = await approvals.find(tenantId, runId);
  const held = (await history.readChanges(tenantId, runId)).flatMap(heldIn);
  const userIds = [...new Set(held.map(({ userId }) => userId))];
  return { run, held, userIds, digest: heldDigest(held), ...(decision === undefined ? {} : { decision }) };
}

function heldIn({ record }: NumberedChange): readonly HeldRecord[] {
  const { userId, outcome } = record;
  return outcome === "held" && userId !== undefined ? [{ ...record, userId }] : [];
}

/** Why nothing can be decided about a held list, or not this. */
export type CannotDecide =
  | { readonly kind: "dry-run" | "not-ended" | "nothing-held" | "nobody" }
  | { readonly kind: "used"; readonly by: RunId | undefined }
  /** Ids that the run does not hold. */
  | { readonly kind: "unknown"; readonly userIds: readonly string[] }
  /** Neither those who are named nor the others are few enough. */
  | { readonly kind: "too-many"; readonly most: number };

/** What somebody is about to decide, to be shown before they do. */
export interface ProposedHeldDecision {
  readonly kind: "proposed";
  readonly decision: Pick<HeldDecision, "kind" | "runId" | "digest" | "userIds" | "except">;
  /** Whom it names, and the rest of the list: an approval refuses it, a refusal leaves it open. */
  readonly named: readonly HeldRecord[];
  readonly rest: readonly HeldRecord[];
}

interface Wish {
  readonly kind: HeldDecision["kind"];
  readonly list: HeldList;
  /** These users only; the whole list where it is absent. */
  readonly only?: readonly string[];
}

/** Works out a decision about a held list, or says why there can be none. */
export function proposeHeldDecision({ kind, list, only }: Wish): ProposedHeldDecision | CannotDecide {
  const { run, held, userIds, digest, decision } = list;
  if (run.mode === "plan") return { kind: "dry-run" };
  if (run.finishedAt === undefined) return { kind: "not-ended" };
  if (held.length === 0) return { kind: "nothing-held" };
  if (typeof decision === "object" && decision.usedBy !== undefined) return { kind: "used", by: decision.usedBy };
  const wanted = new Set<string>(only ?? userIds);
  if (wanted.size === 0) return { kind: "nobody" };
  const strangers = [...wanted].filter((id) => !userIds.some((userId) => userId === id));
  if (strangers.length > 0) return { kind: "unknown", userIds: strangers };
  const chosen = userIds.filter((userId) => wanted.has(userId));
  const others = userIds.filter((userId) => !wanted.has(userId));
  if (Math.min(chosen.length, others.length) > maxNamed) return { kind: "too-many", most: maxNamed };
  return {
    kind: "proposed",
    decision: { kind, runId: run.runId, digest, ...part(chosen, others) },
    named: held.filter(({ userId }) => wanted.has(userId)),
    rest: held.filter(({ userId }) => !wanted.has(userId)),
  };
}

/** Whichever list is shorter; the whole list needs none. */
function part(chosen: readonly UserId[], others: readonly UserId[]): Pick<HeldDecision, "userIds" | "except"> {
  if (others.length === 0) return {};
  return chosen.length <= others.length ? { userIds: chosen } : { except: others };
}

/** Stores what somebody has confirmed. */
export async function storeHeldDecision(
  { decision }: ProposedHeldDecision,
  { tenantId, by }: OnBehalf,
  { approvals, clock }: Pick<OperatorPorts, "approvals" | "clock">,
): Promise<{ readonly kind: "decided"; readonly decision: HeldDecision } | Extract<CannotDecide, { kind: "used" }>> {
  const made: HeldDecision = { ...decision, by, at: clock.now().toISOString() };
  if ((await approvals.decide(tenantId, made)) === "decided") return { kind: "decided", decision: made };
  const stands = await approvals.find(tenantId, decision.runId);
  return { kind: "used", by: typeof stands === "object" ? stands.usedBy : undefined };
}
