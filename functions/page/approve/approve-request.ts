import type { Html } from "#functions/page/html.ts";
import type { PagePorts } from "#functions/page/page-context.ts";
import type { ApproveTarget } from "#functions/page/target.ts";
import type { OnBehalf, OperatorPorts } from "#shared/operator/operator-ports.ts";
import type { Nonces } from "#shared/ports/nonces.ts";
import type { ApproveEvent } from "./approve-event.ts";

/** One press of a button that decides something. */
export interface ApproveRequest {
  readonly event: ApproveEvent;
  readonly place: ApproveTarget;
  readonly onBehalf: OnBehalf;
}

/** What is shown then. `result` is for the log: a word, no value. */
export interface ApproveAnswer {
  readonly content: Html;
  readonly result: string;
}

/** What the function that approves may touch: it shows a run, and writes decisions and its own nonces alone. */
export type ApprovePorts = Pick<OperatorPorts, "clock" | "approvals"> &
  Pick<PagePorts, "roster" | "history" | "leases" | "schedules" | "subscriptions" | "telemetry"> & {
    readonly nonces: Nonces;
  };
