import { loadRuns } from "#functions/page/load-runs.ts";
import type { Message } from "#functions/page/message.ts";
import { runsView } from "#functions/page/runs-view.ts";
import { startRun } from "#shared/operator/started-run.ts";
import type { SaveAnswer, SavePorts, SaveRequest } from "./save-request.ts";

/** Starts a run, or a dry run, and does not wait for it. */
export async function startFromPage({ event, place, onBehalf }: SaveRequest, ports: SavePorts): Promise<SaveAnswer> {
  const { tenantId, version, action } = event;
  const before = await loadRuns(tenantId, ports);
  const answer = (message: Message, result: string): SaveAnswer => ({
    view: "runs",
    content: runsView({ state: before, message }, place),
    result,
  });
  // A dry run writes nothing, whatever the settings are by now.
  if (action === "run" && before.version !== version) {
    const text =
      "Nothing was started: the settings have changed since you opened this view. Press the button again if the run is still wanted.";
    return answer({ kind: "bad", text }, "stale");
  }
  const wanted = { trigger: "manual", ...(action === "run" ? {} : { mode: "plan" as const }) } as const;
  await startRun({ wanted, onBehalf }, ports);
  const text = `${action === "run" ? "The run" : "The dry run"} has been asked for and begins in a moment. Refresh to see how far it is.`;
  return answer({ kind: "good", text }, "started");
}
