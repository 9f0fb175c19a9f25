import type { Settings } from "#shared/domain/settings/settings.ts";
import type { Item } from "#test/chaos/world/roster-journal.ts";
import { type DirectoryView, type Human, incompleteRingCx } from "./directory-view.ts";
import { linkOf, roleOf } from "./human-at-work.ts";
import { address, isRenamedWhole, name, scopesOf } from "./identity.ts";
import type { Wish } from "./risky-parts.ts";

/** What an answer hangs on besides the human and the user that it is about. */
export interface Surroundings {
  readonly view: DirectoryView;
  readonly settings: Settings;
}

interface Pair {
  readonly userId: string;
  readonly user: Item;
  readonly human: Human;
  /** `given`: the user was nobody's, or somebody else's, until now. */
  readonly how: "own" | "given";
}

/** A user who follows a human who works here. */
export function followed({ userId, user, human, how }: Pair, { view, settings }: Surroundings): Wish {
  const isStatusOpen = !view.unread.has("ringex");
  const after: Record<string, unknown> = {
    ...user,
    ...linkOf(human, { view, settings, user: how === "own" ? user : {} }),
    ...(isStatusOpen ? { status: "Active" } : {}),
  };
  for (const attribute of settings.managedAttributes) {
    if (attribute === "role") {
      const role = roleOf(human, { view, settings });
      const isProved = role !== "Administrator" || incompleteRingCx(view).length === 0;
      const hasGaps = how === "own" && scopesOf(user).some((scope) => scope !== "ringex" && view.gaps.has(scope));
      if (isProved && !hasGaps) after["role"] = role;
    } else if (attribute === "email") {
      if (human.email !== undefined && address(human.email) !== address(user["email"]))
        after["email"] = human.email.trim();
    } else if (human[attribute] !== undefined && name(human[attribute]) !== name(user[attribute])) {
      after[attribute] = name(human[attribute]);
    }
  }
  return { userId, before: user, after, how };
}

/** Whether the id of a linked user may have passed on to another human since the link was last accepted (design 4.4). */
export function isAnotherHuman(
  user: Item,
  { human, settings }: { readonly human: Human; readonly settings: Settings },
): boolean {
  const isManaged = settings.managedAttributes.includes("firstName") && settings.managedAttributes.includes("lastName");
  const before = user["seen"] ?? (isManaged ? user : undefined);
  return before !== undefined && isRenamedWhole(before, human);
}

interface Taking {
  readonly human: Human;
  readonly settings: Settings;
  readonly roster: readonly Item[];
  readonly isAdopted: (user: Item) => boolean;
}

/** Whether the managed e-mail that would come to a user belongs to an active one without a link. */
export function isEmailTaken(user: Item, { human, settings, roster, isAdopted }: Taking): boolean {
  const coming = address(human.email);
  if (!settings.managedAttributes.includes("email") || coming === "" || coming === address(user["email"])) return false;
  return roster.some(
    (free) =>
      free["sourceId"] === undefined &&
      free["status"] === "Active" &&
      address(free["email"]) === coming &&
      !isAdopted(free),
  );
}
