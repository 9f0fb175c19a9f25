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

/** The first or the last names are equal; an empty one agrees with nothing. */
export function namesAgree(human: Human, user: Item): boolean {
  const same = (one: unknown, other: unknown) =>
    name(one) !== "" && name(one).toLowerCase() === name(other).toLowerCase();
  return same(human.firstName, user["firstName"]) || same(human.lastName, user["lastName"]);
}
