import type { RunId, TenantId } from "#shared/domain/ids.ts";
import type { AlertCode } from "#shared/domain/sync-error.ts";

/** A message to the people who run the service: ids and counts, no names, no e-mails, no secrets. */
export interface Alert {
  readonly tenantId: TenantId;
  readonly code: AlertCode;
  readonly runId?: RunId;
  /** At most 100 ASCII characters, one line: the limits of an e-mail subject in SNS. */
  readonly subject: string;
  /** What happened, to whom it matters, what to do next. */
  readonly message: string;
}

/** An alert of a run; the tenant is the run's. */
export type RunAlert = Omit<Alert, "tenantId" | "runId"> & { readonly runId: RunId };

/** Ids that an alert names; of the others it gives the number. */
export const maxListedIds = 20;

/** `rc-1, rc-2 and 15 more`; `count` is how many there are where the list holds only the first of them. */
export function listedIds(ids: readonly string[], count = ids.length): string {
  const shown = ids.slice(0, maxListedIds);
  const more = count - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
}
