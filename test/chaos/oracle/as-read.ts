import type { Settings } from "#shared/domain/settings/settings.ts";
import type { Oddity } from "#test/simulators/ringcentral/oddities.ts";
import { type DirectoryView, type Human, lacks } from "./directory-view.ts";
import { name } from "./identity.ts";

/** Of a list so large a part may name nobody; with more it tells nothing (design 4.1). */
const maxNameless = 0.1;

/** What can be understood of a directory: lists with gaps, lists that tell nothing, records with odd words. */
export function asRead(view: DirectoryView, settings: Settings): DirectoryView {
  const { unread, gaps } = scopesOf(view, settings);
  const isRead = (subAccountId: string) => !unread.has(`sub:${subAccountId}`);
  const readable = new Set([...view.readable].filter(isRead));
  const known = { ...view, readable, unread, gaps };
  return { ...known, humans: view.humans.map((human) => humanAsRead(human, { view: known, settings })) };
}

function scopesOf(view: DirectoryView, settings: Settings) {
  const unread = new Set<string>();
  const gaps = new Set<string>();
  const note = (scope: string, records: readonly boolean[]): void => {
    const nameless = records.filter(Boolean).length;
    if (nameless > records.length * maxNameless) unread.add(scope);
    else if (nameless > 0) gaps.add(scope);
  };
  const { humans, withoutId } = view;
  const administrators = humans.filter(({ administratorId }) => administratorId !== undefined);
  note(
    "main",
    administrators.map(({ odd }) => lacks(odd.administrator, "userId")),
  );
  for (const id of settings.subAccountIds) {
    const scope = `sub:${id}`;
    const seats = humans.flatMap((human) =>
      human.seats.flatMap((seat, at) =>
        seat.subAccountId === id ? [{ ...seat, isNameless: lacks(human.odd.seats[at], "agentId") }] : [],
      ),
    );
    for (const group of Map.groupBy(seats, ({ groupId }) => groupId).values())
      note(
        scope,
        group.map(({ isNameless }) => isNameless),
      );
    if (!view.readable.has(id) || withoutId.groupsOf.has(id)) unread.add(scope);
  }
  if (settings.ringExCheck === "on") {
    const listed = humans.filter(({ extension }) => extension !== undefined);
    note(
      "ringex",
      listed.map(({ odd }) => lacks(odd.extension, "id")),
    );
    if (settings.wemAccess === "ringex-permission" && withoutId.role) unread.add("ringex");
  }
  return { unread, gaps: gaps.difference(unread) };
}

interface At {
  readonly view: DirectoryView;
  readonly settings: Settings;
}

function humanAsRead(human: Human, { view, settings }: At): Human {
  const { odd, administratorId, extension } = human;
  const isListedInMain =
    administratorId !== undefined && !view.unread.has("main") && !lacks(odd.administrator, "userId");
  const seats = human.seats
    .map((seat, at) => ({ ...seat, oddity: odd.seats[at] }))
    .filter(({ oddity }) => !lacks(oddity, "agentId"));
  const isRead = ({ subAccountId }: { readonly subAccountId: string }) =>
    settings.subAccountIds.includes(subAccountId) && view.readable.has(subAccountId);
  const read = settings.subAccountIds.flatMap((id) =>
    seats
      .filter((seat) => seat.subAccountId === id && isRead(seat))
      .sort((one, other) => one.groupId - other.groupId || one.agentId - other.agentId),
  );
  const records = [...(isListedInMain ? [odd.administrator] : []), ...read.map(({ oddity }) => oddity)];
  const isInRingEx = settings.ringExCheck === "on" && extension !== undefined && !lacks(odd.extension, "id");
  const hasOddStatus = isInRingEx && !view.unread.has("ringex") && hasField(odd.extension, "status");
  return {
    ...human,
    ...(records.length > 0 ? textsOf(human, records) : {}),
    administratorId: isListedInMain ? administratorId : undefined,
    // What does not say whether it is active counts as active, so that nobody loses anything by it.
    seats: seats.map(({ oddity, ...seat }) => (hasField(oddity, "isActive") ? { ...seat, isActive: true } : seat)),
    extension: lacks(odd.extension, "id") ? undefined : hasOddStatus ? "Enabled" : extension,
    permissions: odd.assignedRoles === undefined ? human.permissions : [],
    isUnusable:
      hasOddStatus || read.some(({ oddity }) => hasField(oddity, "agentType") || hasField(oddity, "isActive")),
  };
}

function hasField(oddity: Oddity | undefined, field: string): boolean {
  return oddity !== undefined && Object.hasOwn(oddity, field);
}

/** The first that is not empty, in the order of the records; text that is no address is none. */
function textsOf(human: Human, records: readonly (Oddity | undefined)[]) {
  const said = (attribute: "firstName" | "lastName" | "email") =>
    records.flatMap((oddity) => {
      const value = oddity !== undefined && Object.hasOwn(oddity, attribute) ? oddity[attribute] : human[attribute];
      return typeof value === "string" ? [value] : [];
    });
  const nameOf = (attribute: "firstName" | "lastName") => {
    const names = said(attribute);
    return names.find((text) => name(text) !== "") ?? names[0];
  };
  return {
    firstName: nameOf("firstName"),
    lastName: nameOf("lastName"),
    email: said("email").find((text) => /^[^\s@]+@[^\s@]+$/u.test(text.trim())),
  };
}
