import { escapeUTF8 } from "entities/escape";

/** Text that is HTML already. Only `html` and `trustedHtml` make it. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Part = Html | string | number | undefined | readonly Part[];

/** HTML from a template: every value is escaped unless it is `Html`. Attributes stand in double quotes. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(String.raw({ raw: strings }, ...parts.map(escaped)));
}

/** A constant of this program as HTML; never a value that came from outside. */
export function trustedHtml(text: string): Html {
  return new Html(text);
}

function escaped(part: Part): string {
  if (part === undefined) return "";
  if (part instanceof Html) return part.text;
  if (typeof part === "object") return part.map(escaped).join("");
  // What HTML has no place for; the parser would replace it too.
  return escapeUTF8(String(part).replace(/(?![\t\n\r])\p{Cc}|\p{Cs}/gu, "\ufffd"));
}

const longestShown = 200;

/** Somebody else's text, e.g. a name: its direction ends where it ends, and it is cut where nobody would read on. */
export function personText(text: string): Html {
  const shown = text.length <= longestShown ? text : `${text.slice(0, longestShown)}… (${text.length} characters)`;
  return html`<bdi>${shown}</bdi>`;
}
