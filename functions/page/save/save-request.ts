import type { Html } from "#functions/page/html.ts";
import type { View } from "#functions/page/page-event.ts";
import type { Target } from "#functions/page/target.ts";
import type { OnBehalf } from "#shared/operator/operator-ports.ts";
import type { SaveEvent } from "./save-event.ts";

/** One press of a button that changes something. */
export interface SaveRequest {
  readonly event: SaveEvent;
  readonly place: Target;
  readonly onBehalf: OnBehalf;
}

/** What is shown then. `result` is for the log: a word, no value. */
export interface SaveAnswer {
  readonly view: View;
  readonly content: Html;
  readonly result: string;
}
