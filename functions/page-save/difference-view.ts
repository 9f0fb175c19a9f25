import type { SettingDifference } from "#shared/operator/settings-change.ts";
import { readButton, saveButton } from "../page/action.ts";
import { type Html, html } from "../page/html.ts";
import { messageBox } from "../page/message.ts";
import type { Texts } from "../page/page-event.ts";
import type { Place } from "../page/place.ts";
import { labelOf, settingFields } from "../page/setting-fields.ts";
import { table } from "../page/table.ts";
import { settingInWords } from "../words/setting-words.ts";

interface Confirmed {
  readonly differences: readonly SettingDifference[];
  /** Exactly what is saved, whatever is typed meanwhile. */
  readonly texts: Texts;
  readonly version: string;
  readonly seen: Texts;
  readonly secretsTyped: boolean;
}

/** What would be saved, to be confirmed. */
export function confirmView({ differences, texts, version, seen, secretsTyped }: Confirmed, place: Place): Html {
  const rows = differences.map(({ attribute, before, after }) => [labelOf(attribute), inWords(before), inWords(after)]);
  const payload = { action: "save-confirmed", version, texts, seen };
  return html`<h2>Save these changes?</h2>
${secretsTyped ? messageBox({ kind: "warn", text: secretsNote }) : undefined}
${table({ caption: "What would change", columns: ["Setting", "Now", "Then"], rows })}
<p>Nothing has been saved yet.</p>
${saveButton({ label: "Save", look: "primary", payload }, place)}${readButton({ label: "Back to the form", payload: { view: "settings", typed: texts } }, place)}`;
}

export const secretsNote =
  "Client secret and JWT are stored with their own button, and were not stored now. Type them again after this.";

/** Both sides of a form that is stale: what somebody else has saved since, and what this viewer has typed. */
export function staleView({
  seen,
  now,
  typed,
}: {
  readonly seen: Texts;
  readonly now: Texts;
  readonly typed: Texts;
}): Html {
  const names = settingFields
    .map(({ name }) => name)
    .filter((name) => seen[name] !== now[name] || typed[name] !== undefined);
  const rows = names.map((name) => [
    labelOf(name),
    textInWords(seen[name]),
    seen[name] === now[name] ? "the same" : textInWords(now[name]),
    typed[name] === undefined ? "not changed" : textInWords(typed[name]),
  ]);
  return table({
    caption: "Both versions",
    columns: ["Setting", "When you opened the form", "Saved meanwhile", "Typed by you"],
    rows,
  });
}

function inWords(value: unknown): string {
  return value === undefined ? "(default)" : settingInWords(value);
}

function textInWords(text = ""): string {
  return text === "" ? "(not set)" : text;
}
