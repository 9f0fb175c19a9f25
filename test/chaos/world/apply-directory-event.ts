import { type Oddity, type OddList, seenOddities } from "#test/simulators/ringcentral/oddities.ts";
import type { Organisation } from "#test/simulators/ringcentral/organisation.ts";
import type { Person, Seat, SubAccount } from "#test/simulators/ringcentral/organisation-model.ts";
import type { Choice, DirectoryEvent } from "./history.ts";
import { madeUpEmail, madeUpName } from "./made-up-name.ts";

/** Who lost a seat when a sub-account was emptied, until it is filled again. */
const emptied = new WeakMap<Organisation, { readonly subAccountId: string; readonly people: readonly Person[] }>();

/** How to put back who is gone from a list that was emptied. */
const putBack = new WeakMap<Organisation, (() => void)[]>();

/** The RingEX role that holds the WEM permission. */
export const wemRole = { id: "7001", permissionId: "WEM" } as const;

/** Lets something happen in the directory, at once: it may be called in the middle of a request. */
export function applyDirectoryEvent(event: DirectoryEvent, organisation: Organisation): void {
  const everybody = [...organisation.people.values()];
  const seated = everybody.filter(({ seats }) => seats.length > 0);
  const gone = everybody.filter(({ former }) => former !== undefined);
  switch (event.kind) {
    case "hire":
      hire(organisation, { ...event, ...madeUpName(event.name), email: newEmail(organisation) });
      return;
    case "hire-without-extension":
      hire(organisation, { ...event, ...madeUpName(event.name), email: newEmail(organisation), rcUserId: "none" });
      return;
    case "hire-with-email-of":
      on(everybody, event.of, ({ email, lastName }) =>
        hire(organisation, {
          ...event,
          ...madeUpName(event.name),
          ...(event.name % 2 === 0 ? { lastName } : {}),
          email,
        }),
      );
      return;
    case "recycle-email":
      on(gone, event.of, ({ email }) => hire(organisation, { ...event, ...madeUpName(event.name), email }));
      return;
    case "rename":
      on(everybody, event.person, (person) => {
        const { firstName, lastName } = madeUpName(event.name);
        if (event.part !== "last") person.firstName = firstName;
        if (event.part !== "first") person.lastName = lastName;
      });
      return;
    case "change-email":
      on(everybody, event.person, (person) => {
        if (event.email === "new") person.email = newEmail(organisation);
        if (event.email === "none") person.email = undefined;
        if (event.email === "upper-case") person.email = person.email?.toUpperCase();
      });
      return;
    case "swap-emails":
      on(everybody, event.one, (one) =>
        on(everybody, event.other, (other) => {
          [one.email, other.email] = [other.email, one.email];
        }),
      );
      return;
    case "agent-type":
      on(seated, event.person, (person) => {
        for (const seat of person.seats) seat.agentType = event.type;
      });
      return;
    case "seat-active":
      on(seated, event.person, (person) => {
        for (const seat of person.seats.slice(0, 1)) seat.isActive = event.isActive;
      });
      return;
    case "appoint-administrator":
      on(
        everybody.filter(({ former }) => former === undefined),
        event.person,
        (person) => organisation.makeAdministrator(person),
      );
      return;
    case "dismiss-administrator":
      on([...organisation.administrators], event.person, (person) => organisation.dismissAdministrator(person));
      return;
    case "move-sub-account":
      on(seated, event.person, (person) =>
        on([...organisation.subAccounts.values()], event.to, ({ id }) => {
          const [seat] = person.seats;
          if (seat === undefined || seat.subAccountId === id) return;
          organisation.moveBetweenSubAccounts(person, { from: seat.subAccountId, to: id });
        }),
      );
      return;
    case "move-group":
      on(seated, event.person, (person) => {
        const [seat] = person.seats;
        if (seat === undefined) return;
        const { subAccountId, groupId } = seat;
        on([...organisation.subAccount(subAccountId).groups.keys()], event.to, (to) => {
          const isThere = person.seats.some((own) => own.subAccountId === subAccountId && own.groupId === to);
          if (!isThere) organisation.moveBetweenGroups(person, { subAccountId, from: groupId, to });
        });
      });
      return;
    case "second-seat":
      on(seated, event.person, (person) =>
        on(placesOf(organisation), event.group, (place) => {
          const isThere = person.seats.some(
            (own) => own.subAccountId === place.subAccountId && own.groupId === place.groupId,
          );
          if (!isThere) organisation.seat(person, place);
        }),
      );
      return;
    case "revoke-access":
      on(
        seated.filter(({ former }) => former === undefined),
        event.person,
        (person) => organisation.revokeWem(person, wemRole.permissionId),
      );
      return;
    case "leave":
      on(
        everybody.filter(({ former }) => former === undefined),
        event.person,
        (person) => organisation.leave(person, event.how),
      );
      return;
    case "extension-status":
      on(everybody, event.person, ({ extension }) => {
        if (extension !== undefined) extension.status = event.status;
      });
      return;
    case "come-back":
      on(gone, event.person, (person) => organisation.comeBack(person, event.how));
      return;
    case "empty-sub-account":
      on([...organisation.subAccounts.values()], event.subAccount, ({ id }) => {
        const nobodyGone = peopleIn(organisation.subAccount(id)).every(({ former }) => former === undefined);
        if (emptied.has(organisation) || !nobodyGone) return;
        emptied.set(organisation, { subAccountId: id, people: organisation.emptySubAccount(id) });
      });
      return;
    case "refill-sub-account": {
      const { subAccountId, people } = emptied.get(organisation) ?? { subAccountId: "", people: [] };
      const waiting = people.filter(({ former, seats }) => former !== undefined && seats.length === 0);
      if (emptied.delete(organisation)) organisation.refillSubAccount(subAccountId, waiting);
      return;
    }
    case "empty-administrators":
      for (const person of [...organisation.administrators]) {
        const userId = person.administrator?.userId;
        organisation.dismissAdministrator(person);
        remember(organisation, () => {
          if (person.administrator === undefined && person.former === undefined)
            organisation.appointAdministrator(person, userId);
        });
      }
      return;
    case "empty-group":
      on(placesOf(organisation), event.group, (place) => {
        const isThere = (seat: Seat) => seat.subAccountId === place.subAccountId && seat.groupId === place.groupId;
        for (const person of seated.filter(({ seats }) => seats.some(isThere))) {
          const [seat] = organisation.unseat(person, isThere);
          remember(organisation, () => {
            if (seat !== undefined && person.former === undefined && !person.seats.some(isThere))
              organisation.restoreSeat(person, seat);
          });
        }
      });
      return;
    case "refill-lists":
      for (const put of putBack.get(organisation) ?? []) put();
      putBack.delete(organisation);
      return;
    case "rename-many":
      for (const [at, person] of everybody.entries()) {
        if (at % event.step !== event.person % event.step) continue;
        const { firstName, lastName } = madeUpName(event.name + at);
        if (event.part === "first") person.firstName = firstName;
        else person.lastName = lastName;
      }
      return;
    case "leave-some":
      for (const person of some(
        everybody.filter(({ former }) => former === undefined),
        event,
      ))
        organisation.leave(person, "removed");
      return;
    case "appoint-some":
      for (const person of some(
        everybody.filter(({ former }) => former === undefined),
        event,
      ))
        organisation.makeAdministrator(person);
      return;
    case "promote-some":
      for (const person of some(seated, event)) organisation.promoteToSupervisor(person);
      return;
    case "hire-many":
      for (let at = 0; at < event.count; at += 1)
        hire(organisation, {
          ...madeUpName(event.name + at),
          group: event.group + at,
          email: newEmail(organisation),
        });
      return;
    case "everybody-back":
      for (const person of gone) organisation.comeBack(person, "same-id");
      return;
    case "wfo-access":
      on([...organisation.subAccounts.values()], event.subAccount, (subAccount) => {
        subAccount.wfoAccess = event.granted;
      });
      return;
    case "sub-account-listed":
      on([...organisation.subAccounts.values()], event.subAccount, (subAccount) => {
        subAccount.isListed = event.listed;
      });
      return;
    case "odd-record":
      on<Oddity>(Object.values(seenOddities[event.list]), event.oddity, (oddity) =>
        makeOdd(organisation, { ...event, oddity }),
      );
      return;
    case "record-without-id": {
      const { administrators, agents, extensions } = seenOddities;
      const without = {
        administrators: administrators["no ids"],
        agents: agents["no ids"],
        extensions: extensions["no id"],
      };
      makeOdd(organisation, { ...event, oddity: without[event.list] });
      return;
    }
    case "odd-records-mended":
      for (const records of Object.values(organisation.oddities)) records.clear();
      return;
  }
}

