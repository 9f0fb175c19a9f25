import stringWidth from "fast-string-width";

/** Spaces beside the text of a cell. */
export const padding = 2;
/** A column narrower than this cannot be read. */
const narrowest = 16;

interface Room {
  /** Columns of the terminal. */
  readonly width: number;
  /** Whether a column must not be wrapped. */
  readonly isKept: (column: number) => boolean;
}

/** Widths of a table's columns without padding; what is short keeps its width. `undefined`: the table does not fit. */
export function columnWidths(
  rows: readonly (readonly string[])[],
  { width, isKept }: Room,
): readonly number[] | undefined {
  const count = Math.max(...rows.map((row) => row.length));
  const wanted = Array.from({ length: count }, (_, at) => Math.max(...rows.map((row) => stringWidth(row[at] ?? ""))));
  let room = width - (count + 1) - count * padding;
  let shared = 0;
  // From the narrowest on: whoever needs less than an equal share leaves the rest of it to the others.
  const wrapped = wanted.map((text, at) => ({ text, at })).filter(({ at }) => !isKept(at));
  for (const [at, text] of wanted.entries()) if (isKept(at)) room -= text;
  for (const [place, { text }] of wrapped.toSorted((one, other) => one.text - other.text).entries()) {
    shared = Math.floor(room / (wrapped.length - place));
    if (text > shared) break;
    room -= text;
    shared = Number.POSITIVE_INFINITY;
  }
  if (room < 0 || shared < narrowest) return undefined;
  return wanted.map((text, at) => (isKept(at) ? text : Math.min(text, shared)));
}
