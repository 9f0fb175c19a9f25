import type { RunAlert } from "./alert.ts";
import type { Notices } from "./notices.ts";

/** One alert, and what it changes in what is remembered. */
export interface Tiding {
  readonly alert: RunAlert;
  readonly told?: (notices: Notices) => Notices;
  /** For what no later run finds out again. */
  readonly untold?: (notices: Notices) => Notices;
}

/** What is remembered when SNS has taken these alerts and no others. */
export function remembered(
  tidings: readonly Tiding[],
  { notices, taken }: { readonly notices: Notices; readonly taken: ReadonlySet<RunAlert> },
): Notices {
  return tidings.reduce((before, { alert, told, untold }) => {
    const change = taken.has(alert) ? told : untold;
    return change === undefined ? before : change(before);
  }, notices);
}
