import type { ReadOnlyPorts } from "#shared/operator/operator-ports.ts";
import type { Telemetry } from "#shared/ports/telemetry.ts";

/** What the function that reads may touch: nothing that writes. */
export type PagePorts = ReadOnlyPorts & { readonly telemetry: Pick<Telemetry, "note"> };
