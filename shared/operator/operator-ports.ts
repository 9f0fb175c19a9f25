import type { TenantId } from "#shared/domain/ids.ts";
import type { Approvals } from "#shared/ports/approvals.ts";
import type { Clock } from "#shared/ports/clock.ts";
import type { Decisions } from "#shared/ports/decisions.ts";
import type { ConnectDirectory, ConnectProbe } from "#shared/ports/directory.ts";
import type { OperatorHistory } from "#shared/ports/history.ts";
import type { LeaseStore } from "#shared/ports/leases.ts";
import type { OperatorOrganization } from "#shared/ports/organization.ts";
import type { OperatorRoster } from "#shared/ports/roster.ts";
import type { RunStarter } from "#shared/ports/run-starter.ts";
import type { ScheduleStore } from "#shared/ports/schedules.ts";
import type { OperatorSecretStore } from "#shared/ports/secrets.ts";
import type { OperatorSettingsStore } from "#shared/ports/settings.ts";
import type { StopRequests } from "#shared/ports/stop-requests.ts";
import type { Subscriptions } from "#shared/ports/subscriptions.ts";
import type { ReadingTurns } from "#shared/tenant/reading-turns.ts";

/** What people look at: nothing here writes, but for when RingCentral was asked and how that went. */
export interface ReadOnlyPorts {
  readonly clock: Clock;
  readonly settings: Pick<OperatorSettingsStore, "read" | "readAllItems">;
  readonly secrets: Pick<OperatorSecretStore, "idOf" | "read">;
  readonly organization: Omit<OperatorOrganization, "addActivity" | "addDataSource">;
  readonly roster: Pick<OperatorRoster, "get" | "list">;
  readonly decisions: Pick<Decisions, "list">;
  readonly history: Pick<
    OperatorHistory,
    "run" | "runsSince" | "runsBackwards" | "recentRuns" | "readChanges" | "changesOfUser" | "settingsChanges"
  >;
  readonly approvals: Pick<Approvals, "find" | "inForce">;
  readonly leases: Pick<LeaseStore, "read">;
  readonly schedules: Pick<ScheduleStore, "readAll">;
  readonly connectDirectory: ConnectDirectory;
  readonly probe: ConnectProbe;
  readonly turns: ReadingTurns;
  readonly subscriptions: Subscriptions;
  readonly config: OperatorConfig;
}

interface OperatorConfig {
  /** Host suffixes that the two URLs of the settings may have. */
  readonly allowedUrlHosts: readonly string[];
}

/** Everything that the people who look after the service touch; each use case takes the part that it needs. */
export interface OperatorPorts extends ReadOnlyPorts {
  /** A new ULID for now. */
  readonly newUlid: () => string;
  readonly settings: ReadOnlyPorts["settings"] & Pick<OperatorSettingsStore, "save">;
  readonly secrets: ReadOnlyPorts["secrets"] & Pick<OperatorSecretStore, "write">;
  readonly organization: OperatorOrganization;
  readonly roster: ReadOnlyPorts["roster"] & Pick<OperatorRoster, "add">;
  readonly history: ReadOnlyPorts["history"] &
    Pick<OperatorHistory, "recordSettingsChange" | "rewriteChange" | "noteForgotten">;
  readonly approvals: ReadOnlyPorts["approvals"] & Pick<Approvals, "decide" | "reopen">;
  readonly decisions: Decisions;
  readonly stops: Pick<StopRequests, "request">;
  readonly starter: RunStarter;
}

/** Whose things are looked at or changed, and who asks: an AWS identity, or `console <account> <request id>`. */
export interface OnBehalf {
  readonly tenantId: TenantId;
  readonly by: string;
}
