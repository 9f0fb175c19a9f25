import type { Item } from "#test/chaos/world/roster-journal.ts";
import { type Human, incompleteRingCx, isComplete, isRemoved } from "./directory-view.ts";
import type { Doubts } from "./doubts.ts";
import { followed, isAnotherHuman, isEmailTaken, type Surroundings } from "./followed.ts";
import { isAbsenceOpen, isFrozen, isListed, linkOf, roleOf, works } from "./human-at-work.ts";
import { address, idsOf, isNameless, isUntouchable, name, namesAgree, namesAreEqual, scopesOf } from "./identity.ts";
import type { Wish } from "./risky-parts.ts";

/** What becomes of a human whom no user is linked to. */
export type Arrival =
  /** `user`: whom they are given, if not a new one. */
  | { readonly kind: "wish"; readonly wish: Wish; readonly user?: Item }
  /** Whether this user is theirs hangs on what was not read. */
  | { readonly kind: "waits"; readonly user: Item }
  | { readonly kind: "conflict" }
  | { readonly kind: "nothing" }
  /** The oracle has nothing to say. */
  | { readonly kind: "open" };

interface Station extends Surroundings {
  readonly roster: readonly Item[];
  readonly doubtful: Doubts;
}

type Holder = "somebody else" | "gone" | Arrival;

const conflict: Arrival = { kind: "conflict" };
const open: Arrival = { kind: "open" };

/** Decides who is adopted, taken back, created, or left alone (design 4.4). */
export class Arrivals {
  readonly #at: Station;

  constructor(at: Station) {
    this.#at = at;
  }

  of(human: Human): Arrival {
    const { view, settings } = this.#at;
    if (!works(human, { view, settings, user: {} })) return { kind: "nothing" };
    if (human.isUnusable || isNameless(human)) return conflict;
    const email = address(human.email);
    if (email === "") return this.#created(human);
    const holders = this.#holdersOf(email);
    if (holders === undefined) return open;
    const others = this.#newcomersWith(email).filter((other) => other !== human);
    if (others.some((other) => this.#at.doubtful.has(other))) return open;
    const [free, ...moreFree] = holders.filter((user) => user["sourceId"] === undefined);
    if (free !== undefined) {
      if (others.length > 0 || moreFree.length > 0 || !namesAgree(human, free)) return conflict;
      return this.#given(human, free);
    }
    if (others.some((other) => namesAreEqual(other, human))) return conflict;
    return this.#backOrNew(human, { holders, others });
  }

  /** All users with this e-mail belong to somebody, who may be here no more: perhaps it is this human, with another id. */
  #backOrNew(human: Human, { holders, others }: { holders: readonly Item[]; others: readonly Human[] }): Arrival {
    const gone: Item[] = [];
    const inTheWay: Arrival[] = [];
    for (const user of holders) {
      const holder = this.#holderOf(user, { human, others });
      if (holder === "gone") gone.push(user);
      else if (holder !== "somebody else") inTheWay.push(holder);
    }
    const [first] = inTheWay;
    if (first !== undefined) return inTheWay.some(({ kind }) => kind !== first.kind) ? open : first;
    const [user, ...more] = gone;
    if (user === undefined) return this.#created(human);
    if (more.length > 0) return conflict;
    return !isComplete(this.#at.view) ? { kind: "waits", user } : this.#given(human, user);
  }

  #holderOf(user: Item, { human, others }: { human: Human; others: readonly Human[] }): Holder {
    const { view, settings, doubtful } = this.#at;
    const owner = doubtful.humanOf(user);
    if (owner !== undefined && doubtful.has(owner)) return open;
    const isThere = owner !== undefined && this.#isStillListed(owner, user);
    if (isThere) {
      const names = isListed(owner, { view, settings }) ? owner : user;
      return namesAreEqual(names, human) ? conflict : "somebody else";
    }
    // Whom only the memory of an extension keeps out, and who is left alone, is not to be told from here.
    const isForgotten = owner !== undefined && works(owner, { view, settings, user: {} });
    if (isForgotten || isUntouchable(user, settings)) return open;
    if (isAbsenceOpen(user, view)) return { kind: "waits", user };
    const alike = others.filter((other) => namesAgree(other, user)).length;
    if (namesAgree(human, user)) return alike === 0 ? "gone" : conflict;
    if (alike !== 1) return conflict;
    return isComplete(view) ? "somebody else" : open;
  }

  /** In a list of RingCX or RingEX, and not removed (design 4.1). */
  #isStillListed(owner: Human, user: Item): boolean {
    const { view, settings } = this.#at;
    const wasSeen = scopesOf(user).includes("ringex") ? "seen" : "not seen";
    if (isRemoved(owner, { view, settings, wasSeen })) return false;
    const isRingExRead = settings.ringExCheck === "on" && !view.unread.has("ringex");
    const isInRingEx = isRingExRead && owner.rcUserId !== undefined && owner.extension !== undefined;
    return isInRingEx || isListed(owner, { view, settings });
  }

  /** Users with this e-mail after the run; `undefined` where that hangs on something else. */
  #holdersOf(email: string): readonly Item[] | undefined {
    const { roster, settings, doubtful, view } = this.#at;
    if (!settings.managedAttributes.includes("email")) return roster.filter((user) => address(user["email"]) === email);
    const holders: Item[] = [];
    for (const user of roster) {
      const owner = doubtful.humanOf(user);
      const now = address(user["email"]);
      const coming = owner === undefined ? "" : address(owner.email);
      if (now !== email && coming !== email) continue;
      if (now !== coming && coming !== "" && owner !== undefined) {
        if (doubtful.hasUser(user)) return undefined;
        const isFollowed =
          !isFrozen(user, view) &&
          !owner.isUnusable &&
          !doubtful.isExcluded(owner) &&
          works(owner, { view, settings, user });
        const isConflict =
          isAnotherHuman(user, { human: owner, settings }) ||
          isEmailTaken(user, { human: owner, settings, roster, isAdopted: () => false });
        if (isFollowed && isConflict) return undefined;
        if ((isFollowed ? coming : now) === email) holders.push(user);
      } else if (now === email) {
        holders.push(user);
      }
    }
    return holders;
  }

  /** People in scope without a user. */
  #newcomersWith(email: string): readonly Human[] {
    const { view, settings, doubtful } = this.#at;
    return view.humans.filter(
      (human) =>
        address(human.email) === email &&
        !doubtful.isExcluded(human) &&
        (doubtful.has(human) || (doubtful.userOf(human) === undefined && works(human, { view, settings, user: {} }))),
    );
  }

  #given(human: Human, user: Item): Arrival {
    return {
      kind: "wish",
      wish: followed({ userId: String(user["userId"]), user, human, how: "given" }, this.#at),
      user,
    };
  }

  #created(human: Human): Arrival {
    const { view, settings, roster } = this.#at;
    const role = roleOf(human, { view, settings });
    if (role === "Administrator" && incompleteRingCx(view).length > 0) return { kind: "nothing" };
    const userId = String(idsOf(human)[0]).replaceAll(":", "-");
    if (roster.some((user) => user["userId"] === userId)) return conflict;
    const after = {
      userId,
      firstName: name(human.firstName),
      lastName: name(human.lastName),
      email: human.email?.trim(),
      role,
      status: "Active",
      activityId: settings.defaultActivityId,
      ...linkOf(human, { view, settings, user: {} }),
    };
    return { kind: "wish", wish: { userId, before: undefined, after, how: "new" } };
  }
}
