import type { Organisation } from "#test/simulators/ringcentral/organisation.ts";
import type { Person, SubAccount } from "#test/simulators/ringcentral/organisation-model.ts";
import type { Choice, DirectoryEvent } from "./history.ts";
import { madeUpEmail, madeUpName } from "./made-up-name.ts";

/** Who lost a seat when a sub-account was emptied, until it is filled again. */
const emptied = new WeakMap<Organisation, { readonly subAccountId: string; readonly people: readonly Person[] }>();

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
      return on(everybody, event.of, ({ email, lastName }) =>
        hire(organisation, {
          ...event,
          ...madeUpName(event.name),
          ...(event.name % 2 === 0 ? { lastName } : {}),
          email,
        }),
      );
    case "recycle-email":
      return on(gone, event.of, ({ email }) => hire(organisation, { ...event, ...madeUpName(event.name), email }));
    case "rename":
      return on(everybody, event.person, (person) => {
        const { firstName, lastName } = madeUpName(event.name);
        if (event.part !== "last") person.firstName = firstName;
        if (event.part !== "first") person.lastName = lastName;
      });
    case "change-email":
      return on(everybody, event.person, (person) => {
        if (event.email === "new") person.email = newEmail(organisation);
        if (event.email === "none") person.email = undefined;
        if (event.email === "upper-case") person.email = person.email?.toUpperCase();
      });
    case "swap-emails":
      return on(everybody, event.one, (one) =>
        on(everybody, event.other, (other) => {
          [one.email, other.email] = [other.email, one.email];
        }),
      );
    case "agent-type":
      return on(seated, event.person, (person) => {
        for (const seat of person.seats) seat.agentType = event.type;
      });
    case "seat-active":
      return on(seated, event.person, (person) => {
        for (const seat of person.seats.slice(0, 1)) seat.isActive = event.isActive;
      });
    case "appoint-administrator":
      return on(
        everybody.filter(({ former }) => former === undefined),
        event.person,
        (person) => organisation.makeAdministrator(person),
      );
    case "dismiss-administrator":
      return on([...organisation.administrators], event.person, (person) => organisation.dismissAdministrator(person));
    case "move-sub-account":
      return on(seated, event.person, (person) =>
        on([...organisation.subAccounts.values()], event.to, ({ id }) => {
          const [seat] = person.seats;
          if (seat === undefined || seat.subAccountId === id) return;
          organisation.moveBetweenSubAccounts(person, { from: seat.subAccountId, to: id });
        }),
      );
    case "move-group":
      return on(seated, event.person, (person) => {
        const [seat] = person.seats;
        if (seat === undefined) return;
        const { subAccountId, groupId } = seat;
        on([...organisation.subAccount(subAccountId).groups.keys()], event.to, (to) => {
          const isThere = person.seats.some((own) => own.subAccountId === subAccountId && own.groupId === to);
          if (!isThere) organisation.moveBetweenGroups(person, { subAccountId, from: groupId, to });
        });
      });
    case "second-seat":
      return on(seated, event.person, (person) =>
        on(placesOf(organisation), event.group, (place) => {
          const isThere = person.seats.some(
            (own) => own.subAccountId === place.subAccountId && own.groupId === place.groupId,
          );
          if (!isThere) organisation.seat(person, place);
        }),
      );
    case "revoke-access":
      return on(
        seated.filter(({ former }) => former === undefined),
        event.person,
        (person) => organisation.revokeWem(person, wemRole.permissionId),
      );
    case "leave":
      return on(
        everybody.filter(({ former }) => former === undefined),
        event.person,
        (person) => organisation.leave(person, event.how),
      );
    case "extension-status":
      return on(everybody, event.person, ({ extension }) => {
        if (extension !== undefined) extension.status = event.status;
      });
    case "come-back":
      return on(gone, event.person, (person) => organisation.comeBack(person, event.how));
    case "empty-sub-account":
      return on([...organisation.subAccounts.values()], event.subAccount, ({ id }) => {
        const nobodyGone = peopleIn(organisation.subAccount(id)).every(({ former }) => former === undefined);
        if (emptied.has(organisation) || !nobodyGone) return;
        emptied.set(organisation, { subAccountId: id, people: organisation.emptySubAccount(id) });
      });
    case "refill-sub-account": {
      const { subAccountId, people } = emptied.get(organisation) ?? { subAccountId: "", people: [] };
      const waiting = people.filter(({ former, seats }) => former !== undefined && seats.length === 0);
      if (emptied.delete(organisation)) organisation.refillSubAccount(subAccountId, waiting);
      return;
    }
    case "wfo-access":
      return on([...organisation.subAccounts.values()], event.subAccount, (subAccount) => {
        subAccount.wfoAccess = event.granted;
      });
    case "sub-account-listed":
      return on([...organisation.subAccounts.values()], event.subAccount, (subAccount) => {
        subAccount.isListed = event.listed;
      });
  }
}

function on<Value>(candidates: readonly Value[], choice: Choice, act: (chosen: Value) => void): void {
  const chosen = candidates[choice % Math.max(1, candidates.length)];
  if (chosen !== undefined) act(chosen);
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
