import type { TenantId } from "#shared/domain/ids.ts";
import type { Approvals } from "#shared/ports/approvals.ts";
import type { Clock } from "#shared/ports/clock.ts";
import type { ConnectDirectory, ConnectProbe } from "#shared/ports/directory.ts";
import type { History } from "#shared/ports/history.ts";
import type { HistoryDesk } from "#shared/ports/history-desk.ts";
import type { LeaseStore } from "#shared/ports/lease-store.ts";
import type { Organization } from "#shared/ports/organization.ts";
import type { OrganizationUnits } from "#shared/ports/organization-units.ts";
import type { Roster } from "#shared/ports/roster.ts";
import type { RosterAdditions } from "#shared/ports/roster-additions.ts";
import type { RunStarter } from "#shared/ports/run-starter.ts";
import type { ScheduleStore } from "#shared/ports/schedule-store.ts";
import type { SecretStore } from "#shared/ports/secret-store.ts";
import type { SecretWriter } from "#shared/ports/secret-writer.ts";
import type { SettingsEditor } from "#shared/ports/settings-editor.ts";
import type { SettingsParser } from "#shared/ports/settings-parser.ts";
import type { SettingsStore } from "#shared/ports/settings-store.ts";
import type { ReadingTurns } from "./reading-turns.ts";

/** Everything that the people who look after the service touch; each use case takes the part that it needs. */
export interface OperatorPorts {
  readonly clock: Clock;
  /** A new ULID for now. */
  readonly newUlid: () => string;
  readonly settings: Pick<SettingsStore, "read" | "readAllItems">;
  readonly editor: SettingsEditor;
  readonly parser: SettingsParser;
  readonly secrets: SecretStore;
  readonly secretWriter: SecretWriter;
  readonly organization: Organization;
  readonly units: OrganizationUnits;
  readonly roster: Pick<Roster, "get" | "list">;
  readonly additions: RosterAdditions;
  readonly history: Pick<History, "run" | "runsSince" | "readChanges" | "recordSettingsChange">;
  readonly desk: HistoryDesk;
  readonly approvals: Omit<Approvals, "use">;
  readonly leases: Pick<LeaseStore, "read">;
  readonly schedules: Pick<ScheduleStore, "readAll">;
  readonly starter: RunStarter;
  readonly connectDirectory: ConnectDirectory;
  readonly probe: ConnectProbe;
  readonly turns: ReadingTurns;
  readonly config: OperatorConfig;
}

interface OperatorConfig {
  /** The secret of a tenant is `<secretPrefix>/<tenantId>`. */
  readonly secretPrefix: string;
}

/** Whose things are looked at or changed, and who asks: an AWS identity, or `console <account> <request id>`. */
export interface OnBehalf {
  readonly tenantId: TenantId;
  readonly by: string;
}
