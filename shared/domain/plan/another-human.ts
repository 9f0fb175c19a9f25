import type { Person } from "#shared/domain/directory/person.ts";
import type { RosterUser, Seen } from "#shared/domain/roster/roster-user.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { emailKey, type Named, plainName } from "#shared/domain/text.ts";

/**
 * Whether RingCentral may have handed an id on to a successor or a placeholder: both names have changed since the link was
 * last accepted, and are not merely swapped. An edit in the roster never makes it (design 4.4).
 */
export function isAnotherHuman(
  user: RosterUser,
  { person, settings }: { readonly person: Person; readonly settings: Settings },
): boolean {
  const before = user.seen ?? managedNames(user, settings);
  // What is not said has not changed.
  if (person.firstName === undefined || person.lastName === undefined) return false;
  if (before.firstName === undefined || before.lastName === undefined) return false;
  const [first, last] = [plainName(person.firstName), plainName(person.lastName)];
  const [firstBefore, lastBefore] = [plainName(before.firstName), plainName(before.lastName)];
  if (firstBefore + lastBefore === "") return false;
  const isSwapped = first === lastBefore && last === firstBefore;
  return first !== firstBefore && last !== lastBefore && !isSwapped;
}

/** What RingCentral says of a person now; parts that it does not say stay as they were seen. */
export function seenOf(person: Person, before?: Seen): Seen {
  const { firstName = before?.firstName ?? "", lastName = before?.lastName ?? "", email = before?.email } = person;
  return { firstName, lastName, ...(email === undefined || email === "" ? {} : { email }) };
}

/** Whether RingCentral says the same of somebody, as people read it. */
export function isSeenTheSame(left: Seen, right: Seen): boolean {
  return (
    plainName(left.firstName) === plainName(right.firstName) &&
    plainName(left.lastName) === plainName(right.lastName) &&
    emailKey(left.email) === emailKey(right.email)
  );
}

function managedNames({ firstName, lastName }: RosterUser, { managedAttributes }: Settings): Named {
  return {
    firstName: managedAttributes.includes("firstName") ? firstName : undefined,
    lastName: managedAttributes.includes("lastName") ? lastName : undefined,
  };
}
