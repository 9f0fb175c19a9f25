import type { Alert } from "#shared/domain/outcome/alert.ts";

export interface Alerts {
  /** Whether the alert counts as told. Never throws: one that could not be sent is logged, and the run goes on. */
  send(alert: Alert): Promise<boolean>;
}
