import type { Settings } from "#shared/domain/settings/settings.ts";
import type { Item } from "#test/chaos/world/roster-journal.ts";
import type { Human } from "./directory-view.ts";

/** Every id that somebody may be known by; who has a RingCentral user id is known by that. */
export function idsOf({ rcUserId, seats, administratorId }: Human): readonly string[] {
  return [
    ...(rcUserId === undefined ? [] : [`rc:${rcUserId}`]),
    ...new Set(seats.map(({ subAccountId, agentId }) => `cx-agent:${subAccountId}:${agentId}`)),
    ...(administratorId === undefined ? [] : [`cx-user:${administratorId}`]),
  ];
}

/** Whether a user may be about one of these humans: linked to them, named after them, or with their address. */
export function isAbout(user: Item, humans: readonly Human[]): boolean {
  const ids = new Set(humans.flatMap((human) => idsOf(human)));
  const userIds = new Set([...ids].map((id) => id.replaceAll(":", "-")));
  const addresses = new Set(humans.map(({ email }) => address(email)).filter((email) => email !== ""));
  return (
    ids.has(String(user["sourceId"])) || userIds.has(String(user["userId"])) || addresses.has(address(user["email"]))
  );
}

/** Whether a user must not be changed by any run: the impersonated and protected ones, and whoever is covered. */
export function isUntouchable(user: Item, settings: Settings): boolean {
  if (isSparedUser(user, settings)) return true;
  return !isMeant([String(user["sourceId"]), address(user["email"])], settings);
}

export function isSparedUser({ userId }: Item, { impersonatedUserId, protectedUserIds }: Settings): boolean {
  return userId === impersonatedUserId || protectedUserIds.some((id) => id === userId);
}

/** Whether the settings let the sync touch somebody with these addresses and ids. */
export function isMeant(marks: readonly string[], { ignoredPeople, pilotPeople }: Settings): boolean {
  const named = (patterns: readonly string[]) => patterns.some((pattern) => marks.includes(pattern));
  return !named(ignoredPeople) && (pilotPeople.length === 0 || named(pilotPeople));
}

export function scopesOf(user: Item): readonly string[] {
  const scopes = user["scopes"];
  return Array.isArray(scopes) ? scopes : [];
}

export function address(email: unknown): string {
  return typeof email === "string" ? email.trim().toLowerCase() : "";
}

export function name(text: unknown): string {
  return typeof text === "string" ? text.normalize("NFC").trim().replace(/\s+/gu, " ") : "";
}

interface Named {
  readonly firstName?: unknown;
  readonly lastName?: unknown;
}

/** The first or the last names are equal; an empty one agrees with nothing. */
export function namesAgree(one: Named, other: Named): boolean {
  const same = (left: unknown, right: unknown) => folded(left) !== "" && folded(left) === folded(right);
  return same(one.firstName, other.firstName) || same(one.lastName, other.lastName);
}

/** Both names are equal, and there is one. */
export function namesAreEqual(one: Named, other: Named): boolean {
  const both = ({ firstName, lastName }: Named) => [folded(firstName), folded(lastName)].join("\n");
  return both(one) === both(other) && !isNameless(one);
}

export function isNameless({ firstName, lastName }: Named): boolean {
  return name(firstName) === "" && name(lastName) === "";
}

/** Neither name is said, which is not the same as empty. */
export function isUnnamed({ firstName, lastName }: Named): boolean {
  return firstName === undefined && lastName === undefined;
}

function folded(text: unknown): string {
  return name(text).toLowerCase();
}

/**
 * Both names have become others, and not each other: the id may have passed on to somebody else (design 4.4). Accents do
 * not count, nor does a name that is not said.
 */
export function isRenamedWhole(before: Named, now: Named): boolean {
  const bare = (text: unknown) => folded(text).normalize("NFD").replace(/\p{M}/gu, "");
  const [first, last] = [bare(now.firstName), bare(now.lastName)];
  const [firstBefore, lastBefore] = [bare(before.firstName), bare(before.lastName)];
  if (now.firstName === undefined || now.lastName === undefined || firstBefore + lastBefore === "") return false;
  const isSwapped = first === lastBefore && last === firstBefore;
  return first !== firstBefore && last !== lastBefore && !isSwapped;
}
