import type { Settings } from "#shared/domain/settings/settings.ts";
import type { Organisation } from "#test/simulators/ringcentral/organisation.ts";
import type { ExtensionStatus, Seat } from "#test/simulators/ringcentral/organisation-model.ts";

/** One human as they really are, whatever lists they stand in. */
export interface Human {
  readonly key: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string | undefined;
  readonly rcUserId: number | undefined;
  /** RingCX user id of an administrator. */
  readonly administratorId: number | undefined;
  readonly seats: readonly Seat[];
  readonly extension: ExtensionStatus | undefined;
  /** RingEX permissions that the person's roles hold, as far as RingEX tells: roles hang on the extension. */
  readonly permissions: readonly string[];
}

/** The truth about a directory at one moment. */
export interface DirectoryView {
  readonly humans: readonly Human[];
  /** Sub-accounts that answer with their agents. */
  readonly readable: ReadonlySet<string>;
}

/** A copy of what is true in the organisation now. */
export function viewOf({ people, roles, subAccounts }: Organisation): DirectoryView {
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
    }),
  );
  const readable = [...subAccounts.values()].filter(
    ({ isListed, isActive, wfoAccess }) => isListed && isActive && wfoAccess,
  );
  return { humans, readable: new Set(readable.map(({ id }) => id)) };
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
export function isRemoved({ extension }: Human, { ringExCheck }: Settings, wasSeen: "seen" | "not seen"): boolean {
  if (ringExCheck === "off") return false;
  if (extension === undefined) return wasSeen === "seen";
  return extension === "Disabled" || extension === "Unassigned";
}
