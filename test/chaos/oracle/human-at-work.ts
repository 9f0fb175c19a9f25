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
  if (isRemoved(human, settings, wasSeen)) return false;
  return (
    human.administratorId !== undefined ||
    (hasWem(human, settings) && readableSeats(human, { view, settings }).length > 0)
  );
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

export function linkOf(human: Human, at: { view: DirectoryView; settings: Settings; user: Item }) {
  const seats = readableSeats(human, at);
  const { ringExCheck, realtimeDataSourceId } = at.settings;
  const isInRingEx = ringExCheck === "on" ? human.extension !== undefined : scopesOf(at.user).includes("ringex");
  // Seen is who is listed, be it as inactive.
  const listed = human.seats.filter(
    ({ subAccountId: id }) => at.settings.subAccountIds.includes(id) && at.view.readable.has(id),
  );
  const scopes = new Set(listed.map(({ subAccountId }) => `sub:${subAccountId}`));
  if (human.administratorId !== undefined) scopes.add("main");
  if (isInRingEx) scopes.add("ringex");
  return {
    sourceId: idsOf(human)[0],
    dataSourceId: realtimeDataSourceId,
    agentIds: [...new Set(seats.map(({ subAccountId, agentId }) => `${subAccountId}/${agentId}`))].sort(),
    scopes: [...scopes].sort(),
    groups: [...new Set(listed.map(({ subAccountId, groupId }) => `${subAccountId}/${groupId}`))].sort(),
    seen: seenOf(human, at.user),
  };
}

/** What RingCentral says of somebody; an e-mail that it does not say stays as it was seen. */
function seenOf({ firstName, lastName, email }: Human, user: Item) {
  const before = user["seen"] as { readonly email?: string } | undefined;
  return {
    firstName: name(firstName),
    lastName: name(lastName),
    ...(email === undefined ? (before?.email === undefined ? {} : { email: before.email }) : { email: email.trim() }),
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
