import { formatProgress } from "#functions/format/format-run.ts";
import { readButton, saveButton } from "#functions/page/action.ts";
import { isConfirmed, nonceFor, notConfirmed } from "#functions/page/confirm/two-presses.ts";
import { html } from "#functions/page/html.ts";
import { hiddenView } from "#functions/page/layout.ts";
import { loadRuns } from "#functions/page/load-runs.ts";
import { messageBox } from "#functions/page/message.ts";
import { runsView } from "#functions/page/runs-view.ts";
import { type Stopped, stop } from "#shared/operator/stop.ts";
import type { SaveAnswer, SavePorts, SaveRequest } from "./save-request.ts";

/** Stops the run that is going on and switches the service off once that is confirmed; it does not wait for the end. */
export async function stopFromPage({ event, place, onBehalf }: SaveRequest, ports: SavePorts): Promise<SaveAnswer> {
  const { tenantId, nonce } = event;
  const confirmable = { tenantId, action: "stop", facts: {} };
  if (!(await isConfirmed({ ...confirmable, nonce }, ports))) {
    const payload = { action: "stop", nonce: await nonceFor(confirmable, ports) };
    const content = html`<h2>Stop now?</h2>${nonce === "" ? undefined : messageBox({ kind: "bad", text: notConfirmed })}
<form method="dialog">${hiddenView("runs")}<p>The run that is going on, if any, ends before its next 256 changes, and the service is switched off: nothing runs on schedule until it is switched on again under Settings.</p>
${saveButton({ label: "Stop", look: "primary", payload }, place)}${readButton({ label: "Back to the runs", payload: { view: "runs" } }, place)}</form>`;
    return { view: "runs", content, result: "shown" };
  }
  const stopped = await stop({ what: "service", onBehalf }, ports);
  // Read afterwards: a button of this view goes by the settings as they are now.
  const state = await loadRuns(tenantId, ports);
  const message = { kind: "good", text: wordsOf(stopped) } as const;
  return { view: "runs", content: runsView({ state, message }, place), result: stopped.service };
}

function wordsOf({ run, service }: Stopped): string {
  const asked =
    run === undefined
      ? "No run is going on: there is none to stop."
      : `Run ${run.runId} was asked to stop (${formatProgress(run.progress)}). It ends before its next 256 changes at the latest; Refresh shows how far it got.`;
  const off = service === "was-off" ? "The service was off already" : "The service was switched off";
  return `${asked} ${off}: the schedule starts no run. To go on, set "Service enabled?" to Yes under Settings, then press Run now.`;
}
