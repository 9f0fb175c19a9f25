import type { Person } from "#shared/domain/directory/person.ts";
import { type SourceId, type TenantId, type UserId, userIdOfSource } from "#shared/domain/ids.ts";
import { seenOf } from "#shared/domain/plan/another-human.ts";
import type { Decided } from "#shared/domain/plan/plan.ts";
import { freeUserId } from "#shared/domain/plan/settle.ts";
import type { Choice, Conflict, ConflictDecision } from "#shared/domain/roster/change.ts";
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
  /** What was decided before; RingCentral has said something else since, or the conflict is another one. */
  readonly earlier?: ConflictDecision;
}

export type Conflicts =
  | { readonly kind: "read"; readonly conflicts: readonly OpenConflict[]; readonly roster: readonly RosterUser[] }
  | { readonly kind: "not-read"; readonly notRead: NotRead };

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
  return { kind: "read", conflicts, roster: look.roster };
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

/** Why a decision was not stored. */
export interface Undecidable {
  readonly sourceId: SourceId;
  readonly why: string;
}

interface DecideRequest {
  readonly conflicts: Extract<Conflicts, { kind: "read" }>;
  readonly sourceIds: readonly SourceId[];
  readonly choice: Choice;
  /** The user to link; with `link` only. */
  readonly userId?: UserId | undefined;
  readonly onBehalf: OnBehalf;
}

/** Stores one decision about several conflicts: all of them, or none. Returns what is in the way. */
export async function decideConflicts(
  request: DecideRequest,
  { decisions, clock }: Pick<OperatorPorts, "decisions" | "clock">,
): Promise<readonly Undecidable[]> {
  const { conflicts, onBehalf } = request;
  const at = clock.now().toISOString();
  const taken = new Set<string>(conflicts.roster.map(({ userId }) => userId));
  const undecidable: Undecidable[] = [];
  const decided: (readonly [SourceId, ConflictDecision])[] = [];
  for (const sourceId of new Set(request.sourceIds)) {
    const found = decisionAbout(sourceId, { request, at, taken });
    if ("why" in found) undecidable.push(found);
    else {
      decided.push([sourceId, found]);
      if (found.kind === "new" && found.userId !== undefined) taken.add(found.userId);
    }
  }
  if (undecidable.length > 0) return undecidable;
  for (const [sourceId, decision] of decided) await decisions.decide(onBehalf.tenantId, sourceId, decision);
  return [];
}

function decisionAbout(
  sourceId: SourceId,
  { request, at, taken }: { readonly request: DecideRequest; readonly at: string; readonly taken: ReadonlySet<string> },
): ConflictDecision | Undecidable {
  const { conflicts, choice, userId, onBehalf } = request;
  const open = conflicts.conflicts.find((one) => one.sourceId === sourceId);
  const no = (why: string): Undecidable => ({ sourceId, why });
  if (open?.person === undefined)
    return no(open === undefined ? "there is no conflict about this id now" : mendedElsewhere(open));
  if (!open.choices.includes(choice))
    return no(open.choices.length === 0 ? mendedElsewhere(open) : `it can be decided as ${open.choices.join(" or ")}`);
  const decision = { kind: choice, seen: seenOf(open.person), by: onBehalf.by, at } as const;
  switch (choice) {
    case "same":
      return decision;
    case "new":
      return { ...decision, userId: freeUserId(userIdOfSource(sourceId), (id) => taken.has(id)) };
    case "link": {
      const user = conflicts.roster.find((one) => one.userId === userId);
      return user === undefined
        ? no(`there is no roster user ${userId ?? "without an id"}`)
        : { ...decision, userId: user.userId };
    }
  }
}

function mendedElsewhere({ conflict }: OpenConflict): string {
  return `it cannot be decided here (${conflict.reason}): correct it in RingCentral or in AI WFM, or put the id into ignoredPeople`;
}
