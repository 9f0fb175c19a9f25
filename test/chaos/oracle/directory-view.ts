import type { Settings } from "#shared/domain/settings/settings.ts";
import type { Oddity } from "#test/simulators/ringcentral/oddities.ts";
import type { Organisation } from "#test/simulators/ringcentral/organisation.ts";
import type { AgentGroup, ExtensionStatus, Seat } from "#test/simulators/ringcentral/organisation-model.ts";

/** What single records of a human say on the wire beside or instead of what they should. */
interface Odd {
  readonly administrator?: Oddity;
  /** In the order of the seats. */
  readonly seats: readonly (Oddity | undefined)[];
  readonly extension?: Oddity;
  readonly assignedRoles?: Oddity;
}

/** One human as they really are, whatever lists they stand in. */
export interface Human {
  readonly key: string;
  /** `undefined`: not said. */
  readonly firstName: string | undefined;
  readonly lastName: string | undefined;
  readonly email: string | undefined;
  readonly rcUserId: number | undefined;
  /** RingCX user id of an administrator. */
  readonly administratorId: number | undefined;
  readonly seats: readonly Seat[];
  readonly extension: ExtensionStatus | undefined;
  /** RingEX permissions that the person's roles hold, as far as RingEX tells: roles hang on the extension. */
  readonly permissions: readonly string[];
  /** A record has a word that cannot be understood: whose it is stays as they are. */
  readonly isUnusable: boolean;
  readonly odd: Odd;
}

/** The truth about a directory at one moment. */
export interface DirectoryView {
  readonly humans: readonly Human[];
  /** Sub-accounts that answer with their agents. */
  readonly readable: ReadonlySet<string>;
  /** Configured scopes that cannot be read: `main`, `sub:<id>`, `ringex`. */
  readonly unread: ReadonlySet<string>;
  /** Scopes that were read and have records that name nobody: who is missing there is not known. */
  readonly gaps: ReadonlySet<string>;
  /** Sub-accounts with an agent group that has no id, and whether there is such a role. */
  readonly withoutId: { readonly groupsOf: ReadonlySet<string>; readonly role: boolean };
}

/** Scopes of RingCX where something is not known: nobody becomes Administrator then (design 4.1). */
export function incompleteRingCx({ unread, gaps }: DirectoryView): readonly string[] {
  return [...unread, ...gaps].filter((scope) => scope !== "ringex");
}

/** Nothing is known to be missing. */
export function isComplete({ unread, gaps }: DirectoryView): boolean {
  return unread.size + gaps.size === 0;
}

/** A copy of what is true in the organisation now, with what its records say instead. */
export function viewOf({ people, roles, subAccounts, oddities }: Organisation): DirectoryView {
  const humans = [...people.values()].map(
    (person): Human => ({
      key: person.key,
      firstName: person.firstName,
      lastName: person.lastName,
      email: person.email,
      rcUserId: person.rcUserId,
      administratorId: person.administrator?.userId,
      seats: person.seats.map((seat) => ({ ...seat })),
      extension: person.extension?.status,
      permissions:
        person.extension === undefined ? [] : person.roles.flatMap((id) => roles.get(id)?.permissionIds ?? []),
      isUnusable: false,
      odd: withoutUndefined({
        administrator: person.administrator === undefined ? undefined : oddities.administrators.get(person),
        seats: person.seats.map((seat) => oddities.agents.get(seat)),
        extension: person.extension === undefined ? undefined : oddities.extensions.get(person.extension),
        assignedRoles: person.extension === undefined ? undefined : oddities.assignedRoles.get(person.extension),
      }),
    }),
  );
  const readable = [...subAccounts.values()].filter(
    ({ isListed, isActive, wfoAccess }) => isListed && isActive && wfoAccess,
  );
  const hasOddGroup = ({ groups }: { readonly groups: ReadonlyMap<number, AgentGroup> }) =>
    [...groups.values()].some((group) => lacks(oddities.groups.get(group), "agentGroupId"));
  return {
    humans,
    readable: new Set(readable.map(({ id }) => id)),
    unread: new Set(),
    gaps: new Set(),
    withoutId: {
      groupsOf: new Set([...subAccounts.values()].filter(hasOddGroup).map(({ id }) => id)),
      role: [...roles.values()].some((role) => lacks(oddities.roles.get(role), "id")),
    },
  };
}

/** Whether a record lacks a field that it should have. */
export function lacks(oddity: Oddity | undefined, field: string): boolean {
  return oddity !== undefined && Object.hasOwn(oddity, field) && (oddity[field] ?? undefined) === undefined;
}

type Whole<Value> = { [Key in keyof Value]: Exclude<Value[Key], undefined> };

function withoutUndefined<Value extends object>(value: Value): Whole<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Whole<Value>;
}

/** Humans, old and new, who are not the same in all of the views. */
export function changedHumans([first, ...later]: readonly DirectoryView[]): readonly Human[] {
  const known = new Map(first?.humans.map((human) => [human.key, human]));
  const changed: Human[] = [];
  for (const human of later.flatMap(({ humans }) => humans)) {
    const before = known.get(human.key);
    if (JSON.stringify(before) === JSON.stringify(human)) continue;
    changed.push(human, ...(before === undefined ? [] : [before]));
  }
  return changed;
}

/** Seats that count: active and in a configured sub-account, in the configured order. */
export function countedSeats({ seats }: Human, { subAccountIds }: Pick<Settings, "subAccountIds">): readonly Seat[] {
  return subAccountIds.flatMap((id) => seats.filter((seat) => seat.isActive && seat.subAccountId === id));
}

/** Whether being listed as an agent is enough for this human (design 4.2). */
export function hasWem({ permissions, rcUserId }: Human, { wemAccess, wemPermissionIds }: Settings): boolean {
  if (wemAccess === "ringcx") return true;
  return rcUserId !== undefined && permissions.some((id) => wemPermissionIds.includes(id));
}

/** Whether RingEX says that this human is gone; `wasSeen`: whether they were last seen there. */
export function isRemoved(
  { extension }: Human,
  { view, settings, wasSeen }: { view: DirectoryView; settings: Settings; wasSeen: "seen" | "not seen" },
): boolean {
  if (settings.ringExCheck === "off" || view.unread.has("ringex")) return false;
  if (extension === undefined) return wasSeen === "seen" && !view.gaps.has("ringex");
  return extension === "Disabled" || extension === "Unassigned";
}
