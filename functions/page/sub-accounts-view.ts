import type { SeenSubAccount } from "#shared/ports/directory.ts";
import { type Html, html, personText } from "./html.ts";
import type { Texts } from "./page-event.ts";
import { table } from "./table.ts";

/** Names of the fields that take a sub-account in or leave it out. */
const prefix = "subAccount:";
const maxRows = 100;

/** The sub-accounts that the credentials see, each to be taken in or left out. */
export function subAccountsView(seen: readonly SeenSubAccount[], configured: string): Html {
  const chosen = idsIn(configured);
  const unseen = chosen.filter((id) => !seen.some((one) => one.id === id));
  const all = [...seen, ...unseen.map((id): SeenSubAccount => ({ id, name: "", activity: "unknown" }))];
  const rows = all.slice(0, maxRows).map(({ id, name, activity }) => {
    const isIn = chosen.includes(id);
    const control = html`<select name="${prefix}${id}" id="usync-sub-${id}" aria-label="Sub-account ${id}"><option value="in"${isIn ? html` selected` : undefined}>Synchronised</option><option value="out"${isIn ? undefined : html` selected`}>Left out</option></select>`;
    const state = unseen.includes(id) ? "not seen by these credentials" : activity;
    return [id, personText(name), state, control];
  });
  const more =
    all.length > maxRows
      ? html`<p class="help">and ${all.length - maxRows} more: type their ids above.</p>`
      : undefined;
  return html`${table({ caption: "Sub-accounts of the account", columns: ["Id", "Name", "State", "Sync"], rows })}${more}`;
}

/** The form's texts with the choices among sub-accounts put into the one setting, in the order that it had. */
export function withChosenSubAccounts(forms: Texts): Texts {
  const choices = Object.entries(forms).flatMap(([name, text]) =>
    name.startsWith(prefix) ? [[name.slice(prefix.length), text] as const] : [],
  );
  if (choices.length === 0) return forms;
  const left = new Set(choices.flatMap(([id, text]) => (text === "out" ? [id] : [])));
  const kept = idsIn(forms["subAccountIds"] ?? "").filter((id) => !left.has(id));
  const added = choices.flatMap(([id, text]) => (text === "in" && !kept.includes(id) ? [id] : []));
  return { ...forms, subAccountIds: [...kept, ...added].join(", ") };
}

function idsIn(text: string): readonly string[] {
  return text
    .split(",")
    .map((id) => id.trim())
    .filter((id) => id !== "");
}
