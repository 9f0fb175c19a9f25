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
  | "config"
> & {
  readonly units: Pick<OperatorPorts["units"], "activities" | "dataSources">;
  readonly history: Pick<OperatorPorts["history"], "run" | "readChanges" | "unusedApprovals">;
  readonly desk: Pick<OperatorPorts["desk"], "recentRuns" | "changesOfUser" | "approval">;
  readonly telemetry: Pick<Telemetry, "note">;
};
