import { readButton, saveButton } from "#functions/page/action.ts";
import { type Html, html } from "#functions/page/html.ts";
import { hiddenView } from "#functions/page/layout.ts";
import { type Message, messageBox } from "#functions/page/message.ts";
import type { Texts } from "#functions/page/page-event.ts";
import type { SaveTarget } from "#functions/page/target.ts";

interface SecretsForm {
  /** Typed in the settings and not saved, to come back to. */
  readonly texts: Texts;
  readonly nonce: string;
  readonly message?: Message;
}

/** The fields for client secret and JWT, always empty. */
export function secretsForm({ texts, nonce, message }: SecretsForm, place: SaveTarget): Html {
  const field = (name: string, { label, help }: { label: string; help: string }) => {
    const id = `usync-${name}`;
    return html`<div class="field"><label for="${id}">${label}</label><p class="help" id="${id}-help">${help}</p><input type="password" id="${id}" name="${name}" value="" autocomplete="new-password" aria-describedby="${id}-help"></div>`;
  };
  return html`<h2>Store secrets</h2>${message === undefined ? undefined : messageBox(message)}
<form method="dialog" autocomplete="off">${hiddenView("settings")}
<p>The login is tried once, with the settings as they are saved. Only if it works are the secrets stored, in place of those that are there. Leave a field empty to keep what is stored.</p>
${field("clientSecret", { label: "Client secret", help: "Client secret of the app in the RingCentral developer portal." })}
${field("jwt", { label: "JWT", help: "JWT credential of the user who reads the directory, created in the developer portal." })}
${saveButton({ label: "Try and store the secrets", look: "primary", payload: { action: "store-secrets", texts, nonce } }, place)}${readButton({ label: "Back to the form", payload: { view: "settings", typed: texts } }, place)}</form>`;
}
