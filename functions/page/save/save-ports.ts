import type { PagePorts } from "#functions/page/page-ports.ts";
import type { OperatorPorts } from "#shared/operator/operator-ports.ts";

/** What the function that saves may touch: it shows and changes what the page does, and never reads the directory. */
export type SavePorts = Omit<OperatorPorts, "connectDirectory"> & Pick<PagePorts, "telemetry">;
