/** Longest name part and e-mail that are believed; longer ones cost that person (RFC 5321 limits an e-mail to 254). */
const maxNameLength = 200;
const maxEmailLength = 254;

/** Order by code units, the same everywhere, unlike the locale's. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A name as it is shown and stored: Unicode NFC, white space folded to single spaces, trimmed. */
export function tidyName(text: string | undefined): string {
  return (text ?? "").normalize("NFC").replace(/\s+/gu, " ").trim();
}

/** Whether two names are the same but for Unicode form and white space. */
export function sameName(left: string, right: string): boolean {
  return left === right || tidyName(left) === tidyName(right);
}

/** The form in which e-mails are compared: trimmed, NFC, lower case; `undefined` for none. */
export function emailKey(email: string | undefined): string | undefined {
  const key = email?.normalize("NFC").trim().toLowerCase();
  return key === "" ? undefined : key;
}

export interface Named {
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
}

/**
 * Whether two records may be the same human: the first or the last names are equal, case ignored. One of both is
 * enough, so that a marriage does not break a link; none is too little, so that a shared mailbox does not make one.
 */
export function namesAgree(left: Named, right: Named): boolean {
  const same = (a: string, b: string): boolean => a !== "" && a === b;
  return same(fold(left.firstName), fold(right.firstName)) || same(fold(left.lastName), fold(right.lastName));
}

/** Whether both names are the same, case ignored, and not both empty. */
export function namesAreEqual(left: Named, right: Named): boolean {
  const [first, last] = [fold(left.firstName), fold(left.lastName)];
  return first === fold(right.firstName) && last === fold(right.lastName) && first + last !== "";
}

/** Letters whose diacritic is a part of them, which Unicode does not take off. */
const plainLetters: Readonly<Record<string, string>> = { ø: "o", ł: "l", đ: "d", ħ: "h", ŧ: "t", ı: "i" };

/** A name without case, accents and invisible characters, which nobody types in a hurry and every second system drops. */
export function plainName(text: string | undefined): string {
  const bare = tidyName(text)
    .normalize("NFD")
    .replace(/\p{Cf}|(?=\p{M})\p{Script=Inherited}/gu, "")
    .toLowerCase();
  return bare.replace(/[øłđħŧı]/gu, (letter) => plainLetters[letter] ?? letter);
}

/** `2026-11-26 02:00`, the minute of an ISO instant, in UTC as the instant is. */
export function formatMinute(instant: string): string {
  return instant.slice(0, 16).replace("T", " ");
}

/** `2026-11-26 02:00 UTC` */
export function formatInstant(instant: string): string {
  return `${formatMinute(instant)} UTC`;
}

function fold(text: string | undefined): string {
  return tidyName(text).toLowerCase();
}

/** What is wrong with a name part, without repeating it; `undefined` when it can be used. */
export function nameFault(attribute: "firstName" | "lastName", tidied: string): string | undefined {
  return textFault(attribute, tidied, maxNameLength);
}

/** What is wrong with an e-mail, without repeating it; `undefined` when it can be used. */
export function emailFault(email: string): string | undefined {
  if (!/^[^\s@]+@[^\s@]+$/u.test(email)) return "email is not an e-mail address";
  return textFault("email", email, maxEmailLength);
}

function textFault(attribute: string, text: string, maxLength: number): string | undefined {
  if (text.length > maxLength) return `${attribute} is ${text.length} characters long, ${maxLength} are allowed`;
  if (/\p{Cc}/u.test(text) || !text.isWellFormed()) return `${attribute} contains control characters or broken text`;
  return undefined;
}
