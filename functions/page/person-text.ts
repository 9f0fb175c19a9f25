import { type Html, html } from "./html.ts";

const longestShown = 200;

/** Somebody else's text, e.g. a name: its direction ends where it ends, and it is cut where nobody would read on. */
export function personText(text: string): Html {
  const shown = text.length <= longestShown ? text : `${text.slice(0, longestShown)}… (${text.length} characters)`;
  return html`<bdi>${shown}</bdi>`;
}
