import { ulid } from "ulid";
import { type RunId, runId, userId } from "#shared/domain/ids.ts";
import type { RiskyKind } from "#shared/domain/roster/risky-kinds.ts";
import type { Profile } from "#shared/domain/roster/roster-user.ts";
import { type HeldDecision, heldDigest } from "#shared/domain/safeguards/held-decision.ts";
import type { HeldRecord } from "#shared/domain/safeguards/past.ts";
import type { ExampleData, ExampleProfile } from "./example.ts";
import { subAccountIdsOf } from "./example-reading.ts";

const hourMs = 3_600_000;

/** When the tenant of an example settled in; `undefined` while it has not. */
export function settledAt({ settled }: ExampleData, now: Date): string | undefined {
  if (settled === false) return undefined;
  const daysAgo = settled === true ? 365 : settled.daysAgo;
  return new Date(now.getTime() - daysAgo * 24 * hourMs).toISOString();
}

/** Sub-accounts that an earlier run has read. */
export function readBefore(example: ExampleData): readonly string[] {
  return example.readBefore ?? ("directory" in example ? subAccountIdsOf(example.directory) : []);
}

/** What somebody has said about the held lists of earlier runs, with these lists. */
export function decisionsOnLists({ approvals, refusals }: ExampleData, now: Date) {
  const said = [
    ...approvals.map(({ approvedUsers, ...list }) => ({ kind: "approval" as const, named: approvedUsers, ...list })),
    ...refusals.map(({ refusedUsers, ...list }) => ({ kind: "refusal" as const, named: refusedUsers, ...list })),
  ];
  return said.map(({ kind, named, heldList, hoursAgo }): { decision: HeldDecision; held: readonly HeldRecord[] } => {
    const at = new Date(now.getTime() - hoursAgo * hourMs);
    const held = heldList.map(heldPartOf);
    const isWhole = heldList.every(({ user }) => named.includes(user));
    const decision: HeldDecision = {
      ...{ kind, runId: runIdAt(at), digest: heldDigest(held), by: "arn:aws:iam::000000000000:user/lead" },
      ...(isWhole ? {} : { userIds: named.map(userId) }),
      at: at.toISOString(),
    };
    return { decision, held };
  });
}

/** The id of the one run that an example knows of that time. */
export function runIdAt(at: Date): RunId {
  return runId(ulid(at.getTime(), () => 0));
}

/** What an earlier run held, as it stands on record. */
export function heldPartOf({ user, after, risk }: ExampleData["heldBefore"][number]): HeldRecord {
  const isLeaver = after["status"] === "Inactive";
  const isWhole = (kind: RiskyKind) => kind === "create" || kind === "link" || kind === "deactivate";
  const kind = risk ?? (isLeaver ? "deactivate" : "role");
  return {
    ...{ userId: userId(user), kind: isWhole(kind) ? kind : "update", risk: kind },
    ...{ before: isLeaver ? { status: "Active" } : {}, after: profileOf(after), reason: "an earlier run" },
  };
}

/** Attribute values as the domain has them: what is `null` in an example is absent there. */
export function profileOf(profile: ExampleProfile): Profile {
  return Object.fromEntries(Object.entries(profile).map(([key, value]) => [key, value === null ? undefined : value]));
}
