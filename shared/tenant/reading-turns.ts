import type { TenantId } from "#shared/domain/ids.ts";
import type { ReasonCode, SyncError } from "#shared/domain/sync-error.ts";
import type { Claims } from "#shared/ports/claims.ts";

/** How often somebody may have the whole directory read. */
export interface ReadingTurns {
  /** `undefined`: it may be read now; else from when on (ISO 8601 UTC). */
  take(tenantId: TenantId): Promise<string | undefined>;
  /** Nothing was read after all. */
  giveBack(tenantId: TenantId): Promise<void>;
}

/** For the command line, whose user could as well start runs. */
export const unlimitedTurns: ReadingTurns = { take: async () => undefined, giveBack: async () => undefined };

export const viewerTurnMinutes = 5;

/** For the page, where anybody who may look presses as often as they like: all viewers of a tenant share its turns. */
export function viewerTurns(claims: Claims): ReadingTurns {
  const name = "viewer-reading";
  return {
    take: (tenantId) => claims.claim({ tenantId, name }, viewerTurnMinutes * 60_000),
    giveBack: (tenantId) => claims.release({ tenantId, name }),
  };
}

const beforeReading: readonly ReasonCode[] = ["SECRETS_MISSING", "RINGCENTRAL_REJECTED"];

/** Whether a reading ended before the directory was asked for anything. */
export function nothingWasRead({ code }: SyncError): boolean {
  return beforeReading.includes(code);
}
