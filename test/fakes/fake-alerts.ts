import type { Alert } from "#shared/domain/outcome/alert.ts";
import type { Alerts } from "#shared/ports/alerts.ts";

/** Keeps the alerts that were sent; while it refuses, those it was not able to send. */
export class FakeAlerts implements Alerts {
  readonly sent: Alert[] = [];
  readonly refused: Alert[] = [];
  answer: "sent" | "not sent" = "sent";

  async send(alert: Alert): Promise<"sent" | "not sent"> {
    (this.answer === "sent" ? this.sent : this.refused).push(alert);
    return this.answer;
  }
}
