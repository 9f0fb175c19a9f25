/** What has no business in a file of the project; each with the reason that is shown. */
const rules: readonly { readonly words: RegExp; readonly reason: string; readonly only?: RegExp }[] = [
  { words: /(?<![\w.~-])\/(?:work|root|home|Users)\/\w+/, reason: "a path of one machine" },
  { words: /\/tmp\/(?!\$|\{)\w+/, reason: "a path of one machine" },
  { words: /\b(?:TO(?:DO)|FIX(?:ME))\b/, reason: "something unresolved: do it, or file an issue" },
  { words: /\b(?:it|test|describe)(?:\.\w+)*\.only\b/, reason: "a focused test hides all others", only: /\.test\.ts$/ },
  { words: /^(?:<{7} |={7}$|>{7} )/, reason: "an unresolved merge" },
  {
    words: /\bnew Date\(\)/,
    reason: "domain is pure: pass the instant in",
    only: /^shared\/domain\//,
  },
  {
    words: /"resolved": "https?:/,
    reason: "a registry by name: packages come from the one that the machine is set to",
    only: /^package-lock\.json$/,
  },
];

// Made-up people have addresses that can belong to nobody (RFC 2606). What stands before the host of a URL is no address.
const userInformation = /https?:\/\/[^\s/"'`]*@/g;
const email = /[\w.+-]+@([\w-]+(?:\.[\w-]+)+)/g;
const nobody = /(?:^|\.)(?:example|test|invalid|localhost)$|(?:^|\.)example\.(?:com|net|org)$/;

/** The findings in one file, as `path:line: reason: text`. */
export function uncleanLines(file: { readonly path: string; readonly text: string }): readonly string[] {
  const applying = rules.filter(({ only }) => only === undefined || only.test(file.path));
  return file.text.split("\n").flatMap((line, index) => {
    const reasons = applying.filter(({ words }) => words.test(line)).map(({ reason }) => reason);
    if (hasRealAddress(file.path, line)) reasons.push("an e-mail address that might be somebody's");
    return reasons.map((reason) => `${file.path}:${index + 1}: ${reason}: ${line.trim().slice(0, 120)}`);
  });
}

function hasRealAddress(path: string, line: string): boolean {
  if (path === "package-lock.json") return false;
  return [...line.replaceAll(userInformation, "").matchAll(email)].some(
    ([, host = ""]) => !nobody.test(host.toLowerCase()),
  );
}
