import type { RunId } from "../domain/ids.ts";
import type { Alerts } from "../ports/alerts.ts";
import type { Clock } from "../ports/clock.ts";
import type { ConnectDirectory } from "../ports/directory.ts";
import type { History } from "../ports/history.ts";
import type { LeaseStore } from "../ports/lease-store.ts";
import type { Organization } from "../ports/organization.ts";
import type { Roster } from "../ports/roster.ts";
import type { ScheduleStore } from "../ports/schedule-store.ts";
import type { SecretStore } from "../ports/secret-store.ts";
import type { SettingsParser } from "../ports/settings-parser.ts";
import type { SettingsStore } from "../ports/settings-store.ts";
import type { Telemetry } from "../ports/telemetry.ts";

/** Everything a run touches. */
export interface SyncPorts {
  readonly clock: Clock;
  readonly newRunId: () => RunId;
  readonly settings: SettingsStore;
  readonly parser: SettingsParser;
  readonly secrets: SecretStore;
  readonly organization: Organization;
  readonly roster: Roster;
  readonly history: History;
  readonly leases: LeaseStore;
  readonly schedules: Pick<ScheduleStore, "requestResume">;
  readonly connectDirectory: ConnectDirectory;
  readonly alerts: Alerts;
  readonly telemetry: Telemetry;
  readonly config: SyncConfig;
}

export interface SyncConfig {
  /** The secret of a tenant is `<secretPrefix>/<tenantId>`. */
  readonly secretPrefix: string;
}
