import { issueText } from "#shared/domain/settings/settings.ts";
import { readButton, saveButton } from "./action.ts";
import { fieldView } from "./field-view.ts";
import { formatDailyTime } from "./format-time.ts";
import { type Html, html, type Part } from "./html.ts";
import { hiddenView } from "./layout.ts";
import { type Message, messageBox } from "./message.ts";
import type { SecretState } from "./secret-state.ts";
import { fieldGroups, type SettingField } from "./setting-fields.ts";
import type { SettingsState } from "./settings-state.ts";
import { subAccountsView } from "./sub-accounts-view.ts";
import type { SaveTarget } from "./target.ts";

interface Props {
  readonly state: SettingsState;
  readonly message?: Message;
  /** Beside the message, e.g. what somebody else has saved. */
  readonly extra?: Html;
}

/** The settings form. */
export function settingsView({ state, message, extra }: Props, place: SaveTarget): Html {
  const { version, seen, otherFaults } = state;
  const groups = fieldGroups.map(({ title, fields }) => {
    const secrets = title.startsWith("API") ? secretsView(state.secrets, place) : undefined;
    const all = fields.map(
      (field) =>
        html`${fieldView({ field, state, note: noteOf(field, { state, place }) })}${below(field, { state, place })}`,
    );
    return html`<fieldset><legend>${title}</legend>${all}${secrets}</fieldset>`;
  });
  const others = otherFaults.map((issue) => html`<li>${issueText(issue)}</li>`);
  const faulty = Object.values(state.fields).filter(({ fault }) => fault !== undefined).length;
  return html`<h2>Settings</h2>${message === undefined ? undefined : messageBox(message)}${extra}
${faulty === 0 || message !== undefined ? undefined : messageBox({ kind: "warn", text: `${faulty} of the settings cannot be used as they are; the error stands beside each field.` })}
${others.length === 0 ? undefined : messageBox({ kind: "bad", text: html`Faulty settings that have no field here; change them with <code>npx user-sync settings set</code>:<ul>${others}</ul>` })}
<form method="dialog" autocomplete="off">${hiddenView("settings")}<input type="hidden" name="seen" value="${JSON.stringify(seen)}">${groups}
${saveButton({ label: "Check and save…", look: "primary", payload: { action: "save", version, seen } }, place)}
${readButton({ label: "Undo my typing", payload: { view: "settings" }, confirmation: "What you typed and did not save will be lost." }, place)}
</form>`;
}

function noteOf({ name }: SettingField, { state, place }: { state: SettingsState; place: SaveTarget }): Part {
  if (name !== "runDailyAtUtc") return undefined;
  const shown = state.fields[name];
  const words = formatDailyTime(shown?.text || (shown?.inForce ?? ""), place.viewer);
  return words === undefined ? undefined : html` <span>${words}</span>`;
}

function below({ name }: SettingField, { state, place }: { state: SettingsState; place: SaveTarget }): Part {
  if (name !== "subAccountIds") return undefined;
  const { subAccounts, fields } = state;
  if (subAccounts !== undefined) return subAccountsView(subAccounts, fields[name]?.text ?? "");
  const payload = { view: "settings", list: "sub-accounts" };
  return readButton({ label: "Choose from the account's sub-accounts", payload }, place);
}

function secretsView({ clientSecret, jwt, jwtDaysLeft }: SecretState, place: SaveTarget): Html {
  return html`<h3>Secrets</h3><p class="help">They are stored in AWS Secrets Manager and never shown.</p>
<p class="source" id="usync-clientSecret-source">Client secret: ${secretWord(clientSecret)}</p><p class="source" id="usync-jwt-source">JWT: ${jwtState(jwt, jwtDaysLeft)}</p>
${saveButton({ label: "Store secrets…", payload: { action: "store-secrets" } }, place)}`;
}

function secretWord(state: "set" | "missing"): Html {
  return state === "set" ? html`<span class="good-word">set</span>` : html`<span class="bad-word">missing</span>`;
}

function jwtState(state: SecretState["jwt"], daysLeft: number | undefined): Html {
  if (state === "unusable") return html`<span class="bad-word">set, but it is not a JWT</span>`;
  if (state === "missing" || daysLeft === undefined) return secretWord(state);
  if (daysLeft < 0) return html`<span class="bad-word">set, but expired</span>`;
  const look = daysLeft < 14 ? "warn-word" : "good-word";
  return html`<span class="${look}">set, expires in ${daysLeft} days</span>`;
}
