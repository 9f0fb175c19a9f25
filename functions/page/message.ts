import { type Html, html, type Part } from "./html.ts";

/** What a page says about what was just done. */
export interface Message {
  readonly kind: "good" | "warn" | "bad";
  readonly text: Part;
}

/** A message that a screen reader tells at once. */
export function messageBox({ kind, text }: Message): Html {
  const role = kind === "good" ? "status" : "alert";
  return html`<div class="box ${kind}" role="${role}">${text}</div>`;
}
