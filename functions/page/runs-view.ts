import { formatCounts, formatDuration } from "#functions/format/format-run.ts";
import type { StoredRun } from "#shared/domain/run/run.ts";
import { formatInstant } from "#shared/domain/text.ts";
import { readButton, saveButton } from "./action.ts";
import { type Html, html, type Part } from "./html.ts";
import { hiddenView } from "./layout.ts";
import { type Message, messageBox } from "./message.ts";
import { table } from "./table.ts";
import type { SaveTarget, Target } from "./target.ts";

export interface RunsState {
  /** Newest first. */
  readonly runs: readonly StoredRun[];
  /** Fingerprint of the settings that a run started now would follow. */
  readonly version: string;
  /** `plan`: every run is a dry run. Absent where the settings do not say. */
  readonly mode?: "apply" | "plan";
}

const looks = {
  succeeded: "good-word",
  partial: "warn-word",
  held: "warn-word",
  skipped: "",
  failed: "bad-word",
} as const;

/** The last runs, and the buttons that start one. */
export function runsView(
  { state, message }: { readonly state: RunsState; readonly message?: Message },
  place: SaveTarget,
): Html {
  const { runs, version } = state;
  const runNow = saveButton({ label: "Run now…", look: "primary", payload: { action: "run", version } }, place);
  const dryRun = saveButton({ label: "Dry run…", payload: { action: "dry-run", version } }, place);
  const stop = saveButton({ label: "Stop…", payload: { action: "stop" } }, place);
  return html`<h2>Runs</h2>${message === undefined ? undefined : messageBox(message)}
<p>Run now applies what RingCentral says; Dry run only tells what would be done. Stop ends the run that is going on before its next 256 changes and switches the service off.</p>
<form method="dialog">${hiddenView("runs")}${runNow}${dryRun}${stop}${readButton({ label: "Refresh", payload: { view: "runs" } }, place)}</form>
${runs.length === 0 ? html`<p>There is no run yet.</p>` : runTable(runs, place)}`;
}

function runTable(runs: readonly StoredRun[], place: Target): Html {
  return table({
    caption: `The last ${runs.length} runs`,
    columns: ["Started", "Status", "Mode", "By", "Took", "Changes", "Reasons"],
    rows: runs.map((run) => {
      const { runId, startedAt, finishedAt, trigger, mode, changes, reasons = [] } = run;
      const started = formatInstant(startedAt);
      return [
        readButton(
          { label: started, look: "link", payload: { view: "run", runId }, name: `Open the run of ${started}` },
          place,
        ),
        statusWord(run),
        mode === "plan" ? "dry run" : "apply",
        trigger,
        finishedAt === undefined ? "" : formatDuration(Date.parse(finishedAt) - Date.parse(startedAt)),
        changes === undefined ? "" : formatCounts(changes),
        [...new Set(reasons.map(({ code }) => code))].join(", "),
      ];
    }),
  });
}

function statusWord({ status }: StoredRun): Part {
  return status === undefined ? "not ended" : html`<span class="${looks[status]}">${status}</span>`;
}
