import { SyncError } from "#shared/domain/sync-error.ts";
import type { ApiRequest } from "./api-request.ts";
import type { WaitTooLong } from "./rate-limiter.ts";

const hostNames = { ringCentral: "RingCentral", ringCx: "RingCX" } as const;

/** "RingCX asked for a wait of 40 s". */
export function askedWords({ host }: ApiRequest, askedMs: number): string {
  return `${hostNames[host]} asked for a wait of ${waitWords(askedMs)}`;
}

function waitWords(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1_000));
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7_200 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds / 3_600)} hours`;
}

/** Ends a run whose time a penalty would use up. */
export function penaltyError(call: ApiRequest, { waitMs, penalty }: WaitTooLong): SyncError {
  const asked = penalty?.askedMs;
  const why =
    asked === undefined
      ? `${hostNames[call.host]} refuses more requests for now, and a wait of ${waitWords(waitMs)} is`
      : `${askedWords(call, asked)}, which is`;
  const words = `${why} longer than the time left. Try again when it is over; a run on schedule is repeated by itself.`;
  const code = call.host === "ringCx" ? "RINGCX_UNAVAILABLE" : "RINGCENTRAL_UNAVAILABLE";
  return new SyncError(code, words, { details: { waitMs } });
}
