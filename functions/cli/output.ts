import { styleText } from "node:util";
import Table from "cli-table3";

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
  readonly style: Style;
}

type Cell = string | StyledCell;

/** A column of a table: what has no width shares what the others leave, and is cut with an ellipsis. */
export interface Column {
  readonly title: string;
  /** Never cut. */
  readonly keep?: true;
}

const usualWidth = 100;
const narrowest = 8;

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

  get isTerminal(): boolean {
    return this.#options.screen.isTTY === true;
  }

  line(text = ""): void {
    this.#options.screen.write(`${text}\n`);
  }

  /** Text that ends its own lines. */
  raw(text: string): void {
    this.#options.screen.write(text);
  }

  /** Something that is not the result. */
  remark(text: string): void {
    this.#options.remarks.write(`${text}\n`);
  }

  json(value: unknown): void {
    this.line(JSON.stringify(value, undefined, 2));
  }

  /** Colour repeats what a word says, so that nothing is lost without it. */
  styled(style: Style, text: string): string {
    const { environment, screen } = this.#options;
    const isWanted = screen.isTTY === true && !environment["NO_COLOR"] && environment["TERM"] !== "dumb";
    return isWanted ? styleText(style, text, { validateStream: false }) : text;
  }

  /** A table as wide as the terminal at most; control characters in cells are shown as spaces. */
  table(columns: readonly Column[], rows: readonly (readonly Cell[])[]): void {
    const titles = columns.map(({ title }) => title);
    const texts = rows.map((row) => row.map((cell) => oneLine(typeof cell === "string" ? cell : cell.text)));
    const table = new Table({
      head: titles,
      colWidths: this.#widths(columns, [titles, ...texts]),
      wordWrap: false,
      style: { head: [], border: [], compact: true },
    });
    for (const [at, row] of rows.entries()) {
      const shown = (texts[at] ?? []).map((text, column) => {
        const cell = row[column];
        return typeof cell === "object" ? this.styled(cell.style, text) : text;
      });
      table.push(shown);
    }
    this.line(table.toString());
  }

  #widths(columns: readonly Column[], texts: readonly (readonly string[])[]): (number | null)[] {
    const padding = 2;
    const wanted = columns.map((_, at) => padding + Math.max(...texts.map((row) => row[at]?.length ?? 0)));
    const room = this.width - (columns.length + 1);
    if (sum(wanted) <= room) return wanted.map(() => null);
    const kept = sum(wanted.filter((_, at) => columns[at]?.keep === true));
    const share = Math.max(0, room - kept) / (sum(wanted) - kept);
    return wanted.map((width, at) =>
      columns[at]?.keep === true ? width : Math.min(width, Math.max(narrowest, Math.floor(width * share))),
    );
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Names are somebody else's text: what would move the cursor or end the line becomes a space. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, " ");
}
