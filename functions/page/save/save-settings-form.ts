import { isConfirmed, nonceFor, notConfirmed } from "#functions/page/confirm/two-presses.ts";
import { type Html, html } from "#functions/page/html.ts";
import type { Message } from "#functions/page/message.ts";
import type { Texts } from "#functions/page/page-event.ts";
import { settingsState, textsOf, versionOf } from "#functions/page/settings-state.ts";
import { settingsView } from "#functions/page/settings-view.ts";
import { changedTexts, wantedTexts } from "#functions/page/typed-texts.ts";
import { parseSettings } from "#shared/config/settings.ts";
import type { StoredSettings } from "#shared/domain/settings/merged-settings.ts";
import { formatInstant } from "#shared/domain/text.ts";
import { proposeSettings, type SettingsProposal, saveSettings } from "#shared/operator/settings-change.ts";
import { confirmView, staleView } from "./difference-view.ts";
import type { SaveAnswer, SavePorts, SaveRequest } from "./save-request.ts";

/** Shows what a form would change, and saves it once that is confirmed; a form that is stale or faulty comes back. */
export async function saveSettingsForm(request: SaveRequest, ports: SavePorts): Promise<SaveAnswer> {
  const { event, onBehalf, place } = request;
  const { tenantId, version, seen, action, nonce } = event;
  const typed = action === "save" ? changedTexts(event.forms, seen) : event.texts;
  const stored = await ports.settings.read(tenantId);
  if (versionOf(stored) !== version) return stale({ request, typed, stored }, ports);

  const parsed = parseSettings({ tenantId, stored, allowedUrlHosts: ports.config.allowedUrlHosts });
  const faults = parsed.kind === "faulty" ? parsed.faults : [];
  const texts = action === "save" ? wantedTexts({ changed: typed, forms: event.forms }, faults) : typed;
  const proposal = await proposeSettings({ tenantId, texts, stored }, ports);
  const form = (message: Message) => formAgain({ request, typed: texts, proposal, message }, ports);
  if (proposal.faults.length > 0) {
    const count = proposal.faults.length === 1 ? "1 setting cannot" : `${proposal.faults.length} settings cannot`;
    const text = `Nothing was saved: ${count} be used; the error stands beside the field.`;
    return { ...(await form({ kind: "bad", text })), result: "faulty" };
  }
  if (proposal.differences.length === 0) {
    return { ...(await form({ kind: "warn", text: "Nothing would change." })), result: "unchanged" };
  }
  const confirmable = { tenantId, action: "save", facts: { version, texts } };
  if (action === "save" || !(await isConfirmed({ ...confirmable, nonce }, ports))) {
    const { differences, parsed } = proposal;
    const shown = { differences, bounded: parsed.bounded, texts, version, seen };
    const message = action === "save" ? {} : { message: { kind: "bad", text: notConfirmed } as const };
    const confirmed = { ...shown, ...message, nonce: await nonceFor(confirmable, ports) };
    return { view: "settings", content: confirmView(confirmed, place), result: "shown" };
  }
  if ((await saveSettings({ proposal, onBehalf }, ports)) === "stale") {
    return stale({ request, typed, stored: await ports.settings.read(tenantId) }, ports);
  }
  // What was wanted is what is stored now.
  const saved = { ...proposal, stored: proposal.wanted };
  const state = await settingsState({ tenantId, proposal: saved, typed: {} }, ports);
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
  readonly message: Message;
  readonly extra?: Html;
}

/** The form as it was typed, without the secrets. */
async function formAgain(
  { request, typed, proposal, message, extra }: Again,
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
async function stale(
  { request, typed, stored }: Pick<Again, "request" | "typed"> & { readonly stored: StoredSettings },
  ports: SavePorts,
): Promise<SaveAnswer> {
  const { tenantId, seen } = request.event;
  const [last] = await ports.history.settingsChanges(tenantId, 1);
  const who =
    last === undefined
      ? ""
      : ` The last change on record: ${formatInstant(last.change.at)}, ${last.change.by === undefined ? "noticed by dispatch" : `saved by ${last.change.by}`}.`;
  const text = html`Nothing was saved: somebody else has changed the settings since you opened the form. What you typed stands in the form again, on top of what they saved; look at it and save again.${who}`;
  const extra = staleView({ seen, now: textsOf(stored), typed });
  const proposal = await proposeSettings({ tenantId, texts: typed, stored }, ports);
  return {
    ...(await formAgain({ request, typed, proposal, message: { kind: "bad", text }, extra }, ports)),
    result: "stale",
  };
}
