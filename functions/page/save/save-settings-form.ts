import { formatInstant } from "#functions/page/format-time.ts";
import { type Html, html } from "#functions/page/html.ts";
import { loadSettings } from "#functions/page/load-settings.ts";
import type { Message } from "#functions/page/message.ts";
import type { Texts } from "#functions/page/page-event.ts";
import { settingsState, textsOf, versionOf } from "#functions/page/settings-state.ts";
import { settingsView } from "#functions/page/settings-view.ts";
import { changedTexts, wantedTexts } from "#functions/page/typed-texts.ts";
import { proposeSettings, type SettingsProposal, saveSettings } from "#shared/operator/settings-change.ts";
import { confirmView, secretsNote, staleView } from "./difference-view.ts";
import type { SavePorts } from "./save-ports.ts";
import type { SaveAnswer, SaveRequest } from "./save-request.ts";

/** Shows what a form would change, and saves it once that is confirmed; a form that is stale or faulty comes back. */
export async function saveSettingsForm(request: SaveRequest, ports: SavePorts): Promise<SaveAnswer> {
  const { event, onBehalf, place } = request;
  const { tenantId, version, seen, action } = event;
  const typed = action === "save" ? changedTexts(event.forms, seen) : event.texts;
  const stored = await proposeSettings({ tenantId, texts: {} }, ports);
  if (versionOf(stored.stored) !== version) return stale({ request, typed, proposal: stored }, ports);

  const texts = action === "save" ? wantedTexts({ changed: typed, forms: event.forms }, stored.faults) : typed;
  const proposal = await proposeSettings({ tenantId, texts }, ports);
  // Between the two readings somebody may have saved.
  if (versionOf(proposal.stored) !== version) return stale({ request, typed, proposal }, ports);
  const form = (message: Message) => formAgain({ request, typed: texts, proposal, message }, ports);
  const secretsTyped = hasSecrets(event.forms);
  if (proposal.faults.length > 0) {
    const count = proposal.faults.length === 1 ? "1 setting cannot" : `${proposal.faults.length} settings cannot`;
    const text = `Nothing was saved: ${count} be used; the error stands beside the field.${secretsTyped ? ` ${secretsNote}` : ""}`;
    return { ...(await form({ kind: "bad", text })), result: "faulty" };
  }
  if (proposal.differences.length === 0) {
    const text = `Nothing would change.${secretsTyped ? ` ${secretsNote}` : ""}`;
    return { ...(await form({ kind: "warn", text })), result: "unchanged" };
  }
  if (action === "save") {
    const content = confirmView({ differences: proposal.differences, texts, version, seen, secretsTyped }, place);
    return { view: "settings", content, result: "shown" };
  }
  if ((await saveSettings({ proposal, onBehalf }, ports)) === "stale") {
    const now = await proposeSettings({ tenantId, texts: {} }, ports);
    return stale({ request, typed, proposal: now }, ports);
  }
  const state = await loadSettings({ tenantId, typed: {} }, ports);
  const text = `Saved. The next tick, within a minute, takes it over. On record as: ${onBehalf.by}.`;
  return {
    view: "settings",
    content: settingsView({ state, message: { kind: "good", text } }, place),
    result: "saved",
  };
}

interface Again {
  readonly request: SaveRequest;
  readonly typed: Texts;
  readonly proposal: SettingsProposal;
}

/** The form as it was typed, without the secrets. */
async function formAgain(
  { request, typed, proposal, message, extra }: Again & { readonly message: Message; readonly extra?: Html },
  ports: SavePorts,
): Promise<Omit<SaveAnswer, "result">> {
  const { event, place } = request;
  const state = await settingsState({ tenantId: event.tenantId, proposal, typed }, ports);
  return {
    view: "settings",
    content: settingsView({ state, message, ...(extra === undefined ? {} : { extra }) }, place),
  };
}

/** Nothing is saved; what was typed stands in the form again, on top of what somebody else has saved. */
async function stale({ request, typed, proposal }: Again, ports: SavePorts): Promise<SaveAnswer> {
  const { tenantId, seen } = request.event;
  const [last] = await ports.history.settingsChanges(tenantId, 1);
  const who =
    last === undefined
      ? ""
      : ` The last change on record: ${formatInstant(last.change.at)}, ${last.change.by === undefined ? "noticed by dispatch" : `saved by ${last.change.by}`}.`;
  const text = html`Nothing was saved: somebody else has changed the settings since you opened the form. What you typed stands in the form again, on top of what they saved; look at it and save again.${who}`;
  const extra = staleView({ seen, now: textsOf(proposal.stored), typed });
  const checked = await proposeSettings({ tenantId, texts: typed }, ports);
  return {
    ...(await formAgain({ request, typed, proposal: checked, message: { kind: "bad", text }, extra }, ports)),
    result: "stale",
  };
}

function hasSecrets(forms: Texts): boolean {
  return [forms["clientSecret"], forms["jwt"]].some((text) => text !== undefined && text.trim() !== "");
}
