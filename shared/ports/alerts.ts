import type { RunId, TenantId } from "../domain/ids.ts";
import type { ReasonCode } from "../domain/sync-error.ts";

/** A message to the people who run the service: ids and counts, no names, no e-mails, no secrets. */
export interface Alert {
  readonly tenantId: TenantId;
  readonly code: ReasonCode;
  readonly runId?: RunId;
  /** At most 100 ASCII characters, one line: the limits of an e-mail subject in SNS. */
  readonly subject: string;
  /** What happened, to whom it matters, what to do next. */
  readonly message: string;
}

export interface Alerts {
  /** Never throws: an alert that cannot be sent is logged, and the run goes on. */
  send(alert: Alert): Promise<void>;
}
