import type { RunId } from "#shared/domain/ids.ts";
import type { Alerts } from "#shared/ports/alerts.ts";
import type { Approvals } from "#shared/ports/approvals.ts";
import type { Clock } from "#shared/ports/clock.ts";
import type { Decisions } from "#shared/ports/decisions.ts";
import type { ConnectDirectory } from "#shared/ports/directory.ts";
import type { History } from "#shared/ports/history.ts";
import type { LeaseStore } from "#shared/ports/leases.ts";
import type { Organization } from "#shared/ports/organization.ts";
import type { Roster } from "#shared/ports/roster.ts";
import type { ScheduleStore } from "#shared/ports/schedules.ts";
import type { SecretStore } from "#shared/ports/secrets.ts";
import type { SettingsStore } from "#shared/ports/settings.ts";
import type { StopRequests } from "#shared/ports/stop-requests.ts";
import type { Telemetry } from "#shared/ports/telemetry.ts";

/** Everything a run touches. */
export interface SyncPorts {
  readonly clock: Clock;
  readonly newRunId: () => RunId;
  readonly settings: SettingsStore;
  readonly secrets: SecretStore;
  readonly organization: Organization;
  readonly roster: Roster;
  readonly decisions: Pick<Decisions, "list">;
  readonly history: History;
  readonly approvals: Pick<Approvals, "inForce" | "use">;
  readonly leases: LeaseStore;
  readonly schedules: Pick<ScheduleStore, "readAll" | "requestResume" | "noteRead">;
  readonly stops: Pick<StopRequests, "find" | "clear">;
  readonly connectDirectory: ConnectDirectory;
  readonly alerts: Alerts;
  readonly telemetry: Telemetry;
  readonly config: SyncConfig;
}

interface SyncConfig {
  /** Host suffixes that the two URLs of the settings may have. */
  readonly allowedUrlHosts: readonly string[];
}
