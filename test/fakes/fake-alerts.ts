import type { Alert } from "#shared/domain/outcome/alert.ts";
import type { Alerts } from "#shared/ports/alerts.ts";

/** Keeps the alerts that were sent. */
export class FakeAlerts implements Alerts {
  readonly sent: Alert[] = [];

  async send(alert: Alert): Promise<void> {
    this.sent.push(alert);
  }
}
