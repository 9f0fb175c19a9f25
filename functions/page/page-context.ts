import type { LimitWait } from "#shared/adapters/http/limit-waits.ts";
import type { ReadOnlyPorts } from "#shared/operator/operator-ports.ts";
import type { Deadline } from "#shared/ports/clock.ts";
import type { Telemetry } from "#shared/ports/telemetry.ts";

/** What the function that reads may touch. */
export type PagePorts = ReadOnlyPorts & {
  readonly telemetry: Pick<Telemetry, "note">;
  /** Waits for limits since it was last asked. Lambda gives a function one call at a time, so they are of this call. */
  readonly takeWaits: () => readonly LimitWait[];
};

/** The part of Lambda's context that the page uses. */
export interface PageContext {
  readonly invokedFunctionArn: string;
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/**
 * Who presses a button, as far as the function knows: CloudTrail tells the person of a request id. The account is that
 * of the function itself; the one in the event is what the caller says.
 */
export function identityOf({ invokedFunctionArn, awsRequestId }: PageContext): string {
  return `console ${invokedFunctionArn.split(":")[4] ?? "unknown"} ${awsRequestId}`;
}

/** The function has 60 s; the rest is for saying what was not reached. */
const readingMs = 45_000;
const reservedMs = 10_000;

/** How long RingCentral may be read for an answer that somebody waits for. */
export function readingDeadline(context: PageContext): Deadline {
  const left = () => context.getRemainingTimeInMillis() - reservedMs;
  const spare = Math.max(0, left() - readingMs);
  return { remainingMs: () => left() - spare };
}
