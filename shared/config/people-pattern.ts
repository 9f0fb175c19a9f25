/** What an entry of `ignoredPeople` and `pilotPeople` must look like, for a message. */
export const peoplePatternExpected =
  "e-mails (* stands for any text, as in *@test.example.com) or source ids (rc:1009, cx-agent:7:21, cx-user:5)";

const emailPattern = /^[^\s@,]+@[^\s@,]+$/u;
const sourceIdPattern = /^(?:rc|cx-user|cx-agent:[\w-]{1,40}):[\w-]{1,40}$/u;

/** An entry in the form in which people are compared, or `undefined` when it is neither e-mail nor source id. */
export function peoplePattern(entry: string): string | undefined {
  if (sourceIdPattern.test(entry)) return entry;
  if (entry.length > 254 || !emailPattern.test(entry) || /\p{Cc}/u.test(entry)) return undefined;
  return entry.normalize("NFC").toLowerCase();
}

/** A faulty entry for a message, without what may be somebody's name. */
export function shownPeoplePattern(entry: string): string {
  const at = entry.lastIndexOf("@");
  if (at >= 0) return `***${entry.slice(at)}`;
  return /^[\w:.*-]*$/u.test(entry) && /\d/u.test(entry) ? entry : `(${entry.length} characters without an @)`;
}
