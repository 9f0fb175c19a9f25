import type { OnBehalf } from "#shared/operator/operator-ports.ts";
import type { Html } from "../page/html.ts";
import type { View } from "../page/page-event.ts";
import type { Place } from "../page/place.ts";
import type { SaveEvent } from "./save-event.ts";

/** One press of a button that changes something. */
export interface SaveRequest {
  readonly event: SaveEvent;
  readonly place: Place;
  readonly onBehalf: OnBehalf;
}

/** What is shown then. `result` is for the log: a word, no value. */
export interface SaveAnswer {
  readonly view: View;
  readonly content: Html;
  readonly result: string;
}
