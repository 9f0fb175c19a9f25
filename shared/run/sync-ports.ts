import type { RunId } from "#shared/domain/ids.ts";
import type { Alerts } from "#shared/ports/alerts.ts";
import type { Approvals } from "#shared/ports/approvals.ts";
import type { Clock } from "#shared/ports/clock.ts";
import type { ConnectDirectory } from "#shared/ports/directory.ts";
import type { History } from "#shared/ports/history.ts";
import type { LeaseStore } from "#shared/ports/lease-store.ts";
import type { Organization } from "#shared/ports/organization.ts";
import type { Roster } from "#shared/ports/roster.ts";
import type { ScheduleStore } from "#shared/ports/schedule-store.ts";
import type { SecretStore } from "#shared/ports/secret-store.ts";
import type { SettingsParser } from "#shared/ports/settings-parser.ts";
import type { SettingsStore } from "#shared/ports/settings-store.ts";
import type { Telemetry } from "#shared/ports/telemetry.ts";

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
  readonly approvals: Pick<Approvals, "unused" | "use">;
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
