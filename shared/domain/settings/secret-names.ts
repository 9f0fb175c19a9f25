/** Stands where a secret was written by mistake. */
export const secretRemoved = "(not shown: may be a secret)";

const secretWords = /secr|jwt|passw|privatekey|apikey|token|credential|bearer/u;

/** Whether a setting of this name would hold a secret, however it is spelt: `clientSecret`, `client_secret`, `JWT`. */
export function isSecretName(name: string): boolean {
  return secretWords.test(name.toLowerCase().replace(/[\s._-]/gu, ""));
}

/** Whether a text holds what looks like a JSON Web Token (even cut short) or a PEM block. */
export function looksLikeSecret(text: string): boolean {
  return /(?:^|[^\w-])eyJ[\w-]{8,}/u.test(text) || text.includes("-----BEGIN ");
}

/** Whether a text as a whole is a JSON Web Token. */
export function isToken(text: string): boolean {
  return /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/u.test(text.trim());
}

/** A URL-like text without user information and query, the two places where credentials hide in a URL. */
export function withoutUrlSecrets(text: string): string {
  const at = text.lastIndexOf("@");
  const scheme = /^[a-z][a-z0-9+.-]*:[\\/]*/iu.exec(text)?.[0] ?? "";
  const bare = at < 0 ? text : `${scheme}***${text.slice(at)}`;
  return bare.replace(/([?#]).+/su, "$1***");
}
