import { readButton, saveButton } from "#functions/page/action.ts";
import { isConfirmed, nonceFor, notConfirmed } from "#functions/page/confirm/two-presses.ts";
import { html } from "#functions/page/html.ts";
import { hiddenView } from "#functions/page/layout.ts";
import { loadRuns } from "#functions/page/load-runs.ts";
import { type Message, messageBox } from "#functions/page/message.ts";
import { type RunsState, runsView } from "#functions/page/runs-view.ts";
import { startRun } from "#shared/operator/started-run.ts";
import type { SaveAnswer, SavePorts, SaveRequest } from "./save-request.ts";

/** Says what a run, or a dry run, would do, and starts it once that is confirmed; it does not wait for it. */
export async function startFromPage(request: SaveRequest, ports: SavePorts): Promise<SaveAnswer> {
  const { event, place, onBehalf } = request;
  const { tenantId, version, action, nonce } = event;
  const state = await loadRuns(tenantId, ports);
  const answer = (message: Message, result: string): SaveAnswer => ({
    view: "runs",
    content: runsView({ state, message }, place),
    result,
  });
  // A dry run writes nothing, whatever the settings are by now.
  if (action === "run" && state.version !== version) {
    const text =
      "Nothing was started: the settings have changed since you opened this view. Press the button again if the run is still wanted.";
    return answer({ kind: "bad", text }, "stale");
  }
  const confirmable = { tenantId, action, facts: action === "run" ? { version } : {} };
  if (!(await isConfirmed({ ...confirmable, nonce }, ports))) {
    const payload = { action, version, nonce: await nonceFor(confirmable, ports) };
    const content = html`<h2>${action === "run" ? "Start a run now?" : "Start a dry run now?"}</h2>${nonce === "" ? undefined : messageBox({ kind: "bad", text: notConfirmed })}
<form method="dialog">${hiddenView("runs")}<p>${whatItDoes(action, state)}</p>
${saveButton({ label: "Start", look: "primary", payload }, place)}${readButton({ label: "Back to the runs", payload: { view: "runs" } }, place)}</form>`;
    return { view: "runs", content, result: "shown" };
  }
  const wanted = { trigger: "manual", ...(action === "run" ? {} : { mode: "plan" as const }) } as const;
  await startRun({ wanted, onBehalf }, ports);
  const text = `${action === "run" ? "The run" : "The dry run"} has been asked for and begins in a moment. Refresh to see how far it is.`;
  return answer({ kind: "good", text }, "started");
}

function whatItDoes(action: SaveRequest["event"]["action"], { mode }: RunsState): string {
  if (action === "dry-run")
    return "It reads RingCentral and says what a run would change. It writes nothing to the roster.";
  return mode === "plan"
    ? "The mode is dry runs only, so nothing is written to the roster."
    : "It reads RingCentral and writes to the roster.";
}
