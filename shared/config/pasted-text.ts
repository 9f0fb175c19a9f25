const ends = /^[\s\uFEFF\u200B\u2060]+|[\s\uFEFF\u200B\u2060]+$/gu;
const quotes = [
  ['"', '"'],
  ["'", "'"],
  ["`", "`"],
  ["\u201C", "\u201D"],
  ["\u201E", "\u201C"],
  ["\u2018", "\u2019"],
] as const;

/** A text as it was meant: without byte order mark, white space and quotes around it, as copying leaves them. */
export function pasted(text: string): string {
  const bare = text.replace(ends, "");
  const quoted = bare.length >= 2 && quotes.some(([open, close]) => bare.startsWith(open) && bare.endsWith(close));
  return quoted ? pasted(bare.slice(1, -1)) : bare;
}
