import { adviceOf, withoutAdvice } from "#shared/domain/directory/refusals.ts";
import type { RunRecord } from "#shared/domain/run/run.ts";
import type { ReasonCode } from "#shared/domain/sync-error.ts";
import type { RunAlert } from "./alert.ts";

/** What the program does by itself after a failure that a person has to end; what time can heal is retried first. */
const afterFailure: { readonly [Code in ReasonCode]?: string } = {
  SETTINGS_INVALID: "The next tick after the change runs the sync again.",
  SECRETS_MISSING: "The next tick after the change runs the sync again.",
  RINGCENTRAL_REJECTED: "The sync waits for changed settings or a changed secret, or for the next daily run.",
  RINGCX_REJECTED: "The sync waits for changed settings or a changed secret, or for the next daily run.",
  OUT_OF_TIME: "",
};

const nextSteps: { readonly [Code in ReasonCode]?: string } = {
  SETTINGS_INVALID: "Correct the settings item or its SSM parameters.",
  OUT_OF_TIME:
    "The directory is too large for the rate limit within one run. Configure fewer sub-accounts per tenant, or ask RingCentral for a higher limit.",
};

/** What to tell at once of a run that failed, and that dispatch tells nothing of. */
export function failureAlerts({ status, reasons, runId, tenantId }: RunRecord): readonly RunAlert[] {
  if (status !== "failed") return [];
  return reasons.flatMap((reason) => {
    const { code } = reason;
    const after = afterFailure[code];
    if (after === undefined) return [];
    const message = [
      `What happened: ${withoutAdvice(reason)}`,
      "To whom it matters: new agents are not in the roster yet, and people who left can still sign in to AI WFM.",
      `What to do: ${[nextSteps[code] ?? adviceOf(reason), after].join(" ").trim()}`,
      `Run ${runId} of tenant ${tenantId}.`,
    ].join("\n");
    return { code, runId, subject: "User sync failed: nothing was changed", message };
  });
}
