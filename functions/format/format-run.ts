import type { ChangeCounts } from "#shared/domain/run/summary.ts";

const order = [
  "created",
  "linked",
  "updated",
  "reactivated",
  "deactivated",
  "held",
  "failed",
  "conflicts",
  "unchanged",
] as const;

/** `2 created, 1 deactivated, 143 unchanged`; what is zero is left out. */
export function formatCounts(counts: ChangeCounts): string {
  const told = order.filter((name) => counts[name] > 0).map((name) => `${counts[name]} ${name}`);
  return told.length === 0 ? "no changes" : told.join(", ");
}
