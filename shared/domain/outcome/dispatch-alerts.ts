import { outageAdvice } from "#shared/domain/directory/refusals.ts";
import type { RunId, TenantId } from "#shared/domain/ids.ts";
import type { GivenUp } from "#shared/domain/schedule/after-run.ts";
import type { SettingsIssue } from "#shared/domain/settings/settings.ts";
import type { ReasonCode } from "#shared/domain/sync-error.ts";
import type { Alert } from "./alert.ts";

const maxListed = 20;

/**
 * What to tell of a run that is not tried again; `undefined` for a failure that the run itself has told of.
 * `nextRunAt` is the next regular run.
 */
export function givenUpAlert(
  { cause, scheduledFor, code, runId, times }: GivenUp,
  { tenantId, nextRunAt }: { readonly tenantId: TenantId; readonly nextRunAt?: string | undefined },
): Alert | undefined {
  if (cause === "rejected" || (cause === "not-retried" && code === "OUT_OF_TIME")) return undefined;
  const next =
    nextRunAt === undefined
      ? "The service is disabled, so no other run is planned."
      : `The next regular run is at ${nextRunAt}.`;
  const trace =
    runId === undefined
      ? "No run record was left: look into the logs of the sync function and at its throttles."
      : `Run id: ${runId}. Its record in the history table has the reasons.`;
  const which = `the sync of tenant ${tenantId} ${scheduledFor === undefined ? "started by hand" : `due at ${scheduledFor}`}`;
  if (cause === "resumes-used-up") {
    return {
      ...about({ tenantId, code, runId }),
      subject: subjectOf(`User sync of ${tenantId} is not finished`),
      message: lines(
        `What happened: ${which} ran out of time and was gone on with ${times} times without getting to its end.`,
        "To whom it matters: part of the changes is in the roster, the rest is missing. What was written is complete and recorded.",
        `What to do: nothing if it was a first, very large run: ${next} Otherwise look for throttling of the roster table and for long reads.`,
        trace,
      ),
    };
  }
  return {
    ...about({ tenantId, code, runId }),
    subject: subjectOf(`User sync of ${tenantId} has failed and is not retried`),
    message: lines(
      `What happened: ${which} failed ${times} times, last with ${code}, and is not tried again by itself.`,
      "To whom it matters: the roster is as it was before. New agents are not in it yet, and people who left can still sign in to AI WFM.",
      `What to do: ${adviceFor(code)} Then start a run by hand, or wait. ${next}`,
      trace,
    ),
  };
}

/** What to tell of changed settings that the next run could not use. Values are left out: they may name people. */
export function settingsAlert(
  faults: readonly SettingsIssue[],
  { tenantId, nextRunAt }: { readonly tenantId: TenantId; readonly nextRunAt?: string | undefined },
): Alert {
  const listed = faults.slice(0, maxListed).map(({ attribute, expected }) => `- ${attribute}: expected ${expected}`);
  const more = faults.length > maxListed ? [`- and ${faults.length - maxListed} more`] : [];
  const when =
    nextRunAt === undefined ? "No run is planned until then." : `The next run is at ${nextRunAt} and would fail.`;
  return {
    tenantId,
    code: "SETTINGS_INVALID",
    subject: subjectOf(`User sync settings of ${tenantId} cannot be used`),
    message: lines(
      `What happened: the settings of tenant ${tenantId} have changed, and ${faults.length === 1 ? "1 thing is" : `${faults.length} things are`} wrong with them:`,
      ...listed,
      ...more,
      `To whom it matters: the roster of this tenant is not kept in step until they are corrected. ${when}`,
      `What to do: correct the item of tenant ${tenantId} in the settings table, or its SSM parameters. Dispatch checks every change within minutes.`,
    ),
  };
}

function adviceFor(code: ReasonCode): string {
  const advice: { readonly [Code in ReasonCode]?: string } = {
    RINGCENTRAL_UNAVAILABLE: outageAdvice,
    RINGCX_UNAVAILABLE: outageAdvice,
    SOURCE_EMPTY:
      "look into RingCentral: it lists nobody at all. If that is right, approve the held list of the run; if not, restore the people or the permission.",
  };
  return advice[code] ?? "look at the logs of the run for the cause.";
}

function about({
  tenantId,
  code,
  runId,
}: {
  readonly tenantId: TenantId;
  readonly code: ReasonCode;
  readonly runId: RunId | undefined;
}) {
  return { tenantId, code, ...(runId === undefined ? {} : { runId }) };
}

function subjectOf(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, "?").slice(0, 100);
}

function lines(...text: readonly string[]): string {
  return text.join("\n");
}
