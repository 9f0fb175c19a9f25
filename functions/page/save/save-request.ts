import type { Html } from "#functions/page/html.ts";
import type { PagePorts } from "#functions/page/page-context.ts";
import type { View } from "#functions/page/page-event.ts";
import type { SaveTarget } from "#functions/page/target.ts";
import type { OnBehalf, OperatorPorts } from "#shared/operator/operator-ports.ts";
import type { Deadline } from "#shared/ports/clock.ts";
import type { Nonces } from "#shared/ports/nonces.ts";
import type { SaveEvent } from "./save-event.ts";

/** One press of a button that changes something. */
export interface SaveRequest {
  readonly event: SaveEvent;
  readonly place: SaveTarget;
  readonly onBehalf: OnBehalf;
  readonly deadline: Deadline;
}

/** What is shown then. `result` is for the log: a word, no value. */
export interface SaveAnswer {
  readonly view: View;
  readonly content: Html;
  readonly result: string;
}

/** What the function that saves may touch: it changes what the page shows but decisions, and never reads the directory. */
export type SavePorts = Omit<OperatorPorts, "connectDirectory" | "turns" | "approvals" | "decisions"> &
  Pick<PagePorts, "telemetry" | "takeWaits"> & { readonly nonces: Nonces };
