import type { Alerts } from "#shared/ports/alerts.ts";
import type { Clock } from "#shared/ports/clock.ts";
import type { OperatorHistory } from "#shared/ports/history.ts";
import type { LeaseStore } from "#shared/ports/leases.ts";
import type { Organization } from "#shared/ports/organization.ts";
import type { Roster } from "#shared/ports/roster.ts";
import type { RunStarter } from "#shared/ports/run-starter.ts";
import type { ScheduleStore } from "#shared/ports/schedules.ts";
import type { SecretStore } from "#shared/ports/secrets.ts";
import type { SettingsStore } from "#shared/ports/settings.ts";
import type { Telemetry } from "#shared/ports/telemetry.ts";

/** Everything dispatch touches. */
export interface DispatchPorts {
  readonly clock: Clock;
  readonly settings: Pick<SettingsStore, "readAllItems" | "readAllParameters">;
  readonly secrets: Pick<SecretStore, "versionIds">;
  readonly organization: Organization;
  readonly roster: Pick<Roster, "get">;
  readonly history: Pick<OperatorHistory, "run" | "runsSince" | "recentRuns" | "closeRun" | "recordSettingsChange">;
  readonly leases: Pick<LeaseStore, "read" | "readAll">;
  readonly schedules: Pick<ScheduleStore, "readAll" | "write" | "everEnabled" | "addEverEnabled">;
  readonly starter: RunStarter;
  readonly alerts: Alerts;
  readonly telemetry: Telemetry;
  readonly config: DispatchConfig;
}

interface DispatchConfig {
  /** No more runs than this go on at a time. */
  readonly maxConcurrentRuns: number;
  /** Host suffixes that the two URLs of the settings may have. */
  readonly allowedUrlHosts: readonly string[];
}
