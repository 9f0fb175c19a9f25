/** Everything invisible but ends of lines and the joiners of some scripts and of emoji: it can move the cursor. */
const unsafe = /(?![\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const unsafeInJson = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const ownStyles = ["1", "2", "22", "31", "32", "33", "36", "39"].map((code) => `\u001b[${code}m`);

/** Text in which nothing can move the cursor: names are somebody else's. `styled` keeps the program's own colours. */
export function harmlessText(text: string, style: "plain" | "styled" = "plain"): string {
  return text.replace(unsafe, (found, at: number) =>
    style === "styled" && ownStyles.some((own) => text.startsWith(own, at)) ? found : " ",
  );
}

/** The same value as JSON in which everything invisible is escaped. */
export function harmlessJson(json: string): string {
  return json.replace(unsafeInJson, (found) =>
    Array.from({ length: found.length }, (_, at) => found.charCodeAt(at))
      .map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`)
      .join(""),
  );
}
