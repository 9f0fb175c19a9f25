import type { RunId, TenantId } from "#shared/domain/ids.ts";
import { historyDays } from "#shared/names.ts";
import type { Expression } from "./table.ts";

const digits = 6;

/** Sort keys of the history table (design 3.5). */
export const historyEntry = {
  runs: "run#",
  run: (runId: RunId): string => `run#${runId}`,
  changesOf: (runId: RunId): string => `change#${runId}#`,
  change: (runId: RunId, number: number): string => `change#${runId}#${String(number).padStart(digits, "0")}`,
  settingsChanges: "settings#",
  settingsChange: (id: string): string => `settings#${id}`,
  forgotten: (id: string): string => `forgotten#${id}`,
  notices: "notices",
  lease: "lease",
} as const;

/** When an entry written now is deleted by DynamoDB, in epoch seconds. */
export function expiresAt(now: Date): number {
  return Math.floor(now.getTime() / 1_000) + historyDays * 24 * 60 * 60;
}

/** The entries of a tenant that begin alike. */
export function entriesOf(tenantId: TenantId, prefix: string): Expression {
  const expression = "#tenantId = :tenantId AND begins_with(#entry, :prefix)";
  return { expression, values: { ":tenantId": tenantId, ":prefix": prefix } };
}
