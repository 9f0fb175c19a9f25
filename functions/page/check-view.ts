import type { Check } from "#shared/operator/check-connection.ts";
import { readButton } from "./action.ts";
import { type Html, html } from "./html.ts";
import { hiddenView } from "./layout.ts";
import { messageBox } from "./message.ts";
import { table } from "./table.ts";
import type { Target } from "./target.ts";

const words = {
  ok: ["good-word", "ok"],
  warning: ["warn-word", "warning"],
  failed: ["bad-word", "failed"],
  unknown: ["", "unknown"],
} as const;

/** Every link from the settings to the last run; without checks the button alone. */
export function checkView(checks: readonly Check[] | undefined, place: Target): Html {
  return html`<h2>Test connection</h2>
<p>Walks from the settings to the last run and says of each link whether it holds. Logs in to RingCentral once and changes nothing.</p>
<form method="dialog">${hiddenView("check")}${readButton({ label: checks === undefined ? "Test now" : "Test again", look: "primary", payload: { view: "check" } }, place)}</form>
${checks === undefined ? undefined : checksView(checks, place)}`;
}

function checksView(checks: readonly Check[], place: Target): Html {
  const refused = checks.find(({ retryAt }) => retryAt !== undefined);
  const first = checks.find(({ outcome }) => outcome === "failed") ?? checks.find(({ next }) => next !== undefined);
  const kind = first === undefined ? "good" : first.outcome === "failed" ? "bad" : "warn";
  const rows = checks.map(({ link, outcome, found, next }) => {
    const [look, word] = words[outcome];
    return [link, html`<span class="${look}">${word}</span>`, found, next ?? ""];
  });
  return html`${messageBox({ kind, text: `Next: ${first?.next ?? first?.found ?? "nothing, every link holds."}` })}
${refused === undefined ? undefined : correctedForm(place)}
${table({ caption: "The links of the chain", columns: ["Link", "State", "Found", "What to do"], rows })}`;
}

function correctedForm(place: Target): Html {
  const action = { label: "I have corrected it in RingCentral", payload: { view: "check", corrected: true } };
  return html`<form method="dialog">${hiddenView("check")}${readButton(action, place)}</form>`;
}