function makeOdd(
  { oddities, people, administrators, subAccounts, roles }: Organisation,
  { list, record, oddity }: { readonly list: OddList; readonly record: Choice; readonly oddity: Oddity },
): void {
  const everybody = [...people.values()];
  const extensions = everybody.flatMap(({ extension }) => (extension === undefined ? [] : [extension]));
  const records: Readonly<Record<OddList, readonly object[]>> = {
    administrators: [...administrators],
    agents: everybody.flatMap(({ seats }) => seats),
    groups: [...subAccounts.values()].flatMap(({ groups }) => [...groups.values()]),
    extensions,
    roles: [...roles.values()],
    assignedRoles: extensions,
  };
  on(records[list], record, (chosen) => {
    (oddities[list] as Map<object, Oddity>).set(chosen, oddity);
  });
}

function on<Value>(candidates: readonly Value[], choice: Choice, act: (chosen: Value) => void): void {
  const chosen = candidates[choice % Math.max(1, candidates.length)];
  if (chosen !== undefined) act(chosen);
}

/** So many, from one candidate on. */
function some<Value>(
  candidates: readonly Value[],
  { person, count }: { readonly person: Choice; readonly count: number },
): readonly Value[] {
  const from = person % Math.max(1, candidates.length);
  return [...candidates.slice(from), ...candidates.slice(0, from)].slice(0, count);
}

function remember(organisation: Organisation, put: () => void): void {
  putBack.set(organisation, [...(putBack.get(organisation) ?? []), put]);
}

function newEmail({ people }: Organisation): string {
  return madeUpEmail(people.size);
}

function placesOf({ subAccounts }: Organisation) {
  return [...subAccounts.values()].flatMap(({ id, groups }) =>
    [...groups.keys()].map((groupId) => ({ subAccountId: id, groupId })),
  );
}

function peopleIn({ groups }: SubAccount): readonly Person[] {
  return [...groups.values()].flatMap(({ seats }) => [...seats.values()]);
}

interface Newcomer {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string | undefined;
  readonly group: Choice;
  readonly supervisor?: boolean;
  readonly rcUserId?: "none";
}

function hire(organisation: Organisation, { group, supervisor, ...draft }: Newcomer): void {
  on(placesOf(organisation), group, (place) => {
    organisation.hire({
      ...draft,
      ...place,
      agentType: supervisor === true ? "SUPERVISOR" : "AGENT",
      roles: [wemRole.id],
    });
  });
}
