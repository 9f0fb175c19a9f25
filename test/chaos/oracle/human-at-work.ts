import type { Settings } from "#shared/domain/settings/settings.ts";
import type { Item } from "#test/chaos/world/roster-journal.ts";
import { countedSeats, type DirectoryView, type Human, hasWem, isRemoved } from "./directory-view.ts";
import { address, idsOf, name, namesAgree, scopesOf } from "./identity.ts";

/** Whether the human behind a linked user works here now, by the lists that were read. */
export function mayWork(view: DirectoryView, settings: Settings, user: Item): boolean {
  const human = view.humans.find((one) => idsOf(one).includes(String(user["sourceId"])));
  if (human === undefined) return false;
  return [human, ...namesakesOf(human, view)].every((one) => works(asRecorded(one, user), { view, settings, user }));
}

/** With whom a record without RingCentral's id is joined, since address and name are the same (design 4.2). */
function namesakesOf(human: Human, { humans }: DirectoryView): readonly Human[] {
  if (human.rcUserId !== undefined || address(human.email) === "") return [];
  return humans.filter(
    (one) => one.rcUserId !== undefined && address(one.email) === address(human.email) && namesAgree(one, { ...human }),
  );
}

/** Records with neither RingCentral's id nor an address cannot be joined: each is a person of its own (design 4.2). */
function asRecorded(human: Human, { sourceId }: Item): Human {
  if (human.rcUserId !== undefined || human.email !== undefined) return human;
  const own = (id: string) => id === sourceId;
  const { administratorId, seats } = human;
  return {
    ...human,
    administratorId: own(`cx-user:${administratorId}`) ? administratorId : undefined,
    seats: seats.filter(({ subAccountId, agentId }) => own(`cx-agent:${subAccountId}:${agentId}`)),
  };
}

/** In scope (design 4.2) by what can be read, and not removed. */
export function works(
  human: Human,
  { view, settings, user }: { view: DirectoryView; settings: Settings; user: Item },
): boolean {
  const wasSeen = scopesOf(user).includes("ringex") ? "seen" : "not seen";
  if (isRemoved(human, { view, settings, wasSeen })) return false;
  return (
    human.administratorId !== undefined ||
    (hasWem(human, settings) && readableSeats(human, { view, settings }).length > 0)
  );
}

/** A part of RingCX where this user was last seen cannot be read: nothing about them changes. */
export function isFrozen(user: Item, { unread }: DirectoryView): boolean {
  return scopesOf(user).some((scope) => scope !== "ringex" && unread.has(scope));
}

/** Whether nobody's absence can be proved who was last seen where this user was. */
export function isAbsenceOpen(user: Item, { unread, gaps }: DirectoryView): boolean {
  return unread.has("ringex") || scopesOf(user).some((scope) => unread.has(scope) || gaps.has(scope));
}

function readableSeats(human: Human, { view, settings }: { view: DirectoryView; settings: Settings }) {
  return countedSeats(human, settings).filter(({ subAccountId }) => view.readable.has(subAccountId));
}

export function roleOf(human: Human, at: { view: DirectoryView; settings: Settings }): string {
  const { adminAndAgentRole, supervisorRole } = at.settings;
  const seats = hasWem(human, at.settings) ? readableSeats(human, at) : [];
  const leads = seats.some(({ agentType }) => agentType === "SUPERVISOR" || agentType === "MULTI_SUPERVISOR");
  const asAgent = leads ? supervisorRole : "Agent";
  if (human.administratorId === undefined) return asAgent;
  if (seats.length === 0 || adminAndAgentRole === "first") return "Administrator";
  return adminAndAgentRole === "last" ? asAgent : adminAndAgentRole;
}

/** What the roster keeps of where and as whom somebody was seen; `user`: theirs, if they have one. */
export function linkOf(human: Human, at: { view: DirectoryView; settings: Settings; user: Item }) {
  const { view, settings, user } = at;
  const seats = readableSeats(human, at);
  const isRingExRead = settings.ringExCheck === "on" && !view.unread.has("ringex");
  const isInRingEx = isRingExRead ? human.extension !== undefined : scopesOf(user).includes("ringex");
  // Seen is who is listed, be it as inactive.
  const listed = human.seats.filter(
    ({ subAccountId: id }) => settings.subAccountIds.includes(id) && view.readable.has(id),
  );
  const scopes = listed.map(({ subAccountId }) => `sub:${subAccountId}`);
  if (human.administratorId !== undefined) scopes.push("main");
  if (isInRingEx) scopes.push("ringex");
  // A list with gaps takes nothing away from those who were last seen there.
  const kept = (attribute: "agentIds" | "scopes" | "groups", scopeOf: (entry: string) => string) =>
    listOf(user, attribute).filter((entry) => view.gaps.has(scopeOf(entry)));
  const ofSubAccount = (entry: string) => `sub:${entry.split("/")[0]}`;
  const all = (now: readonly string[], before: readonly string[]) => [...new Set([...now, ...before])].sort();
  return {
    sourceId: idsOf(human)[0],
    dataSourceId: settings.realtimeDataSourceId,
    agentIds: all(
      seats.map(({ subAccountId, agentId }) => `${subAccountId}/${agentId}`),
      kept("agentIds", ofSubAccount),
    ),
    scopes: all(
      scopes,
      kept("scopes", (scope) => scope),
    ),
    groups: all(
      listed.map(({ subAccountId, groupId }) => `${subAccountId}/${groupId}`),
      kept("groups", ofSubAccount),
    ),
    seen: seenOf(human, user),
  };
}

function listOf(user: Item, attribute: string): readonly string[] {
  const list = user[attribute];
  return Array.isArray(list) ? list : [];
}

/** What RingCentral says of somebody; what it does not say stays as it was seen. */
function seenOf(human: Human, user: Item) {
  const before = (user["seen"] ?? {}) as Partial<Record<"firstName" | "lastName" | "email", string>>;
  const email = human.email?.trim() ?? before.email;
  return {
    firstName: name(human.firstName ?? before.firstName),
    lastName: name(human.lastName ?? before.lastName),
    ...(email === undefined ? {} : { email }),
  };
}

/** Whether any list of RingCX that was read names this human. */
export function isListed(
  { administratorId, seats }: Human,
  { view, settings }: { readonly view: DirectoryView; readonly settings: Settings },
): boolean {
  const isRead = (id: string) => settings.subAccountIds.includes(id) && view.readable.has(id);
  return administratorId !== undefined || seats.some(({ subAccountId }) => isRead(subAccountId));
}
