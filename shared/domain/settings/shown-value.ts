const longestShown = 80;

/** A text for messages: control and other invisible characters escaped, at most 80 characters, the rest counted. */
export function shownText(text: string): string {
  const cut = text.length <= longestShown ? text : text.slice(0, longestShown - 1);
  const escaped = cut.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\\]/gu, (character) =>
    character === "\\" ? "\\\\" : `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );
  return text.length <= longestShown ? escaped : `${escaped}… (${text.length} characters)`;
}

/** Any stored value for messages: text as written, everything else as JSON. */
export function shownValue(value: unknown): string {
  if (typeof value === "string") return shownText(value);
  if (typeof value === "bigint" || typeof value === "number") return String(value);
  return shownText(jsonOf(value));
}

function jsonOf(value: unknown): string {
  try {
    return (
      JSON.stringify(value, (_key, part: unknown) => (typeof part === "bigint" ? part.toString() : part)) ??
      String(value)
    );
  } catch {
    return `(a value of type ${typeof value})`;
  }
}
