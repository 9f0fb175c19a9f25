import { styleText } from "node:util";
import Table from "cli-table3";
import { wrapAnsi } from "fast-wrap-ansi";
import { columnWidths, padding } from "./column-widths.ts";
import { harmlessJson, harmlessText } from "./harmless-text.ts";

type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

/** Where a program writes; a part of Node's own streams. */
export interface Screen {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

interface OutputOptions {
  readonly screen: Screen;
  /** For what is not the result: progress and remarks, so that a pipe gets the result alone. */
  readonly remarks: Screen;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A cell of a table that is coloured where colours are shown. */
export interface StyledCell {
  readonly text: string;
  readonly style: Style | undefined;
}

type Cell = string | StyledCell;

/** A column of a table. What does not fit is wrapped; what is kept stays on one line. */
export interface Column {
  readonly title: string;
  readonly keep?: true;
}

const usualWidth = 100;
const indent = "    ";
/** More of one cell would push everything else off the screen. */
const longestCell = 400;

/** What the commands print: plain text that fits the terminal, with colour only where a terminal shows it. */
export class Output {
  readonly #options: OutputOptions;

  constructor(options: OutputOptions) {
    this.#options = options;
  }

  /** Columns of the terminal; a pipe is not cut. */
  get width(): number {
    const { screen, environment } = this.#options;
    const told = screen.columns ?? Number(environment["COLUMNS"] ?? Number.NaN);
    if (screen.isTTY === true) return Number.isInteger(told) && told > 20 ? told : usualWidth;
    return Number.isInteger(told) && told > 20 ? told : Number.POSITIVE_INFINITY;
  }

  line(text = ""): void {
    this.#options.screen.write(`${harmlessText(text, this.#hasColours ? "styled" : "plain")}\n`);
  }

  /** Data for other programs, which end their own lines. */
  raw(text: string): void {
    const { screen } = this.#options;
    screen.write(screen.isTTY === true ? harmlessText(text.replaceAll("\r\n", "\n")) : text);
  }

  /** Something that is not the result. */
  remark(text: string): void {
    this.#options.remarks.write(`${harmlessText(text)}\n`);
  }

  json(value: unknown): void {
    this.#options.screen.write(`${harmlessJson(JSON.stringify(value, undefined, 2))}\n`);
  }

  /** Colour repeats what a word says, so that nothing is lost without it. */
  styled(style: Style, text: string): string {
    return this.#hasColours ? styleText(style, text, { validateStream: false }) : text;
  }

  /** A name and what is said under it, wrapped beside the name, which takes `nameWidth` columns. */
  fact([name, says]: readonly [string, string], nameWidth: number): void {
    const text = harmlessText(says);
    const [first = "", ...more] = wrapAnsi(text, Math.max(20, this.width - nameWidth - 1), { hard: true }).split("\n");
    this.line(`${this.styled("dim", name.padEnd(nameWidth))} ${first}`);
    for (const part of more) this.line(`${" ".repeat(nameWidth)} ${part}`);
  }

  /** A table where it fits, with long texts wrapped; else the rows below each other. Nothing that is kept is cut. */
  table(columns: readonly Column[], rows: readonly (readonly Cell[])[]): void {
    const titles = columns.map(({ title }) => title);
    const texts = rows.map((row) => row.map((cell, at) => cellText(cell, columns[at])));
    const isKept = (at: number) => columns[at]?.keep === true;
    const widths = columnWidths([titles, ...texts], { width: this.width, isKept });
    if (widths === undefined) {
      for (const row of rows) this.#stacked(columns, row);
      return;
    }
    const table = new Table({
      head: titles,
      colWidths: widths.map((width) => width + padding),
      style: { head: [], border: [], compact: true },
    });
    for (const row of rows)
      table.push(
        row.map((cell, at) => this.#wrapped(cell, { column: columns[at], width: widths[at] ?? 1 }).join("\n")),
      );
    this.line(table.toString());
  }

  /** What is kept on the first line, the rest below it. */
  #stacked(columns: readonly Column[], row: readonly Cell[]): void {
    const cells = row.map((cell, at) => ({ cell, column: columns[at] }));
    const kept = cells.filter(({ column }) => column?.keep);
    this.line(kept.flatMap((one) => this.#wrapped(one.cell, { ...one, width: Number.MAX_SAFE_INTEGER })).join("  "));
    for (const { cell, column } of cells.filter((one) => !one.column?.keep)) {
      const text = cellText(cell, column);
      if (text === "") continue;
      const told = { text: `${column?.title}: ${text}`, style: typeof cell === "object" ? cell.style : undefined };
      for (const part of this.#wrapped(told, { column, width: this.width - indent.length })) this.line(indent + part);
    }
  }

  #wrapped(cell: Cell, { column, width }: { readonly column: Column | undefined; readonly width: number }) {
    const parts = wrapAnsi(cellText(cell, column), width, { hard: true }).split("\n");
    const style = typeof cell === "object" ? cell.style : undefined;
    return style === undefined ? parts : parts.map((part) => this.styled(style, part));
  }

  get #hasColours(): boolean {
    const { environment, screen } = this.#options;
    return screen.isTTY === true && !environment["NO_COLOR"] && environment["TERM"] !== "dumb";
  }
}

function cellText(cell: Cell, column: Column | undefined): string {
  const text = harmlessText(typeof cell === "string" ? cell : cell.text).replaceAll("\n", " ");
  return column?.keep || text.length <= longestCell ? text : `${text.slice(0, longestCell - 1)}…`;
}
