import { type Html, html, type Part } from "./html.ts";

interface Table {
  readonly caption: string;
  readonly columns: readonly string[];
  /** The first cell of a row names the row. */
  readonly rows: readonly (readonly Part[])[];
}

/** A table that scrolls inside the page when it is wider, also by keyboard. */
export function table({ caption, columns, rows }: Table): Html {
  const heads = columns.map((title) => html`<th scope="col">${title}</th>`);
  const lines = rows.map(
    ([first, ...rest]) => html`<tr><th scope="row">${first}</th>${rest.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  );
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table><caption>${caption}</caption><thead><tr>${heads}</tr></thead><tbody>${lines}</tbody></table></div>`;
}

/** Names and what is said under them. */
export function factTable(caption: string, facts: readonly (readonly [string, Part])[]): Html {
  return table({ caption, columns: ["What", "Is"], rows: facts });
}
