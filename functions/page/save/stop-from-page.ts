import { formatProgress } from "#functions/format/format-run.ts";
import { loadRuns } from "#functions/page/load-runs.ts";
import { runsView } from "#functions/page/runs-view.ts";
import { type Stopped, stop } from "#shared/operator/stop.ts";
import type { SaveAnswer, SavePorts, SaveRequest } from "./save-request.ts";

/** Stops the run that is going on, switches the service off, and does not wait for the end. */
export async function stopFromPage({ place, onBehalf }: SaveRequest, ports: SavePorts): Promise<SaveAnswer> {
  const stopped = await stop({ what: "service", onBehalf }, ports);
  // Read afterwards: a button of this view goes by the settings as they are now.
  const state = await loadRuns(onBehalf.tenantId, ports);
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
