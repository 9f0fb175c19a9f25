const quotes = [
  ['"', '"'],
  ["'", "'"],
  ["`", "`"],
  ["\u201C", "\u201D"],
  ["\u201E", "\u201C"],
  ["\u2018", "\u2019"],
] as const;

/** A text as it was meant: without byte order mark, white space and one pair of quotes around it, as copying leaves them. */
export function pasted(text: string): string {
  // Takes a byte order mark for white space.
  const bare = text.trim();
  const quoted = bare.length >= 2 && quotes.some(([open, close]) => bare.startsWith(open) && bare.endsWith(close));
  return quoted ? bare.slice(1, -1).trim() : bare;
}
