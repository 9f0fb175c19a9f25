import type { Person } from "#shared/domain/directory/person.ts";
import { type SourceId, type TenantId, type UserId, userIdOfSource } from "#shared/domain/ids.ts";
import { seenOf } from "#shared/domain/plan/another-human.ts";
import type { Decided } from "#shared/domain/plan/plan.ts";
import { freeUserId } from "#shared/domain/plan/settle.ts";
import type { Choice, Conflict, ConflictDecision, ConflictDecisions } from "#shared/domain/roster/change.ts";
import { conflictChoices } from "#shared/domain/roster/change.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { emailKey } from "#shared/domain/text.ts";
import type { Deadline } from "#shared/ports/clock.ts";
import { type Look, type LookPorts, lookNow } from "./look.ts";
import type { OnBehalf, OperatorPorts } from "./operator-ports.ts";
import { type Sighting, sightingsOf } from "./sighting.ts";
import type { NotRead } from "./story.ts";

/** A conflict with both candidates before one's eyes. */
export interface OpenConflict {
  /** Absent for what is no person's. */
  readonly sourceId?: SourceId;
  readonly conflict: Conflict;
  /** What can be decided; none where it has to be mended in RingCentral or in the roster. */
  readonly choices: readonly Choice[];
  /** Who RingCentral says it is, and where. */
  readonly person?: Person;
  readonly sightings: readonly Sighting[];
  /** Roster users it may be. */
  readonly users: readonly RosterUser[];
  /** What was decided before and does not settle this conflict: RingCentral says something else now, or it cannot be done. */
  readonly earlier?: ConflictDecision;
}

export interface ReadConflicts {
  readonly kind: "read";
  readonly conflicts: readonly OpenConflict[];
  readonly roster: readonly RosterUser[];
  /** Everything that has been decided, applied or not. */
  readonly decisions: ConflictDecisions;
}

export type Conflicts = ReadConflicts | { readonly kind: "not-read"; readonly notRead: NotRead };

/** Every conflict that a run would find now, as the plan orders people. */
export async function openConflicts(
  request: { readonly tenantId: TenantId; readonly deadline: Deadline },
  ports: LookPorts,
): Promise<Conflicts> {
  const [look, decisions] = [await lookNow(request, ports), await ports.decisions.list(request.tenantId)];
  if (look.kind === "not-read") return { kind: "not-read", notRead: look.notRead };
  const seen = new Set<Conflict>();
  const conflicts = look.plan.decided.flatMap((decided): OpenConflict[] => {
    if (decided.decision.kind !== "conflict" || seen.has(decided.decision.conflict)) return [];
    seen.add(decided.decision.conflict);
    const one = conflictOf(decided, decided.decision.conflict, look);
    const earlier = one.sourceId === undefined ? undefined : decisions.get(one.sourceId);
    return [earlier === undefined ? one : { ...one, earlier }];
  });
  return { kind: "read", conflicts, roster: look.roster, decisions };
}

function conflictOf(
  { matched, record }: Decided,
  conflict: Conflict,
  { reading, roster }: Extract<Look, { kind: "seen" }>,
): OpenConflict {
  const { sourceId } = conflict;
  const email = emailKey(matched?.person.email ?? record?.email);
  const linked = new Set(matched?.users.map(({ userId }) => userId));
  const users = roster.filter(
    (user) =>
      user.userId === conflict.userId ||
      linked.has(user.userId) ||
      (email !== undefined && emailKey(user.email) === email),
  );
  return {
    conflict,
    choices: conflictChoices[conflict.conflict],
    users,
    sightings: sightingsOf(matched?.person, { reading, users: matched?.users ?? [] }),
    ...(sourceId === undefined ? {} : { sourceId }),
    ...(matched === undefined ? {} : { person: matched.person }),
  };
}

/** A decision that nobody has confirmed yet. */
export interface ProposedDecision {
  readonly decision: Pick<ConflictDecision, "kind" | "userId" | "seen">;
  readonly about: OpenConflict;
  /** The user to link. */
  readonly user?: RosterUser;
}

export type ProposedDecisions = ReadonlyMap<SourceId, ProposedDecision>;

/** Why something cannot be decided. */
export interface Undecidable {
  readonly sourceId: SourceId;
  readonly why: string;
}

