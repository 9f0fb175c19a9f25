import type { PagePorts } from "#functions/page/page-ports.ts";
import type { OperatorPorts } from "#shared/operator/operator-ports.ts";

/** What the function that saves may touch: what it shows, and the few things that the page changes. */
export type SavePorts = Omit<PagePorts, "connectDirectory" | "history" | "desk" | "approvals" | "turns"> &
  Pick<OperatorPorts, "editor" | "secretWriter" | "starter" | "newUlid"> & {
    readonly history: Pick<OperatorPorts["history"], "run" | "readChanges" | "recordSettingsChange">;
    readonly desk: Pick<OperatorPorts["desk"], "recentRuns" | "settingsChanges">;
    readonly approvals: Pick<OperatorPorts["approvals"], "find" | "approve">;
  };
