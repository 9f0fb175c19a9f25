import type { Alert } from "#shared/domain/outcome/alert.ts";

export interface Alerts {
  /** Whether SNS has taken the alert. Never throws: one that cannot be sent is logged, and the work goes on. */
  send(alert: Alert): Promise<"sent" | "not sent">;
}
