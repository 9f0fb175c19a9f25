import type { OperatorPorts } from "#shared/operator/operator-ports.ts";
import type { Telemetry } from "#shared/ports/telemetry.ts";

/** What the function that reads may touch: nothing that writes. */
export type PagePorts = Pick<
  OperatorPorts,
  | "clock"
  | "settings"
  | "parser"
  | "secrets"
  | "organization"
  | "roster"
  | "leases"
  | "schedules"
  | "connectDirectory"
  | "probe"
  | "turns"
  | "config"
> & {
  readonly units: Pick<OperatorPorts["units"], "activities" | "dataSources">;
  readonly history: Pick<OperatorPorts["history"], "run" | "readChanges">;
  readonly desk: Pick<OperatorPorts["desk"], "recentRuns" | "changesOfUser">;
  readonly approvals: Pick<OperatorPorts["approvals"], "find" | "unused">;
  readonly telemetry: Pick<Telemetry, "note">;
};
