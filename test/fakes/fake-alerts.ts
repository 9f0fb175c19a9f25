import type { Alert } from "#shared/domain/outcome/alert.ts";
import type { Alerts } from "#shared/ports/alerts.ts";

/** Keeps the alerts that were taken. */
export class FakeAlerts implements Alerts {
  readonly sent: Alert[] = [];
  /** Whether SNS would take this one. */
  takes: (alert: Alert) => boolean = () => true;

  async send(alert: Alert): Promise<boolean> {
    const isTaken = this.takes(alert);
    if (isTaken) this.sent.push(alert);
    return isTaken;
  }
}
