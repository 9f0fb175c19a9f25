import { formatSetting } from "#functions/format/format-value.ts";
import { readButton, saveButton } from "#functions/page/action.ts";
import { type Html, html } from "#functions/page/html.ts";
import { type Message, messageBox } from "#functions/page/message.ts";
import type { Texts } from "#functions/page/page-event.ts";
import { labelOf, settingFields } from "#functions/page/setting-fields.ts";
import { table } from "#functions/page/table.ts";
import type { SaveTarget } from "#functions/page/target.ts";
import { type BoundedSetting, boundText } from "#shared/domain/settings/settings.ts";
import type { SettingDifference } from "#shared/operator/settings-change.ts";

interface Confirmed {
  readonly differences: readonly SettingDifference[];
  /** Exactly what is saved, whatever is typed meanwhile. */
  readonly texts: Texts;
  readonly version: string;
  readonly seen: Texts;
  readonly bounded: readonly BoundedSetting[];
  readonly nonce: string;
  readonly message?: Message;
}

/** What would be saved, to be confirmed. */
export function confirmView(confirmed: Confirmed, place: SaveTarget): Html {
  const { differences, texts, version, seen, bounded, nonce, message } = confirmed;
  const rows = differences.map(({ attribute, before, after }) => [labelOf(attribute), inWords(before), inWords(after)]);
  const limits = bounded.map((one) =>
    messageBox({ kind: "warn", text: `${labelOf(one.attribute)}: ${boundText(one)}.` }),
  );
  const payload = { action: "save-confirmed", version, texts, seen, nonce };
  return html`<h2>Save these changes?</h2>${message === undefined ? undefined : messageBox(message)}${limits}
${table({ caption: "What would change", columns: ["Setting", "Now", "Then"], rows })}
<p>Nothing has been saved yet.</p>
${saveButton({ label: "Save", look: "primary", payload }, place)}${readButton({ label: "Back to the form", payload: { view: "settings", typed: texts } }, place)}`;
}

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
    formatText(seen[name]),
    seen[name] === now[name] ? "the same" : formatText(now[name]),
    typed[name] === undefined ? "not changed" : formatText(typed[name]),
  ]);
  return table({
    caption: "Both versions",
    columns: ["Setting", "When you opened the form", "Saved meanwhile", "Typed by you"],
    rows,
  });
}

function inWords(value: unknown): string {
  return value === undefined ? "(default)" : formatSetting(value);
}

function formatText(text = ""): string {
  return text === "" ? "(not set)" : text;
}
