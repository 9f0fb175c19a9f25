import { runId, userId } from "#shared/domain/ids.ts";
import { type ApprovedList, applyLimits, type LimitsInput } from "#shared/domain/plan/limits.ts";
import type { Change } from "#shared/domain/roster/change.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { exampleSettings } from "#test/fixtures/settings.ts";

export function deactivations(count: number, prefix = "rc"): Change[] {
  return Array.from({ length: count }, (_, index) => ({
    ...{ kind: "deactivate", userId: userId(`${prefix}-${index}`), version: 1, reason: "gone" },
    ...{ before: { status: "Active" }, after: { status: "Inactive" } },
  }));
}

export function promotions(count: number): Change[] {
  return Array.from({ length: count }, (_, index) => ({
    ...{ kind: "update", userId: userId(`rc-${index}`), version: 1, reason: "role" },
    ...{ before: { role: "Agent" }, after: { role: "Supervisor" } },
  }));
}

export function limited(
  changes: readonly Change[],
  {
    activeManaged = 1000,
    people = 1000,
    settings = {},
    approved = [],
    ...rest
  }: Partial<LimitsInput["plan"]> & {
    settings?: Partial<Settings>;
    approved?: readonly ApprovedList[];
    roster?: readonly RosterUser[];
  } = {},
) {
  const { roster = [], ...plan } = rest;
  return applyLimits({
    plan: { ...plan, changes, activeManaged, people },
    ...{ roster, approved, settings: { ...exampleSettings, ...settings } },
  });
}

export function approvalOf(
  users: readonly string[],
  held: readonly Pick<Change, "userId" | "kind" | "after">[],
  id = "01JA",
): ApprovedList {
  const userIds = users.map(userId);
  const at = "2026-11-02T02:00:00.000Z";
  return { approval: { runId: runId(id), userIds, approvedBy: "lead", approvedAt: at, validUntil: at }, held };
}
