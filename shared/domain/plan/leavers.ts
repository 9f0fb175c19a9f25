import type { UserId } from "#shared/domain/ids.ts";
import type { Change } from "#shared/domain/roster/change.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import type { Absence } from "#shared/domain/scope/absence.ts";
import type { Decision } from "./decision.ts";
import { formatOpenAbsence, nothing } from "./decision.ts";

interface LeaverContext {
  readonly absence: Absence;
  /** Why a user is left alone, if they are. */
  readonly excluded: (user: RosterUser) => string | undefined;
  /** What was decided about people who were given this user, or are in doubt about it. */
  readonly decided: ReadonlyMap<UserId, Decision>;
}

/** Decides about each user once, though several people may carry the id that it is linked to. */
export function decideLeavers(context: LeaverContext): (user: RosterUser) => Decision {
  const known = new Map<UserId, Decision>();
  return (user) => {
    const decision = known.get(user.userId) ?? decideLeaver(user, context);
    known.set(user.userId, decision);
    return decision;
  };
}

/**
 * Who leaves: a linked user who is no longer in scope, if that is proved. The conditions in order; the first that holds
 * is the reason.
 */
function decideLeaver(user: RosterUser, { absence, excluded, decided }: LeaverContext): Decision {
  const ofPerson = decided.get(user.userId);
  // Somebody has been given this user, or may be given it by the next run.
  if (ofPerson?.kind === "change" || ofPerson?.kind === "nothing") return ofPerson;
  if (user.sourceId === undefined) {
    const { formerSourceId } = user;
    return (
      ofPerson ??
      nothing(formerSourceId === undefined ? { kind: "made-by-hand" } : { kind: "released", formerSourceId })
    );
  }
  const by = excluded(user);
  if (by !== undefined) return nothing({ kind: "excluded", by });
  const verdict = absence.of(user);
  const isProved = verdict.kind === "proved";
  if (user.status === "Inactive") {
    const why = isProved ? verdict.reason : formatOpenAbsence(verdict);
    return ofPerson ?? nothing({ kind: "already-inactive", why });
  }
  return isProved ? { kind: "change", change: deactivation(user, verdict.reason) } : (ofPerson ?? nothing(verdict));
}

function deactivation({ userId, sourceId, version, status }: RosterUser, reason: string): Change {
  return {
    kind: "deactivate",
    userId,
    ...(sourceId === undefined ? {} : { sourceId }),
    version,
    before: { status },
    after: { status: "Inactive" },
    reason,
  };
}
