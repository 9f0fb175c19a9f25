import type { PersonDraft, SeatDraft } from "./organisation-index.ts";
import { OrganisationIndex } from "./organisation-index.ts";
import type { Person, Seat } from "./organisation-model.ts";

/** A simulated customer, with what happens in a contact centre as one call each. */
export class Organisation extends OrganisationIndex {
  /** Somebody new with a RingEX extension and a seat; in the sub-account's first group unless one is named. */
  hire(draft: PersonDraft & Omit<SeatDraft, "groupId"> & { readonly groupId?: number }): Person {
    const person = this.addPerson(draft);
    this.seat(person, { ...draft, groupId: draft.groupId ?? this.#firstGroup(draft.subAccountId) });
    return person;
  }

  /** A marriage, a correction, a new address: whatever is named. */
  rename(person: Person, names: Partial<Pick<Person, "firstName" | "lastName" | "email">>): void {
    Object.assign(person, names);
  }

  /** Makes every seat of an agent a supervisor's. */
  promoteToSupervisor(person: Person): void {
    for (const seat of person.seats) seat.agentType = "SUPERVISOR";
  }

  makeAdministrator(person: Person): void {
    if (person.administrator === undefined) this.appointAdministrator(person);
  }

  /** Access WEM is revoked: the person leaves the agent lists and loses the roles that hold `permissionId`. */
  revokeWem(person: Person, permissionId?: string): void {
    this.#remember(person);
    this.unseat(person, () => true);
    if (permissionId !== undefined) {
      person.roles = person.roles.filter((id) => !this.roles.get(id)?.permissionIds.includes(permissionId));
    }
  }

  /**
   * Somebody leaves. `extension-disabled`: RingEX disables the extension and RingCX still lists the seats;
   * `removed`: no extension, no seat, no administrator any more.
   */
  leave(person: Person, how: "extension-disabled" | "removed" = "removed"): void {
    this.#remember(person);
    if (how === "extension-disabled") {
      if (person.extension !== undefined) person.extension.status = "Disabled";
      return;
    }
    this.unseat(person, () => true);
    this.removeExtension(person);
    this.dismissAdministrator(person);
    person.roles = [];
  }

  /** Gives back what the person had when they left; `new-id`: hired again, with another RingCentral user id and agent ids. */
  comeBack(person: Person, how: "same-id" | "new-id" = "same-id"): void {
    const former = person.former;
    if (former === undefined) throw new Error(`${person.key} never left.`);
    person.former = undefined;
    if (person.extension !== undefined) person.extension.status = "Enabled";
    else if (former.extensionType !== undefined) this.giveExtension(person, { type: former.extensionType });
    if (how === "new-id") {
      this.renewRcUserId(person);
      this.unseat(person, () => true);
      for (const seat of former.seats) this.seat(person, seat);
    } else if (person.seats.length === 0) {
      for (const seat of former.seats) this.restoreSeat(person, seat);
    }
    if (former.administratorId !== undefined) this.appointAdministrator(person, former.administratorId);
    person.roles = former.roles;
  }

  /** Takes the seats in one sub-account away and gives one in the other, with another agent id. */
  moveBetweenSubAccounts(
    person: Person,
    move: { readonly from: string; readonly to: string; readonly groupId?: number },
  ): void {
    const [seat] = this.unseat(person, (candidate) => candidate.subAccountId === move.from);
    this.seat(person, {
      subAccountId: move.to,
      groupId: move.groupId ?? this.#firstGroup(move.to),
      agentType: seat?.agentType ?? "AGENT",
    });
  }

  /** Moves a seat to another group of the same sub-account; the agent id stays. */
  moveBetweenGroups(
    person: Person,
    move: { readonly subAccountId: string; readonly from: number; readonly to: number },
  ): void {
    const matches = (seat: Seat) => seat.subAccountId === move.subAccountId && seat.groupId === move.from;
    for (const seat of this.unseat(person, matches)) this.restoreSeat(person, { ...seat, groupId: move.to });
  }

  /** Somebody's mistake: all groups of a sub-account lose all agents. Returns who sat there. */
  emptySubAccount(subAccountId: string): readonly Person[] {
    const people = new Set<Person>();
    for (const group of this.subAccount(subAccountId).groups.values()) {
      for (const person of group.seats.values()) people.add(person);
      group.seats.clear();
    }
    for (const person of people) {
      this.#remember(person);
      person.seats = person.seats.filter((seat) => seat.subAccountId !== subAccountId);
    }
    return [...people];
  }

  /** Undoes `emptySubAccount` for the people it returned. */
  refillSubAccount(subAccountId: string, people: readonly Person[]): void {
    for (const person of people) {
      for (const seat of person.former?.seats ?? []) {
        if (seat.subAccountId === subAccountId) this.restoreSeat(person, seat);
      }
      person.former = undefined;
    }
  }

  #firstGroup(subAccountId: string): number {
    const [groupId] = this.subAccount(subAccountId).groups.keys();
    if (groupId === undefined) throw new Error(`The simulated sub-account ${subAccountId} has no group.`);
    return groupId;
  }

  #remember(person: Person): void {
    person.former = {
      seats: person.seats,
      roles: person.roles,
      extensionType: person.extension?.type,
      administratorId: person.administrator?.userId,
    };
  }
}
