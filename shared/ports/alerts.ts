import type { Alert } from "#shared/domain/outcome/alert.ts";

export interface Alerts {
  /** Never throws: an alert that cannot be sent is logged, and the run goes on. */
  send(alert: Alert): Promise<void>;
}
