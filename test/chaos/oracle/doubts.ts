import type { Settings } from "#shared/domain/settings/settings.ts";
import type { Item } from "#test/chaos/world/roster-journal.ts";
import type { DirectoryView, Human } from "./directory-view.ts";
import { isListed, works } from "./human-at-work.ts";
import { address, idsOf, isMeant, isSparedUser, namesAgree, namesAreEqual, scopesOf } from "./identity.ts";

/**
 * Who is linked to whom, whom the settings keep the sync from (covered), and of which humans and users it is not plain
 * who is who: missing or changed ids.
 */
export class Doubts {
  readonly #humans = new Set<Human>();
  readonly #excluded = new Set<Human>();
  readonly #users = new Set<Item>();
  readonly #humanOf = new Map<unknown, Human>();
  readonly #userOf = new Map<Human, Item>();
  readonly #unusable: readonly Human[];

  constructor(view: DirectoryView, settings: Settings, roster: readonly Item[]) {
    const { humans } = view;
    this.#unusable = humans.filter((human) => human.isUnusable && !isKnown(human));
    const ids = new Map(humans.flatMap((human) => idsOf(human).map((id) => [id, human] as const)));
    for (const user of roster) {
      const human = ids.get(String(user["sourceId"]));
      if (human === undefined) continue;
      if (this.#userOf.has(human)) this.#humans.add(human);
      this.#humanOf.set(user["userId"], human);
      this.#userOf.set(human, user);
    }
    const byAddress = new Map<string, (Human | Item)[]>();
    const note = (email: unknown, who: Human | Item) => {
      if (address(email) !== "") byAddress.set(address(email), [...(byAddress.get(address(email)) ?? []), who]);
    };
    for (const human of humans) note(human.email, human);
    for (const user of roster) note(user["email"], user);
    const spared = roster.filter((user) => isSparedUser(user, settings));
    for (const human of humans) if (this.#isUnclear(human, byAddress)) this.#humans.add(human);
    for (const human of humans) {
      const user = this.#userOf.get(human);
      // The address of somebody whom no list shows is not known.
      const email = isListed(human, { view, settings }) ? human.email : undefined;
      const marks = [...idsOf(human), ...[email, user?.["email"]].map(address)].filter((mark) => mark !== "");
      const isSpared = spared.some(
        (one) => marks.includes(String(one["sourceId"])) || marks.includes(address(one["email"])),
      );
      if (isSpared || !isMeant(marks, settings)) this.#excluded.add(human);
    }
    for (const user of roster) {
      const sharing = (byAddress.get(address(user["email"])) ?? []).filter((who): who is Human => "key" in who);
      const isLinked = user["sourceId"] !== undefined;
      const human = this.#humanOf.get(user["userId"]);
      const isGone = isLinked && (human === undefined || !works(human, { view, settings, user }));
      const isWanted = sharing.some((other) => this.#humans.has(other));
      const isLikeSpared = spared.some((one) => one !== user && address(one["email"]) === address(user["email"]));
      if (
        ((isGone || !isLinked) && (isWanted || (isLikeSpared && address(user["email"]) !== ""))) ||
        (isLinked && scopesOf(user).length === 0)
      )
        this.#users.add(user);
    }
  }

  has(human: Human): boolean {
    return this.#humans.has(human);
  }

  hasUser(user: Item): boolean {
    const human = this.#humanOf.get(user["userId"]);
    return this.#users.has(user) || (human !== undefined && this.#humans.has(human));
  }

  /** A record whose ids cannot be used may be this user's: it has their agent id, address or name. */
  mayBeUnusable(user: Item): boolean {
    const agentIds = user["agentIds"];
    const isTheirs = ({ subAccountId, agentId }: Human["seats"][number]) =>
      Array.isArray(agentIds) && agentIds.includes(`${subAccountId}/${agentId}`);
    return this.#unusable.some(
      (human) =>
        human.seats.some(isTheirs) ||
        (address(human.email) !== "" && address(human.email) === address(user["email"])) ||
        namesAreEqual(human, user),
    );
  }

  isExcluded(human: Human): boolean {
    return this.#excluded.has(human);
  }

  humanOf(user: Item): Human | undefined {
    return this.#humanOf.get(user["userId"]);
  }

  userOf(human: Human): Item | undefined {
    return this.#userOf.get(human);
  }

  #isUnclear(human: Human, sharing: ReadonlyMap<string, readonly (Human | Item)[]>): boolean {
    const [id, ...moreIds] = idsOf(human);
    const user = this.#userOf.get(human);
    const isOfAnotherRecord = user !== undefined && user["sourceId"] !== id;
    // Records without RingCentral's id are joined by address and names: whose they are is not plain.
    if (this.#humans.has(human) || isOfAnotherRecord || (!isKnown(human) && moreIds.length > 0)) return true;
    const others = (sharing.get(address(human.email)) ?? []).filter((who) => who !== human && "key" in who);
    return others.some((other) => (!isKnown(human) || !isKnown(other)) && namesAgree(human, other));
  }
}

/** Whether RingCentral's id tells who this is, whatever address they have. */
function isKnown(human: Human | Item): boolean {
  return human["rcUserId"] !== undefined;
}