export interface Wish {
  readonly sourceIds: readonly SourceId[];
  readonly choice: Choice;
  /** The user to link; with `link` only. */
  readonly userId?: UserId | undefined;
}

/** What one wish about several conflicts comes to; if one of them cannot be decided so, none is. */
export function proposeDecisions(
  wish: Wish,
  conflicts: ReadConflicts,
):
  | { readonly kind: "possible"; readonly decisions: ProposedDecisions }
  | { readonly kind: "refused"; readonly refusals: readonly Undecidable[] } {
  const taken = new Set<string>(conflicts.roster.map(({ userId }) => userId));
  const refusals: Undecidable[] = [];
  const decisions = new Map<SourceId, ProposedDecision>();
  for (const sourceId of new Set(wish.sourceIds)) {
    const found = proposeOne(sourceId, { wish, conflicts, taken });
    if ("why" in found) refusals.push(found);
    else decisions.set(sourceId, found);
  }
  return refusals.length > 0 ? { kind: "refused", refusals } : { kind: "possible", decisions };
}

interface Proposing {
  readonly wish: Wish;
  readonly conflicts: ReadConflicts;
  readonly taken: ReadonlySet<string>;
}

function proposeOne(sourceId: SourceId, { wish, conflicts, taken }: Proposing): ProposedDecision | Undecidable {
  const open = conflicts.conflicts.find((one) => one.sourceId === sourceId);
  const no = (why: string): Undecidable => ({ sourceId, why });
  if (open === undefined) return no(noneOpen(conflicts.decisions.get(sourceId)));
  if (open.person === undefined || open.choices.length === 0) return no(correctedElsewhere(open));
  if (!open.choices.includes(wish.choice))
    return no(`this conflict can only be decided as ${open.choices.join(" or ")}`);
  const decision = { kind: wish.choice, seen: seenOf(open.person) } as const;
  switch (wish.choice) {
    case "same":
      return { decision, about: open };
    case "new": {
      const userId = freeUserId(userIdOfSource(sourceId), (id) => taken.has(id));
      return { decision: { ...decision, userId }, about: open };
    }
    case "link": {
      const user = conflicts.roster.find((one) => one.userId === wish.userId);
      return user === undefined
        ? no(`there is no roster user ${wish.userId ?? "without an id"}`)
        : { decision: { ...decision, userId: user.userId }, about: open, user };
    }
  }
}

function noneOpen(decided: ConflictDecision | undefined): string {
  if (decided === undefined) return "there is no conflict about this id now";
  return `there is no conflict about this id now; it was decided as ${decided.kind} by ${decided.by}`;
}

function correctedElsewhere({ conflict }: OpenConflict): string {
  return `this cannot be decided (${conflict.reason}): correct it in RingCentral or in AI WFM, or add the id to ignoredPeople`;
}

/** Stores what somebody has confirmed; the next run obeys it. */
export async function storeDecisions(
  proposed: ProposedDecisions,
  { tenantId, by }: OnBehalf,
  { decisions, clock }: Pick<OperatorPorts, "decisions" | "clock">,
): Promise<void> {
  const at = clock.now().toISOString();
  for (const [sourceId, { decision }] of proposed) await decisions.decide(tenantId, sourceId, { ...decision, by, at });
}

/** Takes decisions back, all or none, and returns what had been decided, or about which ids nothing is. */
export async function takeBackDecisions(
  { tenantId, sourceIds }: { readonly tenantId: TenantId; readonly sourceIds: readonly SourceId[] },
  { decisions }: Pick<OperatorPorts, "decisions">,
): Promise<
  | { readonly kind: "taken-back"; readonly decisions: ConflictDecisions }
  | { readonly kind: "none"; readonly sourceIds: readonly SourceId[] }
> {
  const stored = await decisions.list(tenantId);
  const taken = new Map<SourceId, ConflictDecision>();
  const without: SourceId[] = [];
  for (const sourceId of new Set(sourceIds)) {
    const decision = stored.get(sourceId);
    if (decision === undefined) without.push(sourceId);
    else taken.set(sourceId, decision);
  }
  if (without.length > 0) return { kind: "none", sourceIds: without };
  for (const sourceId of taken.keys()) await decisions.takeBack(tenantId, sourceId);
  return { kind: "taken-back", decisions: taken };
}
